"""Permissions of the room `staff`, and its system principals. Who may know which account stands in `queries.py`."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from qorgan.access.permissions import permission
from qorgan.access.principal import declare_system

ACCOUNT_READ = permission("staff.account.read", _("See the accounts of staff, their roles and periods"))
ACCOUNT_MANAGE = permission("staff.account.manage", _("Open and close accounts, help people sign in again"))
MEMBERSHIP_MANAGE = permission("staff.membership.manage", _("Give and end roles"))
SESSION_END = permission("staff.session.end", _("End the sessions of people of one's own organisation"))
OWN_ACCOUNT = permission("staff.account.own", _("Keep one's own account: password, second factor, alias, language"))
KEY_MAKE = permission("staff.key.make", _("Make keys for other programs of one's own organisation"))
KEY_OVERSEE = permission("staff.key.oversee", _("See and end the keys of all programs"))
INSTALLATION_MARK = permission("staff.installation.mark", _("Say what a database is for, when it is made"))
SIGN_IN_NOTE = permission("staff.signin.note", _("Write down that somebody failed to sign in"))

# What everybody who signs in may do, in every role and before a role is chosen. Those of ui and notices are declared there.
EVERY_ROLE: Final = (str(OWN_ACCOUNT), "ui.screen.keep", "notices.notice.own", "notices.notice.send")

BOOTSTRAP = declare_system("staff.bootstrap", ACCOUNT_READ, ACCOUNT_MANAGE, MEMBERSHIP_MANAGE, INSTALLATION_MARK)
DOOR = declare_system("staff.door", SIGN_IN_NOTE)
