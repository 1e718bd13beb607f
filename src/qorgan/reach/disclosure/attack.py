"""The attacker: knows every figure that was published, in every table and release, and solves for those that were not.

For each hidden cell the smallest and the largest value that all published figures allow. Where they lie too close together the cell is
as good as published.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from qorgan.reach.disclosure.tables import Name, System

WIDTH: Final = 10
"""How far apart the smallest and the largest possible value of a hidden cell must lie."""
_SLACK: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Interval:
    """What an attacker knows of a hidden cell: `least` to `most` (None: without end)."""

    least: int
    most: int | None

    @property
    def width(self) -> float:
        """How wide it is."""
        return math.inf if self.most is None else self.most - self.least

    @property
    def is_wide(self) -> bool:
        """Whether it protects."""
        return self.width >= WIDTH


def intervals(system: System, hidden: Collection[Name], of: Collection[Name] | None = None) -> dict[Name, Interval]:
    """What can be known of the cells `of` (all hidden ones unless told) when everything else is published."""
    equal, at_most = system.matrices()
    hidden = set(hidden)
    bounds: list[tuple[int, int | None]] = [
        (0, None) if name in hidden else (cell.value, cell.value) for name, cell in system.cells.items()
    ]
    at = {name: number for number, name in enumerate(system.cells)}
    found = {}
    for name in system.cells if of is None else of:
        if name not in hidden:
            continue
        goal = np.zeros(len(bounds))
        goal[at[name]] = 1
        low = _solved(goal, equal, at_most, bounds)
        high = _solved(-goal, equal, at_most, bounds)
        least = 0 if low is None else math.ceil(low - _SLACK)
        found[name] = Interval(least, None if high is None else math.floor(-high + _SLACK))
    return found


def _solved(goal: np.ndarray, equal: csr_matrix, at_most: csr_matrix, bounds: list[tuple[int, int | None]]) -> float | None:
    """The smallest value of a goal, or None where it has no end."""
    done = linprog(
        goal, A_eq=equal if equal.shape[0] else None, b_eq=np.zeros(equal.shape[0]) if equal.shape[0] else None,
        A_ub=at_most if at_most.shape[0] else None, b_ub=np.zeros(at_most.shape[0]) if at_most.shape[0] else None,
        bounds=bounds, method="highs",
    )  # fmt: skip
    if done.status == 3:  # without end
        return None
    if done.status != 0:
        raise ValueError(f"the published figures contradict each other: {done.message}")
    return float(done.fun)


def derived(system: System, hidden: Collection[Name]) -> dict[Name, Interval]:
    """The hidden small cells that an attacker can work out, each with what is known of it; empty where all are protected.

    A small cell that is not hidden at all is one of them.
    """
    small = [name for name, cell in system.cells.items() if cell.is_small]
    shown = {name: Interval(system.cells[name].value, system.cells[name].value) for name in small if name not in set(hidden)}
    found = intervals(system, hidden, [name for name in small if name in set(hidden)])
    return shown | {name: interval for name, interval in found.items() if not interval.is_wide}
