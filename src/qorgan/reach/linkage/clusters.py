"""From pairs to children: the surest pairs first, and nobody joined whom a veto keeps apart.

Joining what is connected would link through a third row what may not be linked directly: two valid IINs through a row without one,
twins through a row that says only a surname and a birth date. So each join looks at every two rows that it would bring together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import duckdb
import numpy as np
from rapidfuzz.distance import JaroWinkler

from qorgan.matching.attributes import Name
from qorgan.matching.comparing import SIMILAR, name_level
from qorgan.reach.linkage.scoring import Pairs

LARGEST: Final = 200
"""Rows of one child beyond which nothing more is joined: no child is in so many lists, and a mistake would grow."""


class Known(NamedTuple):
    """What a veto asks of a row."""

    iin: str
    given: Name
    surname: str


@dataclass(frozen=True)
class Clusters:
    """`label` (rows,): the number of the child, from 0 in the order of the rows. `score` (rows,): how sure that is. `children`: how
    many there are.

    `reviews`: pairs (left, right, chance) that agree in much and were not linked because a veto stands against it.
    """

    label: np.ndarray
    score: np.ndarray
    children: int
    reviews: list[tuple[int, int, float]]


class _Sets:
    """Rows of one child so far, as sets; alone unless said otherwise."""

    def __init__(self) -> None:
        self.members: dict[int, list[int]] = {}
        self.of: dict[int, int] = {}

    def root(self, row: int) -> int:
        return self.of.get(row, row)

    def rows(self, root: int) -> list[int]:
        return self.members.get(root, [root])

    def join(self, one: int, other: int) -> None:
        """The smaller goes into the larger."""
        if len(self.rows(one)) < len(self.rows(other)):
            one, other = other, one
        moved = self.members.pop(other, [other])
        self.members.setdefault(one, [one]).extend(moved)
        for row in moved:
            self.of[row] = one


def kept_apart(one: Known, other: Known) -> bool:
    """Whether a veto stands between two rows: two different valid IINs, or wholly different given names without an IIN in common."""
    if one.iin and other.iin:
        return one.iin != other.iin
    if not one.given or not other.given or name_level(one.given, other.given) != "different":
        return False
    crossed = (one.given.folded, other.surname), (other.given.folded, one.surname)
    return not any(given and surname and JaroWinkler.similarity(given, surname) >= SIMILAR for given, surname in crossed)


def _known(engine: duckdb.DuckDBPyConnection, pairs: Pairs) -> dict[int, Known]:
    wanted = np.unique(np.concatenate([pairs.left, pairs.right]))
    if not len(wanted):
        return {}
    engine.register("wanted", {"row": wanted})
    rows = engine.execute(
        "SELECT row, CASE WHEN proved THEN iin END, gf, gk, ga, sf FROM rows WHERE row IN (SELECT row FROM wanted)"
    ).fetchall()  # fmt: skip
    engine.unregister("wanted")
    return {
        row: Known(iin or "", Name(gf or "", gk or "", frozenset(ga.split("|")) if ga else frozenset()), sf or "")
        for row, iin, gf, gk, ga, sf in rows
    }


def cluster(engine: duckdb.DuckDBPyConnection, count: int, pairs: Pairs, threshold: float) -> Clusters:
    """The children behind `count` rows."""
    known, sets = _known(engine, pairs), _Sets()
    score = np.ones(count)
    reviews: list[tuple[int, int, float]] = []
    order = np.lexsort((pairs.right, pairs.left, -np.where(pairs.certain, 1.0, pairs.chance)))
    refused: dict[int, float] = {}
    linked: set[int] = set()
    for at in order:
        one, other, chance = int(pairs.left[at]), int(pairs.right[at]), float(pairs.chance[at])
        is_certain = bool(pairs.certain[at])
        if chance < threshold and not is_certain:
            for row in (one, other):
                refused[row] = max(refused.get(row, 0.0), chance)
            continue
        here, there = sets.root(one), sets.root(other)
        if here != there:
            if _may_not(known, sets.rows(here), sets.rows(there), bool(pairs.veto[at])):
                if pairs.veto[at] != "iin":
                    reviews.append((one, other, chance))
                continue
            sets.join(here, there)
        for row in (one, other):
            if row not in linked:
                score[row] = max(chance, 0.999) if is_certain else chance
                linked.add(row)
    for row, chance in refused.items():
        if row not in linked:
            score[row] = 1 - chance
    label, children = _numbered(count, sets)
    return Clusters(label, score, children, reviews)


def _may_not(known: dict[int, Known], here: list[int], there: list[int], is_vetoed: bool) -> bool:
    if is_vetoed or len(here) + len(there) > LARGEST:
        return True
    return any(kept_apart(known[one], known[other]) for one in here for other in there)


def _numbered(count: int, sets: _Sets) -> tuple[np.ndarray, int]:
    first = np.arange(count)
    for rows in sets.members.values():
        first[rows] = min(rows)
    _distinct, label = np.unique(first, return_inverse=True)
    return label, len(_distinct)
