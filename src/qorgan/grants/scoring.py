"""Scores, the ranking and the cut where the money ends. Everything is exact: fractions, never floats.

Every criterion has a weight in percent and marks from zero to `most`. An expert's points are the weighted share of what could
be given, from 0 to 100; an application's points are the mean of its panel. The tie rules are an ordered list that is published
with the call; the last resort is the draw's own order, so that no two applications ever stand level.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from qorgan.grants.drawing import mark_of


class WrongMarks(ValueError):
    """The marks do not answer the criteria: one is missing, unknown, or outside its scale."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is judged: `weight` in percent of the whole, marks from 0 to `most`."""

    code: str
    weight: int
    most: int


def must_weigh_a_hundred(criteria: Sequence[Criterion]) -> None:
    """Raises ValueError unless the weights add up to 100 percent, each above zero, with different codes."""
    weights = [one.weight for one in criteria]
    if sum(weights) != 100 or min(weights, default=0) < 1 or len({one.code for one in criteria}) != len(weights):
        raise ValueError("weights of criteria add up to 100")


def points(criteria: Sequence[Criterion], marks: Mapping[str, int]) -> Fraction:
    """One expert's points, 0 to 100. Raises WrongMarks for a set of marks that does not fit the criteria."""
    if set(marks) != {one.code for one in criteria} or any(not 0 <= marks[one.code] <= one.most for one in criteria):
        raise WrongMarks
    return sum((Fraction(marks[one.code] * one.weight, one.most) for one in criteria), Fraction(0))


def mean(of_experts: Sequence[Fraction], *, needed: int) -> Fraction | None:
    """The application's points; None while scores are still missing, so that nothing is shown before all are in."""
    if len(of_experts) < needed:
        return None
    return sum(of_experts, Fraction(0)) / len(of_experts)


def is_far_apart(of_experts: Sequence[Fraction], spread: int) -> bool:
    """Whether the highest and the lowest expert differ by more than the spread that the programme sets."""
    return len(of_experts) > 1 and max(of_experts) - min(of_experts) > spread


class Tie(StrEnum):
    """What decides between equal points. The programme publishes the order in which they are asked."""

    CRITERION = "criterion"
    LESS_MONEY = "less_money"
    FILED_EARLIER = "filed_earlier"


class Policy(StrEnum):
    """What happens below the first application that the money does not reach."""

    STOP = "stop"
    SKIP = "skip"


class Verdict(StrEnum):
    """Where an application stands in relation to the money."""

    WITHIN = "within"
    OVER_THE_LINE = "over_line"
    TOO_FEW_POINTS = "too_few"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One evaluated application: its number, what it asks for, its points, and the mean marks by criterion."""

    number: str
    asked: Decimal
    points: Fraction
    filed_at: datetime
    by_criterion: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ranking; `left` is the money left after it."""

    place: int
    candidate: Candidate
    verdict: Verdict
    left: Decimal


def ranked(candidates: Sequence[Candidate], *, ties: Sequence[str], seed: str, call: str) -> tuple[Candidate, ...]:
    """From the best to the last. A tie rule is a code of `Tie`, for a criterion `criterion:<code>`.

    Raises ValueError for a rule that is unknown.
    """
    asked = [_question(rule) for rule in ties]
    return tuple(
        sorted(
            candidates,
            key=lambda one: (-one.points, *(question(one) for question in asked), mark_of(seed, call, one.number), one.number),
        )
    )


def _question(rule: str) -> Callable[[Candidate], Fraction | Decimal | datetime]:
    kind, _colon, code = rule.partition(":")
    if kind == Tie.CRITERION and code:
        return lambda one: -one.by_criterion.get(code, Fraction(0))
    if rule == Tie.LESS_MONEY:
        return lambda one: one.asked
    if rule == Tie.FILED_EARLIER:
        return lambda one: one.filed_at
    raise ValueError(rule)


def cut(rows: Sequence[Candidate], *, ceiling: Decimal, least: Fraction | int, policy: Policy) -> tuple[Line, ...]:
    """The ranking with the line where the money ends. Under `STOP` nobody below the first that does not fit is reached."""
    left, is_over, lines = ceiling, False, []
    for place, one in enumerate(rows, 1):
        if one.points < least:
            verdict = Verdict.TOO_FEW_POINTS
        elif is_over or one.asked > left:
            verdict, is_over = Verdict.OVER_THE_LINE, is_over or policy is Policy.STOP
        else:
            verdict, left = Verdict.WITHIN, left - one.asked
        lines.append(Line(place, one, verdict, left))
    return tuple(lines)
