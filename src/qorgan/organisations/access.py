"""Who may know what of organisations. The register is public; where a shelter stands and who answers there is not."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Principal, declare_system
from qorgan.access.wall import Wall
from qorgan.organisations.choices import DUTY_KINDS

ORGANISATION_READ = permission("organisations.organisation.read", _("Look at the register of organisations"))
ORGANISATION_MANAGE = permission("organisations.organisation.manage", _("Keep the register of organisations"))
ORGANISATION_IMPORT = permission("organisations.organisation.import", _("Import lists of organisations"))
CONTACT_KEEP = permission("organisations.contact.keep", _("Keep the public contacts of the own organisation"))
SCHOOL_CODE_MANAGE = permission("organisations.school_code.manage", _("Issue and print the QR code of a school"))
DUTY_READ = permission("organisations.duty.read", _("See the duty telephones of bodies"))

_ALL = (ORGANISATION_READ, ORGANISATION_MANAGE, ORGANISATION_IMPORT, CONTACT_KEEP, SCHOOL_CODE_MANAGE)
PACK = declare_system("organisations.pack", *_ALL)
"""Loads kinds and invented organisations of the country pack."""

REACH = declare_system("organisations.reach", DUTY_READ)
"""Looks where a body is reached when a notice leaves."""

COMMAND = declare_system("organisations.command", *_ALL)
"""Whoever imports at the command line of the server."""


def organisation(by: Principal) -> Q:
    """Which organisations a screen shows `by`.

    The register is open to whoever reads it, except to a school's representative, who keeps the page of the own school
    and no other. Rows are not guarded: an organisation is no secret, and rooms below need its name for everybody.
    """
    if not by.may(ORGANISATION_READ):
        return NOTHING
    if by.may(SCHOOL_CODE_MANAGE) and not by.may(ORGANISATION_MANAGE):
        return Q(pk__in=by.organisations)
    return Q()


def may_keep_code(by: Principal, organisation_id: object) -> bool:
    """Whether `by` may issue and print the code of this school: the register's keeper, or somebody of that school."""
    if not by.may(SCHOOL_CODE_MANAGE):
        return False
    return by.may(ORGANISATION_MANAGE) or organisation_id in by.organisations


def may_keep_contacts(by: Principal, organisation_id: object) -> bool:
    """Whether `by` may say how this organisation is reached: the register's keeper, or somebody of that organisation."""
    if not by.may(CONTACT_KEEP):
        return False
    return by.may(ORGANISATION_MANAGE) or organisation_id in by.organisations


def sealed_fact(by: Principal) -> Q:
    """Confidential addresses and contact persons: the register's keeper, and the organisation itself. Duty telephones and
    mailboxes: also whoever tells bodies of dangers.
    """
    if by.may(ORGANISATION_MANAGE):
        return Q()
    known = Q(organisation_id__in=by.organisations) if by.organisations and by.may(ORGANISATION_READ) else NOTHING
    return known | Q(kind__in=DUTY_KINDS) if by.may(DUTY_READ) else known


SEALED_FACT_WALL = Wall(
    select="(SELECT qorgan_may('organisations.organisation.manage')) OR ((SELECT qorgan_may("
    "'organisations.organisation.read')) AND organisation_id IN (SELECT qorgan_organisations())) OR ((SELECT qorgan_may("
    "'organisations.duty.read')) AND kind IN ('dutytel', 'dutymail'))",
    write="(SELECT qorgan_may('organisations.organisation.manage'))",
)
