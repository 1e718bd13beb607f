"""The invented services of the demo: 120 of them, at the demo's organisations, with sites, hours, places and checks."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from qorgan.access.principal import Principal
from qorgan.directory.actions import (
    add_service,
    add_site,
    close_service,
    place_service,
    set_capacity,
    set_hours,
    verify_service,
)
from qorgan.directory.choices import LocationType, Sex, Status, TaxonomyKey
from qorgan.directory.described import Band, ServiceFacts
from qorgan.directory.fields import read_ages
from qorgan.directory.hours import read_hours
from qorgan.directory.models import Location, Service, TaxonomyTerm
from qorgan.organisations.models import Organisation
from qorgan.site.demo.clock import at
from qorgan.site.demo.talks import SEED
from qorgan.texts.words import Words

SERVICES = 120
ACCESSIBLE = ("ramp", "toilet", "lift", "sign_language")
CHECKED_EVERY = 180
"""Days; the pack's own limit begins later than some of these checks."""
STREETS = ("Абай", "Жібек жолы", "Мира", "Тәуелсіздік", "Астана")


class ServicesBroken(ValueError):
    """The pack's invented services cannot be given to its organisations; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class _Blank:
    """A kind of invented service, as the pack describes it, with its terms."""

    row: dict[str, Any]
    facts: ServiceFacts


class Directory:
    """Gives the pack's invented services to its organisations, by the directory's own actions, each at its moment."""

    def __init__(self, pack: Path, now: datetime) -> None:
        self.now, self.by = now, Principal.system("directory.pack")
        self.random = Random(SEED)  # noqa: S311 - a fixed story, no secret
        self.terms = {(one.taxonomy, one.code): one for one in TaxonomyTerm.objects.all()}
        self.sites: dict[Any, Location] = {}
        with (pack / "demo" / "services.toml").open("rb") as file:
            self.blanks = [self._blank(row) for row in tomllib.load(file)["service"]]

    def write(self, count: int = SERVICES) -> int:
        """Writes so many services; gives how many. Raises ServicesBroken where no organisation could give any."""
        pairs = self._pairs()
        if not pairs:
            raise ServicesBroken("no organisation of the demo could give a service of demo/services.toml")
        for number in range(count):
            organisation, blank = pairs[number % len(pairs)]
            self._write_one(number, organisation, blank, again=number // len(pairs))
        return count

    def _pairs(self) -> list[tuple[Organisation, _Blank]]:
        """Who could give what: every organisation once, then every one again with its next service, and so on."""
        of_kind: dict[str, list[Organisation]] = defaultdict(list)
        rows = Organisation.objects.filter(is_invented=True, state="active").select_related("kind", "place").order_by("key")
        for one in rows:
            of_kind[one.kind_id].append(one)
        rounds: dict[int, list[tuple[Organisation, _Blank]]] = defaultdict(list)
        given: dict[Any, int] = defaultdict(int)
        for blank in self.blanks:
            for kind in blank.row["given_by"]:
                for organisation in of_kind[kind]:
                    rounds[given[organisation.pk]].append((organisation, blank))
                    given[organisation.pk] += 1
        return [pair for number in sorted(rounds) for pair in rounds[number]]

    def _blank(self, row: dict[str, Any]) -> _Blank:
        sex = Sex(row.get("sex", Sex.ANY)).value
        bands = tuple(Band(low, high, sex) for low, high in read_ages(row.get("ages", "")))
        return _Blank(row, ServiceFacts(
            names=Words(row["names"]), description=Words(row["description"]), bands=bands, languages=tuple(row["languages"]),
            kinds=(self._term(TaxonomyKey.KIND, row["kind"]),),
            needs=tuple(self._term(TaxonomyKey.NEED, code) for code in row["needs"]),
        ))  # fmt: skip

    def _term(self, taxonomy: TaxonomyKey, code: str) -> TaxonomyTerm:
        try:
            return self.terms[taxonomy.value, code]
        except KeyError:
            raise ServicesBroken(f"demo/services.toml names {taxonomy} {code}, which service_directory.toml does not have") from None

    def _write_one(self, number: int, organisation: Organisation, blank: _Blank, *, again: int) -> None:
        facts = self._facts(number, blank, again)
        with at(self.now - timedelta(days=100 - number % 60)):
            service = add_service(
                by=self.by, organisation=organisation, facts=facts, key=f"demo-service-{number + 1:03}", is_invented=True
            )
            place_service(by=self.by, service=service, location=self._site(organisation))
            set_hours(by=self.by, service=service, openings=read_hours(blank.row["hours"]))
        if number % 9:
            checked = self.now - timedelta(days=number % 90)
            with at(checked):
                due = (checked + timedelta(days=30 if number % 7 == 0 else CHECKED_EVERY)).date()
                verify_service(by=self.by, service=service, outcome="confirmed", next_check_on=due)
        self._count(number, service, blank)
        if number % 23 == 7:
            with at(self.now - timedelta(days=2)):
                close_service(by=self.by, service=service, status=Status.CLOSED)

    def _facts(self, number: int, blank: _Blank, again: int) -> ServiceFacts:
        names = blank.facts.names if not again else Words({code: f"{text} {again + 1}" for code, text in blank.facts.names.items()})
        phone = f"+7700000{number + 1001:04}"
        return ServiceFacts(
            names=names, description=blank.facts.description, bands=blank.facts.bands, languages=blank.facts.languages,
            kinds=blank.facts.kinds, needs=blank.facts.needs, phones=(phone,),
        )  # fmt: skip

    def _site(self, organisation: Organisation) -> Location:
        """The one site of an organisation; of a shelter it is confidential by its kind."""
        found = self.sites.get(organisation.pk)
        if found is None:
            street, house = self.random.choice(STREETS), self.random.randrange(1, 90)
            facts = {
                "location_type": LocationType.PHYSICAL, "address": f"{street}, {house}",
                "accessibility": sorted(self.random.sample(ACCESSIBLE, self.random.randrange(3))),
            }  # fmt: skip
            found = add_site(by=self.by, organisation=organisation, place=organisation.place, facts=facts)
            self.sites[organisation.pk] = found
        return found

    def _count(self, number: int, service: Service, blank: _Blank) -> None:
        """Places: some free, some full, some not confirmed for weeks; nothing where the kind counts none."""
        total = blank.row.get("total")
        if total is None:
            return
        free = 0 if number % 11 == 3 else min(total, blank.row["free"] + self.random.randrange(3))
        with at(self.now - timedelta(days=30 if number % 13 == 5 else number % 6)):
            unit = self._term(TaxonomyKey.UNIT, blank.row["unit"])
            set_capacity(by=self.by, service=service, unit=unit, available=free, maximum=total)
