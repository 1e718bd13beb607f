"""How many children stand behind rows whose pairs have a probability: the likeliest number, a 95 % range, and the plain bounds.

Each draw of the range decides every uncertain pair by its probability, joins what is connected, and counts. Beside that chance it moves
two things that are not known either: how far the sum of the probabilities is off, and how many pairs no rule brought together. Neither
is taken for nought: the model's `Doubt` holds what was measured on worlds whose truth is known.

Bounds say what no draw can leave: at least as many children as there are when every pair of a tenth or more is one child, at most as
many as when only what is certain is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from qorgan.reach.linkage.model import Doubt
from qorgan.reach.linkage.scoring import Pairs

DRAWS: Final = 400
CERTAIN: Final = 0.995
LEAST_LIKELY: Final = 0.1
RANGE: Final = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Children: the likeliest number, the 95 % range, and the bounds."""

    children: int
    low: int
    high: int
    at_least: int
    at_most: int


def components(count: int, left: np.ndarray, right: np.ndarray) -> int:
    """How many groups `count` rows fall into when these pairs are joined."""
    if not len(left):
        return count
    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return int(connected_components(graph, directed=False)[0])


def _moved(chance: np.ndarray, share: float) -> np.ndarray:
    """Probabilities whose sum is `share` larger, in the logarithm of the odds so that each stays one."""
    odds = np.clip(chance, 1e-6, 1 - 1e-6)
    logits = np.log(odds / (1 - odds))
    slope = float((odds * (1 - odds)).sum())
    return 1 / (1 + np.exp(-(logits + share * float(odds.sum()) / max(slope, 1e-9))))


def _contracted(count: int, pairs: Pairs) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    """Rows joined where it is certain: how many are left, and the uncertain pairs between them with their probability."""
    # Who may be a twin is not linked without a person's look, and is counted by its probability all the same.
    may = (pairs.veto == "") | (pairs.veto == "twins") | pairs.certain
    sure = may & (pairs.certain | (pairs.chance >= CERTAIN))
    graph = coo_matrix((np.ones(int(sure.sum()), dtype=np.int8), (pairs.left[sure], pairs.right[sure])), shape=(count, count))
    groups, label = connected_components(graph, directed=False)
    open_ = may & ~sure
    left, right, chance = label[pairs.left[open_]], label[pairs.right[open_]], pairs.chance[open_]
    low, high = np.minimum(left, right), np.maximum(left, right)
    apart = low != high
    low, high, chance = low[apart], high[apart], chance[apart]
    # Between two groups one pair is enough to decide: the likeliest of them, because what its rows say is no independent witness.
    order = np.lexsort((-chance, high, low))
    low, high, chance = low[order], high[order], chance[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return groups, low[first], high[first], chance[first]


def estimate(count: int, pairs: Pairs, doubt: Doubt, *, seed: int, draws: int = DRAWS) -> Estimate:
    """The number of children behind `count` rows. The same seed gives the same figures."""
    if not count:
        return Estimate(0, 0, 0, 0, 0)
    chance_of = np.random.default_rng(seed)
    groups, left, right, chance = _contracted(count, pairs)
    by_iin = count - components(count, pairs.left[pairs.certain], pairs.right[pairs.certain])
    found = np.empty(draws)
    for draw in range(draws):
        moved = _moved(chance, chance_of.normal(0, doubt.spread)) if len(chance) else chance
        taken = chance_of.random(len(moved)) < moved
        number = components(groups, left[taken], right[taken])
        met = 1 - chance_of.beta(doubt.missed + 1, doubt.missed_of - doubt.missed + 1)
        fewer = (count - number - by_iin) * (1 - met) / met
        found[draw] = max(number - fewer, 1)
    low, high = np.percentile(found, RANGE)
    at_least = components(groups, left[chance >= LEAST_LIKELY], right[chance >= LEAST_LIKELY])
    middle = round(float(np.median(found)))
    return Estimate(middle, min(round(float(low)), middle), max(round(float(high)), middle), min(at_least, round(float(low))), groups)
