"""The staff of the demo: somebody in every role of the pack, with a name to sign in and one phrase as the password."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils.crypto import salted_hmac

from qorgan.organisations.models import Organisation
from qorgan.site.demo.talks import SEED
from qorgan.staff.actions import DemoPerson
from qorgan.staff.models import Membership

COUNTS = {"counsellor": 6, "psychologist": 2, "shift_leader": 2, "caseworker": 6, "case_supervisor": 3}
"""How many hold a role; one where nothing is said."""
HOUSES = ("family_support_centre", "guardianship_authority", "family_support_centre")
"""The kinds of the organisations that keep cases: those who keep them are spread over the first of each, in turn."""
IN_CASES = ("caseworker", "case_supervisor")
AT_THE_DESK = ("counsellor", "psychologist", "shift_leader")
AT_SERVICES = ("service_worker",)
WORDS = 4


class DemoBroken(ValueError):
    """The demo cannot be written from this pack; the message says what is missing."""


def password() -> str:
    """The phrase of this installation's demo accounts: the same at every call, another on every installation."""
    path = settings.PACK / "helpline" / "words.en.txt"
    words = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    words = [word for word in words if word and not word.startswith("#")]
    drawn = int.from_bytes(salted_hmac("qorgan.site.demo", "password", algorithm="sha256").digest(), "big")
    chosen = []
    for _place in range(WORDS):
        drawn, place = divmod(drawn, len(words))
        chosen.append(words[place])
    return " ".join(chosen)


def people(pack: Path, today: date) -> Iterator[DemoPerson]:
    """Who works in the demo, in the order of the pack's roles. Raises DemoBroken for a role that nobody could hold."""
    random, names = Random(SEED), Names(pack)  # noqa: S311 - invented people
    phrase = password()
    with (pack / "roles.toml").open("rb") as file:
        roles = tomllib.load(file)["role"]
    for role in roles:
        houses = case_houses() if role["key"] in IN_CASES else [_organisation_for(role)]
        for place in range(1, COUNTS.get(role["key"], 1) + 1):
            language = random.choice(("kk", "kk", "ru"))
            name, alias = names.draw(random, language)
            yield DemoPerson(
                username=f"{role['key'].replace('_', '-')}{place}",
                password=phrase,
                name=name,
                role=role["key"],
                organisation=houses[(place - 1) % len(houses)],
                alias=alias if role["key"] in AT_THE_DESK else "",
                language=language,
                register_number=f"ДЕМО-{place:04}" if role["needs_register_number"] else "",
                register_checked_on=today - timedelta(days=100) if role["needs_register_number"] else None,
            )


def _organisation_for(role: dict) -> Organisation:
    """The first organisation of the first kind in which the role may be held."""
    for kind in role["may_be_held_in"]:
        found = Organisation.objects.filter(kind_id=kind).order_by("pk").first()
        if found is not None:
            return found
    raise DemoBroken(f"no organisation of the demo could have a {role['key']}")


def case_houses() -> list[Organisation]:
    """The organisations of the demo that keep cases, in the order of `HOUSES`. Raises DemoBroken where one is missing."""
    found: list[Organisation] = []
    for kind in HOUSES:
        house = Organisation.objects.filter(kind_id=kind).exclude(pk__in=[one.pk for one in found]).order_by("key", "pk").first()
        if house is None:
            raise DemoBroken(f"no {kind} of the demo is left to keep cases")
        found.append(house)
    return found


class Names:
    """The pack's given names and surnames; aliases are never drawn twice."""

    def __init__(self, pack: Path) -> None:
        with (pack / "demo" / "names.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
        self.of = {kind: [row for row in rows if row["kind"] == kind] for kind in ("male", "female", "surname")}
        self.taken: set[str] = set()

    def draw(self, random: Random, language: str) -> tuple[str, str]:
        """A full name, surname first, and an alias that is another given name."""
        kind = random.choice(("male", "female", "female"))
        given, surname = random.choice(self.of[kind]), random.choice(self.of["surname"])
        family = surname[f"feminine_{language}"] if kind == "female" else ""
        free = [row[language] for row in self.of[kind] if row[language] not in self.taken | {given[language]}]
        alias = random.choice(free)
        self.taken.add(alias)
        return f"{family or surname[language]} {given[language]}", alias


def sign_ins(pack: Path) -> list[dict[str, str]]:
    """`[{"role", "username", "password"}]` of the demo's accounts, in the order of the pack's roles."""
    with (pack / "roles.toml").open("rb") as file:
        order = {role["key"]: place for place, role in enumerate(tomllib.load(file)["role"])}
    held = Membership.objects.now().filter(account__is_demo=True).values_list("role", "account__username")
    rows = sorted(set(held), key=lambda row: (order.get(row[0], len(order)), row[1]))
    phrase = password() if rows else ""
    return [{"role": role, "username": username, "password": phrase} for role, username in rows]
