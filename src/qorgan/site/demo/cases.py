"""Which invented case stands where, and when it was opened: pure, the same for the same seed and moment."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from qorgan.casework.choices import Risk
from qorgan.site.demo.families import CHILDREN, Family
from qorgan.site.demo.talks import SEED

HOUR = timedelta(hours=1)


class Stand(StrEnum):
    """How far a case has come when the demo begins."""

    WAITING = "waiting"
    NEW = "new"
    ASSESSED = "assessed"
    PLANNED = "planned"
    SERVED = "served"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


STANDS = {
    Stand.WAITING: (5, 0.4, 30),
    Stand.NEW: (12, 2, 140),
    Stand.ASSESSED: (13, 60, 240),
    Stand.PLANNED: (14, 200, 600),
    Stand.SERVED: (14, 380, 1200),
    Stand.ANSWERED: (8, 700, 1700),
    Stand.CLOSED: (10, 1100, 2200),
    Stand.REOPENED: (4, 1500, 2200),
}
"""For each: how many of eighty cases, and between how many hours ago they were opened."""
CASES = sum(count for count, _least, _most in STANDS.values())
ORDER = tuple(stand for stand, (count, _least, _most) in STANDS.items() for _number in range(count))


@dataclass(frozen=True, slots=True)
class Plot:
    """One case of the pack's `demo/cases.toml`. `notes` are (subject, text) in their order."""

    key: str
    language: str
    risk: Risk
    concerns: tuple[str, ...]
    ground: str
    services: tuple[str, ...]
    story: str
    notes: tuple[tuple[str, str], ...]
    done: str
    left: str
    offer: str
    result: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class CaseStory:
    """A case of one of a family's children. `number` counts all cases from 0: what is rare happens to every so-manieth."""

    number: int
    child: int
    plot: Plot
    stand: Stand
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Entered:
    """A family as it came into the register, and the cases that were opened for it."""

    family: Family
    number: int
    registered_at: datetime
    cases: tuple[CaseStory, ...]


def read_plots(pack: Path) -> tuple[Plot, ...]:
    """The pack's cases, in the order of the file."""
    with (pack / "demo" / "cases.toml").open("rb") as file:
        rows = tomllib.load(file)["case"]
    return tuple(_plot(row) for row in rows)


def _plot(row: dict[str, Any]) -> Plot:
    made = {"risk": Risk(row["risk"]), "notes": tuple((subject, text) for subject, text in row["notes"])}
    return Plot(**{**row, **made, "concerns": tuple(row["concerns"]), "services": tuple(row["services"])})


def plan_cases(families: Sequence[Family], plots: Sequence[Plot], *, scale: int, now: datetime, zone: ZoneInfo) -> list[Entered]:
    """The families with `80 * scale` cases among their children, in the order in which they were registered."""
    random = Random(SEED + 3)  # noqa: S311 - invented cases
    stories = _stories(random, plots, scale=scale, now=now, zone=zone)
    found, seen = [], 0
    for number, family in enumerate(families):
        chosen = tuple(place for place in range(len(family.children)) if _has_case(seen + place))
        seen += len(family.children)
        cases = [next(stories) for _place in chosen]
        opened = min((one.opened_at for one in cases), default=now - random.randrange(20, 2400) * HOUR)
        told = tuple(_of_child(one, place) for one, place in zip(cases, chosen, strict=True))
        found.append(Entered(family, number, opened - timedelta(minutes=random.randrange(6, 22)), told))
    return sorted(found, key=lambda one: one.registered_at)


def _has_case(child: int) -> bool:
    """Eighty of one hundred and twenty children, evenly."""
    return (child + 1) * CASES // CHILDREN > child * CASES // CHILDREN


def _of_child(story: CaseStory, child: int) -> CaseStory:
    return CaseStory(story.number, child, story.plot, story.stand, story.opened_at)


def _stories(random: Random, plots: Sequence[Plot], *, scale: int, now: datetime, zone: ZoneInfo) -> Iterator[CaseStory]:
    for number in range(CASES * scale):
        stand = ORDER[number // scale]
        _count, least, most = STANDS[stand]
        hours = least + (most - least) * random.random() ** 1.6
        moment = now - hours * HOUR
        yield CaseStory(number, 0, plots[number % len(plots)], stand, moment if stand is Stand.WAITING else _by_day(moment, zone))


def _by_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same day in working hours; the day before where that hour has not come yet."""
    local = moment.astimezone(zone)
    moved = local.replace(hour=9 + local.hour % 9)
    return moved if moved <= moment else moved - timedelta(days=1)
