"""Synthetic enrolments of projects as an NGO's lists have them: children of `same_child_world.py` written down again and again.

Nobody real. The noise is that of `same_child_world`, which shares no table with the normaliser; here families get telephones, and
children get into projects. The truth is beside each row and never in the file that is linked.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stage.same_child_world import Names, Person, people, record

HEADS = ("id", "surname", "given_name", "patronymic", "sex", "birth_date", "region", "phone", "iin")
REGIONS, DISTRICTS = 20, 10
PHONE_KNOWN, PHONE_CHANGED, PHONE_OF_THE_OTHER, PHONE_SLIP = 0.5, 0.08, 0.3, 0.01


@dataclass(frozen=True)
class Enrolment:
    """One row of a list: the cells by `HEADS`, the child it is of, its family, the project that has it."""

    cells: tuple[str, ...]
    child: int
    family: int
    project: int


def _day(born: tuple[int, int, int] | None, chance: random.Random) -> str:
    if born is None:
        return ""
    year, month, day = born
    if not month:
        return str(year)
    return f"{day:02}.{month:02}.{year}" if chance.random() < 0.5 else f"{year}-{month:02}-{day:02}"


def _phone(person: Person, chance: random.Random) -> str:
    if chance.random() > PHONE_KNOWN:
        return ""
    parent = random.Random(person.family * 2 + (chance.random() < PHONE_OF_THE_OTHER))
    digits = f"{parent.choice((701, 702, 705, 707, 747, 771, 775, 777, 778))}{parent.randrange(10**7):07}"
    if chance.random() < PHONE_CHANGED:
        digits = f"707{chance.randrange(10**7):07}"
    if chance.random() < PHONE_SLIP:
        at = chance.randrange(3, 10)
        digits = digits[:at] + str(chance.randrange(10)) + digits[at + 1 :]
    return chance.choice(("+7{}", "8{}", "8 {}", "7{}")).format(digits)


def written(person: Person, ident: str, project: int, chance: random.Random, *, phones: bool = True) -> Enrolment:
    """One writing down of a child in a project's list."""
    told = record(person, chance, REGIONS, DISTRICTS)
    sex = {"": "", "male": chance.choice(("male", "м", "ұл")), "female": chance.choice(("female", "ж", "қыз"))}[told.sex]
    region = "" if told.region is None else f"r{told.region}"
    cells = (ident, told.surname, told.given, told.patronymic, sex, _day(told.born, chance), region,
             _phone(person, chance) if phones else "", told.iin)  # fmt: skip
    return Enrolment(cells, person.ident, person.family, project)


def enrolments(seed: int, rows: int, *, again: float = 0.15, projects: int = 14, phones: bool = True) -> Iterator[Enrolment]:
    """`rows` rows in a random order, `again` of them of a child that is there already (0.15: one million rows, 850,000 children).

    A child that is there again is so once, or more often with a chance that halves each time, in other projects mostly.
    """
    chance, names = random.Random(seed), Names()
    everybody = list(people(seed, round(rows * (1 - again)), names, REGIONS, DISTRICTS))
    more = [chance.choice(everybody) for _ in range(rows - len(everybody))]
    order = [*everybody, *more]
    chance.shuffle(order)
    for number, person in enumerate(order):
        yield written(person, f"e{number}", chance.randrange(projects), chance, phones=phones)


def twins(rows: list[Enrolment], born: dict[int, object]) -> set[tuple[int, int]]:
    """Pairs of children of one family born on one day, among those that the rows are of."""
    found: dict[tuple[int, object], set[int]] = {}
    for row in rows:
        found.setdefault((row.family, born[row.child]), set()).add(row.child)
    return {(one, two) for group in found.values() for one in group for two in group if one < two}


def births(seed: int, rows: int, *, again: float = 0.15) -> dict[int, object]:
    """The true birth date of each child of `enrolments` with the same numbers."""
    return {one.ident: one.born for one in people(seed, round(rows * (1 - again)), Names(), REGIONS, DISTRICTS)}


def write(path: Path, rows: list[Enrolment]) -> None:
    """The list as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows(row.cells for row in rows)
