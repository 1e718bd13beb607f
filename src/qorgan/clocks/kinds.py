"""Kinds of clocks: what a clock measures, in words, and how its subject's room stands to it. Filled from `apps.py`.

kinds.register(ClockKind("casework.assessment", _("Assessment of the case"), address=case_address, rule=cases_known_to))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise

from qorgan.access.principal import Principal

_SHAPE = re.compile(r"^[a-z_]+\.[a-z_]+$")
Rule = Callable[[Principal], Q]


@dataclass(frozen=True, slots=True)
class ClockKind:
    """One kind of clock.

    `name`: `room.noun`. `label`: what is waited for, in words, without any person. `address(by, subject)`: the subject's
    page where `by` may open it, else an empty text. `rule(by)`: a condition over clocks (`Q(subject__in=…)`) under which
    people of the clock's organisations know the clock because they know its subject; without it only its owner, those who
    oversee, and those granted the subject do. `level`: the danger level 1 to 4 that the screens colour it with.
    """

    name: str
    label: Promise | str
    address: Callable[[Principal, UUID], str] | None = None
    rule: Rule | None = None
    level: int | None = None


_kinds: dict[str, ClockKind] = {}


def register(kind: ClockKind) -> ClockKind:
    """Adds a kind. Raises ValueError for a name of another shape or registered twice."""
    if not _SHAPE.match(kind.name):
        raise ValueError(f"a kind of clock is named room.noun, not {kind.name!r}")
    if kind.name in _kinds:
        raise ValueError(f"kind of clock {kind.name} is registered twice")
    _kinds[kind.name] = kind
    return kind


def find(name: str) -> ClockKind | None:
    """The kind of that name, or None where its room is not installed."""
    return _kinds.get(name)


def label_of(name: str) -> Promise | str:
    """The words for a kind; its name for one that no installed room registers."""
    kind = _kinds.get(name)
    return kind.label if kind else name


def rules() -> Mapping[str, Rule]:
    """The rules of all kinds that have one, by name."""
    return {name: kind.rule for name, kind in _kinds.items() if kind.rule is not None}


def choices(by: Principal) -> list[tuple[str, Promise | str]]:
    """All kinds with their words, for a filter."""
    return [(name, kind.label) for name, kind in _kinds.items()]
