"""Who may know and who may do what in the directory.

Services are no secret, like the organisations that give them. Where a confidential site stands is one: the provider's
own people know it, the directory's keeper, and who was given the permission for it; the referring side never needs it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Principal, declare_system
from qorgan.access.refusals import Refused
from qorgan.access.wall import Wall

SERVICE_READ = permission("directory.service.read", _("Search the directory of services"))
SERVICE_KEEP = permission("directory.service.keep", _("Keep the services of the own organisation"))
CAPACITY_SET = permission("directory.capacity.set", _("Say how many places are free"))
SERVICE_MANAGE = permission("directory.service.manage", _("Keep the directory of services"))
SERVICE_IMPORT = permission("directory.service.import", _("Import lists of services"))
SITE_OPEN = permission("directory.site.open", _("See where confidential sites are"))

_ALL = (SERVICE_READ, SERVICE_KEEP, CAPACITY_SET, SERVICE_MANAGE, SERVICE_IMPORT, SITE_OPEN)
PACK = declare_system("directory.pack", *_ALL)
"""Loads kinds of service and invented services of the country pack."""

COMMAND = declare_system("directory.command", *_ALL)
"""Whoever imports at the command line of the server."""


def keeps(by: Principal, organisation_id: Any) -> bool:
    """Whether `by` may change services of this organisation: the directory's keeper, or somebody of its own."""
    if not by.may(SERVICE_KEEP):
        return False
    return by.may(SERVICE_MANAGE) or organisation_id in by.organisations


def counts(by: Principal, organisation_id: Any) -> bool:
    """Whether `by` may say how many places services of this organisation have."""
    return by.may(CAPACITY_SET) and (by.may(SERVICE_MANAGE) or organisation_id in by.organisations)


def must_keep(by: Principal, organisation_id: UUID) -> None:
    """Raises Refused for the services of another organisation."""
    if not keeps(by, organisation_id):
        raise Refused("service")


def sealed_site(by: Principal) -> Q:
    """Where confidential sites stand: their own people, the keeper, and who may open all."""
    if not by.may(SERVICE_READ):
        return NOTHING
    if by.may(SERVICE_MANAGE) or by.may(SITE_OPEN):
        return Q()
    return Q(organisation_id__in=by.organisations) if by.organisations and by.may(SERVICE_KEEP) else NOTHING


_OWN = "(organisation_id IN (SELECT qorgan_organisations()) AND (SELECT qorgan_may('directory.service.keep')))"
SEALED_SITE_WALL = Wall(
    select="(SELECT qorgan_may('directory.service.read')) AND ((SELECT qorgan_may('directory.service.manage')) "
    f"OR (SELECT qorgan_may('directory.site.open')) OR {_OWN})",
    write=f"(SELECT qorgan_may('directory.service.manage')) OR {_OWN}",
)
