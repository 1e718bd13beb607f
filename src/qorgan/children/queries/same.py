"""Who of the register may be the child that is being described, within the need to know of whoever asks."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.functional import Promise

from qorgan.access.principal import Principal
from qorgan.children.models import Child
from qorgan.matching.attributes import Attributes
from qorgan.matching.choices import Grade
from qorgan.matching.queries import candidates

STEP: Final = 0.005
"""Seconds. Answers leave at whole steps from their beginning: the microseconds that a hidden record costs are not seen."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A child that may be the one described; why, in words."""

    child: Child
    grade: Grade
    reasons: tuple[Promise | str, ...]

    @property
    def tone(self) -> str:
        """The colour of the grade's word."""
        return {Grade.CERTAIN: "warn", Grade.PROBABLE: "warn"}.get(self.grade, "info")


@contextmanager
def in_steps(step: float = STEP) -> Iterator[None]:
    """Whatever is done inside takes a whole number of steps."""
    began = time.perf_counter()
    try:
        yield
    finally:
        time.sleep(-(time.perf_counter() - began) % step)


def hints_for(by: Principal, asked: Attributes, *, but: Iterable[UUID] = (), most: int = 5) -> list[Hint]:
    """The children that may be meant, each once, the likeliest first. The same statements whatever is found or hidden."""
    with in_steps():
        left_out = frozenset(but)
        found = [one for one in candidates(asked) if one.grade is not None and one.record not in left_out][: most * 3]
        rows = Child.objects.visible_to(by).filter(pk__in=[one.record for one in found]).select_related("survivor", "survivor__place")
        standing = {row.pk: row.survivor for row in rows}
        hints: dict[UUID, Hint] = {}
        for one in found:
            child = standing.get(one.record)
            if child is not None and child.pk not in left_out and one.grade is not None:
                hints.setdefault(child.pk, Hint(child, one.grade, tuple(one.comparison.reasons)))
        return list(hints.values())[:most]
