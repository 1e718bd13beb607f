"""Who may look at places and who may change them. A place is nobody's secret."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.access.permissions import permission
from qorgan.access.principal import declare_system

PLACE_READ = permission("places.place.read", _("Look at regions, districts and settlements"))
PLACE_MANAGE = permission("places.place.manage", _("Import lists of places"))

PACK = declare_system("places.pack", PLACE_READ, PLACE_MANAGE)
"""Loads the places of the country pack."""

COMMAND = declare_system("places.command", PLACE_READ, PLACE_MANAGE)
"""Whoever imports at the command line of the server."""
