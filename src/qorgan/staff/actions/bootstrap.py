"""The first steps in an empty database: what it is for, its first administrator, or the people of a demo.

The command line calls them with `by=Principal.system("staff.bootstrap")`, connected as the owner of the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.journal.actions import action, record
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.staff import installation
from qorgan.staff.access import ACCOUNT_MANAGE, INSTALLATION_MARK
from qorgan.staff.actions.account import check_register, open_account
from qorgan.staff.actions.membership import grant_membership
from qorgan.staff.choices import INVENTED, InstallationKind
from qorgan.staff.events import INSTALLATION, InstallationMarked
from qorgan.staff.models import Account, Installation

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented. `register_checked_on` is a day for roles that need a number in a register."""

    username: str
    password: str = field(repr=False)
    name: str
    role: str
    organisation: Organisation | None
    place: Place | None = None
    alias: str = ""
    language: str = settings.LANGUAGE_CODE
    register_number: str = ""
    register_checked_on: date | None = None


@action(INSTALLATION_MARK)
def mark_installation(*, by: Principal, kind: str) -> None:
    """Says what this database is for, once. Needs the owner of the tables. Raises RuleBroken the second time."""
    if installation.kind():
        raise RuleBroken(_("It was said already what this database is for, and that never changes."))
    Installation.objects.create(kind=InstallationKind(kind))
    record(InstallationMarked(subject=INSTALLATION, kind=InstallationKind(kind).value), by=by)


@action(ACCOUNT_MANAGE)
def create_first_administrator(
    *,
    by: Principal,
    username: str,
    password: str,
    name: str = "",
    language: str = settings.LANGUAGE_CODE,
    organisation: Organisation | None = None,
    role: str = ADMINISTRATOR,
) -> Account:
    """Opens the first account of a real database, in the pack's role of an administrator.

    Raises RuleBroken where there are accounts already, or for a password that would be guessed. A second factor is set
    up at the first sign-in.
    """
    if Account.objects.exists():
        raise RuleBroken(_("There are accounts already. An administrator opens further ones."))
    account = open_account(by=by, username=username, name=name, language=language)
    try:
        validate_password(password, account)
    except ValidationError as fault:
        raise RuleBroken(" ".join(fault.messages), field="password") from None
    account.set_password(password)
    account.save(update_fields=["password"])
    grant_membership(by=by, account=account, role=role, organisation=organisation)
    return account


@action(ACCOUNT_MANAGE)
def create_demo_accounts(*, by: Principal, people: Iterable[DemoPerson]) -> list[dict[str, str]]:
    """Opens invented accounts with printed passwords; gives `[{"role", "username", "password"}]` for the terminal.

    Raises RuleBroken on a database that may hold somebody real; the database itself refuses such accounts there too.
    """
    if installation.kind() not in INVENTED:
        raise RuleBroken(_("Invented accounts belong into a database of invented data."))
    hashes: dict[str, str] = {}
    return [_open_demo(by, person, hashes) for person in people]


def _open_demo(by: Principal, person: DemoPerson, hashes: dict[str, str]) -> dict[str, str]:
    """`hashes`: a phrase that many accounts share and the terminal prints is hashed once; a salt for each would hide nothing."""
    if person.password not in hashes:
        hashes[person.password] = make_password(person.password)
    account = open_account(
        by=by, username=person.username, name=person.name, alias=person.alias, language=person.language, is_demo=True
    )
    account.password = hashes[person.password]
    account.save(update_fields=["password"])
    if person.register_number:
        check_register(by=by, account=account, number=person.register_number, checked_on=person.register_checked_on)
    grant_membership(by=by, account=account, role=person.role, organisation=person.organisation, place=person.place)
    return {"role": person.role, "username": person.username, "password": person.password}
