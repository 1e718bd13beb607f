"""Which project a child counts for, and what projects have in common.

A child in two projects is one child. In the total it counts once; where figures of projects must add up to the total it counts for one
of them, by a rule that is dated and published beside the figure. Beside that stands every project's own number, in which it counts too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from qorgan.reach.country import described
from qorgan.texts.words import Words


class Rule(StrEnum):
    """How one project is chosen."""

    FIRST_SERVED = "first_served"
    MOST_SERVED = "most_served"


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A rule with its words, from when it holds, and where it stands."""

    rule: Rule
    valid_from: date
    names: Words
    meaning: Words
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class Served:
    """One row that is counted: the project, and the day of the enrolment or service."""

    project: Hashable
    on: date


def rules() -> list[DatedRule]:
    """The rules of the country pack, the newest first."""
    rows: list[dict[str, Any]] = described()["attribution"]
    found = [
        DatedRule(Rule(row["rule"]), row["valid_from"], Words(row["names"]), Words(row["meaning"]), row["basis"], row["source"])
        for row in rows
    ]
    return sorted(found, key=lambda one: one.valid_from, reverse=True)


def rule_on(day: date) -> DatedRule:
    """The rule that holds on a day. Raises LookupError where the pack has none so early."""
    for one in rules():
        if one.valid_from <= day:
            return one
    raise LookupError("the country pack has no rule of attribution for that day")


def attributed(labels: Sequence[int], rows: Sequence[Served], rule: Rule) -> Counter[Hashable]:
    """How many children count for each project; the sum is the number of children. Ties go to the first project by its key."""
    by_child: dict[int, list[Served]] = defaultdict(list)
    for label, row in zip(labels, rows, strict=True):
        by_child[label].append(row)
    return Counter(_chosen(served, rule) for served in by_child.values())


def _chosen(served: list[Served], rule: Rule) -> Hashable:
    if rule is Rule.FIRST_SERVED:
        return min(served, key=lambda one: (one.on, str(one.project))).project
    times = Counter(one.project for one in served)
    return min(times, key=lambda project: (-times[project], str(project)))


def shared(labels: Sequence[int], rows: Sequence[Served]) -> Mapping[tuple[Hashable, Hashable], int]:
    """Children of each project (a, a) and of each two (a, b), a before b: those that both have."""
    of_child: dict[int, set[Hashable]] = defaultdict(set)
    for label, row in zip(labels, rows, strict=True):
        of_child[label].add(row.project)
    found: Counter[tuple[Hashable, Hashable]] = Counter()
    for projects in of_child.values():
        ordered = sorted(projects, key=str)
        for at, one in enumerate(ordered):
            for other in ordered[at:]:
                found[one, other] += 1
    return found
