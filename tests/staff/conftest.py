"""A small country for the tests of staff: two organisations and a party, five roles, and people who sign in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from qorgan.access.principal import Principal
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import grant_membership, mark_installation, open_account
from qorgan.staff.models import Account, Membership
from qorgan.staff.principals import principal_of
from qorgan.staff.roles import load_roles

PASSWORD = "kerege uyk shanyrak"
ROLES = """
[[role]]
key = "administrator"
names = { kk = "Әкімші", ru = "Администратор", en = "Administrator" }
description = { kk = "а", ru = "а", en = "Opens accounts" }
mfa = false
may_be_held_in = ["line", "ministry"]
not_together_with = ["counsellor"]
permissions = ["staff.account.read", "staff.account.manage", "staff.membership.manage", "staff.session.end"]

[[role]]
key = "counsellor"
names = { kk = "Кеңесші", ru = "Консультант", en = "Counsellor" }
description = { kk = "а", ru = "а", en = "Writes with children" }
mfa = true
may_be_held_in = []
permissions = ["toy.box.read", "toy.box.write"]

[[role]]
key = "psychologist"
names = { kk = "Психолог", ru = "Психолог", en = "Psychologist" }
description = { kk = "а", ru = "а", en = "Helps" }
mfa = true
needs_register_number = true
may_be_held_in = ["line"]
permissions = ["toy.box.read"]

[[role]]
key = "leader"
names = { kk = "Жетекші", ru = "Руководитель", en = "Leader" }
description = { kk = "а", ru = "а", en = "Leads a shift" }
mfa = false
may_be_held_in = ["line", "ministry"]
permissions = ["staff.session.end"]

[[role]]
key = "member"
sphere = "council"
names = { kk = "Мүше", ru = "Член", en = "Member" }
description = { kk = "а", ru = "а", en = "Sits in the council" }
mfa = false
may_be_held_in = ["party", "line", "ministry"]
permissions = ["toy.figures.read"]
"""


@pytest.fixture(autouse=True)
def in_english(settings) -> Iterator[None]:
    """The tests quote the English words of the pages."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def write_pack(folder: Path, roles: str = ROLES) -> Path:
    """A pack with roles alone."""
    folder.mkdir(exist_ok=True)
    (folder / "roles.toml").write_text(roles, encoding="utf-8")
    return folder


@dataclass
class World:
    """The organisations of the tests, and who works there."""

    line: Organisation
    ministry: Organisation
    party: Organisation
    owner: Any
    pack: Path

    def account(self, username: str, *roles: str, at: Organisation | None = None, password: str = PASSWORD, **given: Any) -> Account:
        """Somebody with a password who holds these roles from now on."""
        given = {"name": "Серікова Айару", "language": "en", **given}
        account = open_account(by=BOOTSTRAP, username=username, **given)
        account.set_password(password)
        account.save(update_fields=["password"])
        for role in roles:
            self.grant(account, role, at)
        return account

    def grant(self, account: Account, role: str, at: Organisation | None = None, **given: Any) -> Membership:
        return grant_membership(by=BOOTSTRAP, account=account, role=role, organisation=at or self.line, **given)

    def principal(self, account: Account, membership: Membership | None = None) -> Principal:
        """The principal of an account that has given everything."""
        found = principal_of(account.id, membership.id if membership else None, second_factor=True)
        assert found is not None
        return found.principal

    def mark(self, kind: str) -> None:
        """Says what the database is for."""
        with self.owner():
            mark_installation(by=BOOTSTRAP, kind=kind)


@pytest.fixture
def world(as_web, owner, tmp_path) -> World:
    pack = write_pack(tmp_path / "pack")
    with owner():
        place = Place.objects.create(code="t1", path="t1", names={"en": "Town"})
        made = {}
        for key, is_party in (("line", False), ("ministry", False), ("party", True)):
            kind = OrganisationKind.objects.create(key=key, names={"en": key}, is_party=is_party)
            made[key] = Organisation.objects.create(kind=kind, names={"en": f"The {key}"}, place=place)
        load_roles(pack)
    return World(made["line"], made["ministry"], made["party"], owner, pack)


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    """Sends the form of the first step."""
    return client.post("/sign-in", {"login": username, "password": password}, **extra)
