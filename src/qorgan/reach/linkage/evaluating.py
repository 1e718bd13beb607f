"""How well rows were linked, where the truth is known: pairs found, pairs wrong, children counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Evaluation:
    """`precision`, `recall`, `f1` over pairs of rows; `children` found and true; `off`: their difference as a share of the true."""

    precision: float
    recall: float
    f1: float
    children: int
    true_children: int
    off: float

    def described(self) -> dict[str, float]:
        """The figures, rounded as they are printed."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def evaluate(found: Sequence[int], truth: Sequence[int]) -> Evaluation:
    """Clusters beside the truth, row by row."""
    right, said, there = _pairs(zip(found, truth, strict=True)), _pairs(found), _pairs(truth)
    precision, recall = right / said if said else 1.0, right / there if there else 1.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    children, true = len(set(found)), len(set(truth))
    return Evaluation(precision, recall, f1, children, true, children / true - 1 if true else 0.0)


def wrongly_linked(found: Sequence[int], truth: Sequence[int], pairs: Iterable[tuple[int, int]]) -> int:
    """How many of the pairs of different children (twins, say) have rows in one cluster."""
    where: dict[int, set[int]] = defaultdict(set)
    for label, child in zip(found, truth, strict=True):
        where[child].add(label)
    return sum(bool(where[one] & where[other]) for one, other in pairs)
