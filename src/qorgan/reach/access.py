"""Who may count, who may see what was counted, and who may publish it.

None of these permissions shows a child: counts are numbers, and the lists that organisations hand in are opened by the count alone. A list is
known to those of the organisation that handed it in; a count to whoever may read counts.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.access.permissions import permission
from qorgan.access.principal import declare_system

COUNT_READ = permission("reach.count.read", _("See how many children were reached"))
COUNT_MAKE = permission("reach.count.make", _("Count the children that projects reached"))
LIST_HAND_IN = permission("reach.list.hand_in", _("Hand in lists of the children of a project"))
RELEASE_PUBLISH = permission("reach.release.publish", _("Publish figures of children"))

COUNTER = declare_system("reach.counter", COUNT_READ, COUNT_MAKE, LIST_HAND_IN)
"""Counts in a job, and erases lists whose time is over."""
