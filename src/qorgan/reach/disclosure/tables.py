"""Published figures as one linear system: cells that have a name, and what ties them together.

A cell is named by what it means (what is counted, in which time, of whom), so a figure that stands in two tables, or in two releases,
is one cell, and what one table hides another cannot show. Ties are sums (a total and its parts) and bounds (a part that is no larger
than a whole, where parts overlap: children of two projects).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix

Name = tuple[str, str, tuple[tuple[str, str], ...]]
"""What is counted, in which time, and the values of the dimensions that it is of, in their order; none for all."""

CHILDREN: Final = 10
"""Below so many children a cell is not shown. Source: reference on publishing counts; ONS Longitudinal Study, threshold 10."""
SERVICES: Final = 5
"""The same for counts of services that tell nothing sensitive."""
LEAST_DENOMINATOR: Final = 20
"""No percentage of fewer. Source: the same."""


class Sort(StrEnum):
    """What a tie says."""

    SUM = "sum"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Tie:
    """The parts add up to the whole, or no part is larger than it and all together are no smaller."""

    whole: Name
    parts: tuple[Name, ...]
    sort: Sort = Sort.SUM


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure. `threshold`: below it the figure is not shown. `is_structural`: a nought that can be nothing else, and may be shown.

    `is_out`: it was published before and cannot be called back.
    """

    value: int
    threshold: int = CHILDREN
    is_structural: bool = False
    is_out: bool = False

    @property
    def is_small(self) -> bool:
        """Whether it must not be shown for its own sake. A nought says of everybody what a one says of somebody."""
        return self.value < self.threshold and not (self.is_structural and self.value == 0)


@dataclass
class System:
    """Every figure of all tables and releases, and all ties between them."""

    cells: dict[Name, Cell] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)

    def add(self, name: Name, cell: Cell) -> None:
        """A figure; the same name twice must say the same. What was out stays out."""
        there = self.cells.get(name)
        if there is not None and there.value != cell.value:
            raise ValueError("one name, two figures: a release changed what was published")
        if there is not None:
            cell = Cell(
                cell.value,
                max(cell.threshold, there.threshold),
                cell.is_structural and there.is_structural,
                cell.is_out or there.is_out,
            )
        self.cells[name] = cell

    def join(self, other: System) -> None:
        """Everything of another system, another table or an earlier release."""
        for name, cell in other.cells.items():
            self.add(name, cell)
        self.ties += [tie for tie in other.ties if tie not in self.ties]

    @property
    def names(self) -> list[Name]:
        """The cells in a fixed order."""
        return list(self.cells)

    def matrices(self) -> tuple[csr_matrix, csr_matrix]:
        """(equal, at most): rows of coefficients over `names` for A x = 0 and B x <= 0."""
        at = {name: number for number, name in enumerate(self.cells)}
        equal: list[dict[int, int]] = []
        at_most: list[dict[int, int]] = []
        for tie in self.ties:
            if tie.sort is Sort.SUM:
                equal.append({**{at[part]: 1 for part in tie.parts}, at[tie.whole]: -1})
                continue
            at_most += [{at[part]: 1, at[tie.whole]: -1} for part in tie.parts]
            at_most.append({**{at[part]: -1 for part in tie.parts}, at[tie.whole]: 1})
        return _sparse(equal, len(at)), _sparse(at_most, len(at))


def _sparse(rows: Sequence[Mapping[int, int]], width: int) -> csr_matrix:
    data = [value for row in rows for value in row.values()]
    columns = [column for row in rows for column in row]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((np.array(data, dtype=float), np.array(columns, dtype=int), starts), shape=(len(rows), width))


def cell_name(counted: str, time: str, of: Mapping[str, str]) -> Name:
    """The name of a figure: `cell_name("children", "2017", {"region": "r1"})`."""
    return counted, time, tuple(sorted(of.items()))


def crossed(
    counted: str, time: str, dimensions: Mapping[str, Sequence[str]], values: Mapping[tuple[str, ...], int], *,
    threshold: int = CHILDREN, structural: Iterable[tuple[str, ...]] = (),
) -> System:  # fmt: skip
    """A table with all its totals. `values` by the values of the dimensions in their order; what is missing is nought.

    `structural`: combinations that cannot be (girls in a house for boys). Totals are sums of what is there.
    """
    heads, cannot = list(dimensions), set(structural)
    options = [[*dimensions[head], None] for head in heads]
    totals: dict[tuple[str | None, ...], int] = {}
    closed: dict[tuple[str | None, ...], bool] = {}
    for place in product(*options):
        within = list(product(*([at] if at is not None else dimensions[head] for head, at in zip(heads, place, strict=True))))
        totals[place] = sum(values.get(one, 0) for one in within)
        closed[place] = all(one in cannot for one in within)
    system = System()
    for place, value in totals.items():
        system.add(_of(counted, time, heads, place), Cell(value, threshold, closed[place]))
    for place in totals:
        for at, head in enumerate(heads):
            if place[at] is None:
                parts = tuple(_of(counted, time, heads, (*place[:at], one, *place[at + 1 :])) for one in dimensions[head])
                system.ties.append(Tie(_of(counted, time, heads, place), parts))
    return system


def _of(counted: str, time: str, heads: Sequence[str], place: Sequence[str | None]) -> Name:
    return cell_name(counted, time, {head: at for head, at in zip(heads, place, strict=True) if at is not None})


def percentage(part: int, whole: int) -> float | None:
    """A share in percent with one decimal; None where it is of so few that it would tell of persons. The numerator is rounded to 5."""
    if whole < LEAST_DENOMINATOR:
        return None
    return round(min(5 * round(part / 5), whole) * 100 / whole, 1)
