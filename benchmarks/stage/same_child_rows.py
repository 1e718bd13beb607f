"""Synthetic children of `same_child.py` as text for COPY: keys, sealed profiles, data keys, registrations."""

from __future__ import annotations

import json
import os
import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from uuid import UUID

from benchmarks.stage.same_child_world import TODAY, Names, Person, Written, description, people, record
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qorgan.access.guarded import REF_ALPHABET, new_ref, uuid7
from qorgan.matching.attributes import Attributes, Birth, Profile, profile
from qorgan.matching.choices import Precision
from qorgan.matching.keys import of_record
from qorgan.matching.normaliser import VERSION
from qorgan.vault.cipher import place, seal, wrap
from qorgan.vault.keyring import keyring
from qorgan.vault.opened import about

REGIONS, DISTRICTS, BODIES = 20, 10, 200
SCOPE = "children.child"
NUMBER = 8
CHILD = (
    "id, ref, number, survivor_id, given, surname, patronymic, as_given, also_called, iin, born, birth_precision, born_in, sex, "
    "citizenship, citizenships, languages, disability, place_id, address, phone, is_restricted, is_invented, registered_at, version"
)


@dataclass
class Made:
    """What a worker made of one chunk: text for COPY by table, and held-out queries with the records they mean."""

    rows: dict[str, str] = field(default_factory=dict)
    queries: list[tuple[Attributes, Attributes, list[UUID]]] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Job:
    """One chunk of people."""

    seed: int
    count: int
    master: str
    places: dict[tuple[int, int], str]
    bodies: tuple[UUID, ...]
    asked: int


def attributes(told: Written, *, age: int | None = None) -> Attributes:
    """What the register would be given."""
    born = None
    if told.born:
        year, month, day = told.born
        born = Birth(year, month or None, day or None, Precision.YEAR if told.is_estimate or not day else Precision.DAY)
    if age is not None:
        born = Birth.at_age(age, TODAY)
    region = "" if told.region is None else f"r{told.region}"
    district = "" if told.district is None else f"r{told.region}.d{told.district}"
    return Attributes(
        given=told.given, surname=told.surname, patronymic=told.patronymic, sex=told.sex, born=born, region=region, district=district,
        iin=told.iin,
    )  # fmt: skip


class Copier:
    """Text for COPY, one list of lines for each table."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.lines: dict[str, list[str]] = defaultdict(list)
        self.drawn = job.seed * 10**6
        self.wrapping = keyring().derived(job.master, f"wrap {SCOPE}")
        self.root = keyring().newest("lookup").name

    def number(self) -> str:
        """Another one each time: random ones of eight characters meet among a million."""
        self.drawn += 1
        left, letters = self.drawn, ""
        while len(letters) < NUMBER:
            left, digit = divmod(left, len(REF_ALPHABET))
            letters += REF_ALPHABET[digit]
        return letters

    def add(self, told: Written, body: UUID) -> UUID:
        """One record with everything that hangs on it."""
        own, raw = uuid7(), os.urandom(32)
        who = profile(attributes(told))
        cipher = AESGCM(raw)

        def sealed(table: str, name: str, text: str) -> str:
            return "\\\\x" + seal(cipher, own, text.encode(), place(table, own, name)).hex()

        keys = of_record(who)
        packed = _json(who)
        wrapped = wrap(self.wrapping, raw, about(own, SCOPE, self.job.master))
        self.lines["vault_datakey"].append(f"{own}\t{SCOPE}\t{self.job.master}\t\\\\x{wrapped.hex()}\tnow\t\t")
        self.lines["matching_record"].append(
            f"{own}\t{sealed('matching_record', 'profile', packed)}\t{{{','.join(map(str, keys))}}}\t{VERSION}\t{self.root}"
        )
        self.lines["matching_key"] += [f"{key}\t{own}" for key in keys]
        self.lines["children_registration"].append(f"{own}\t{own}\t{body}\t\\N\tnow\timport")
        born = f"{told.born[0]:04}" if told.born else ""
        where = self.job.places.get((told.region, told.district), "\\N") if told.region is not None else "\\N"  # type: ignore[arg-type]
        names = [sealed("children_child", one, getattr(told, one)) for one in ("given", "surname", "patronymic")]
        self.lines["children_child"].append(
            "\t".join([str(own), new_ref(), self.number(), str(own), *names, "", "", "", sealed("children_child", "born", born),
                       "year" if born else "", born or "\\N", told.sex, "", "", "{}", "", where, "", "", "f", "t", "now", "1"])
        )  # fmt: skip
        return own


def _json(who: Profile) -> str:
    return json.dumps(who.packed(), ensure_ascii=False, separators=(",", ":"))


def make(job: Job) -> Made:
    """One chunk; runs in a process of its own."""
    chance = random.Random(job.seed * 7 + 1)
    copier, made = Copier(job), Made()
    every: list[tuple[Person, list[UUID]]] = []
    names = Names()
    for person in people(job.seed, int(job.count / 1.15), names, REGIONS, DISTRICTS):
        body = job.bodies[min(int(chance.expovariate(1 / 30)), BODIES - 1)]
        own = [copier.add(record(person, chance, REGIONS, DISTRICTS), body)]
        if chance.random() < 0.15:
            own.append(copier.add(record(person, chance, REGIONS, DISTRICTS), chance.choice(job.bodies)))
        every.append((person, own))
    for person, own in chance.sample(every, min(job.asked, len(every))):
        whole = attributes(record(person, chance, REGIONS, DISTRICTS))
        told, age = description(person, chance, REGIONS, DISTRICTS)
        made.queries.append((_without_iin(whole), attributes(told, age=age), own))
    made.rows = {table: "\n".join(lines) + "\n" for table, lines in copier.lines.items()}
    made.count = len(copier.lines["children_child"])
    return made


def _without_iin(of: Attributes) -> Attributes:
    return replace(of, iin="")
