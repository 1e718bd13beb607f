"""The ranking of a call: nothing before the last score is in, then the same for everybody who may know it."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from uuid import UUID

from qorgan.access.principal import Principal
from qorgan.grants.call_choices import EVALUATED
from qorgan.grants.models import Application, Call, Score
from qorgan.grants.scoring import Candidate, Criterion, Line, Policy, cut, mean, points, ranked


def criteria_of(call: Call) -> tuple[Criterion, ...]:
    """The criteria that were published with the call."""
    return tuple(Criterion(one["code"], one["weight"], one["most"]) for one in call.criteria)


def points_of(call: Call, scores: list[Score]) -> list[Fraction]:
    """Each expert's points of one application."""
    return [points(criteria_of(call), one.marks) for one in scores]


def ranking(by: Principal, call: Call) -> tuple[Line, ...] | None:
    """The ranked applications with the cut; None while the score of any admitted one is missing."""
    rows = list(Application.objects.visible_to(by).filter(call=call, state__in=EVALUATED))
    if not rows or any(not one.is_scored for one in rows):
        return None
    scores: dict[UUID, list[Score]] = defaultdict(list)
    for one in Score.objects.visible_to(by).filter(application__call=call):
        scores[one.application_id].append(one)
    candidates = [_candidate(call, one, scores[one.pk]) for one in rows]
    if any(one is None for one in candidates):
        return None
    found = ranked([one for one in candidates if one is not None], ties=call.ties, seed=call.seed, call=call.number)
    return cut(found, ceiling=call.ceiling, least=call.least_points, policy=Policy(call.policy))


def _candidate(call: Call, application: Application, scores: list[Score]) -> Candidate | None:
    whole = mean(points_of(call, scores), needed=call.panel_size)
    if whole is None or application.filed_at is None:
        return None
    by_criterion = {
        one.code: sum((Fraction(score.marks[one.code]) for score in scores), Fraction(0)) / len(scores) for one in criteria_of(call)
    }
    return Candidate(application.number, application.amount, whole, application.filed_at, by_criterion)
