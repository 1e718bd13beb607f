"""The scores of experts, which nobody else reads before all are in, and what was decided by them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.grants import call_access as access
from qorgan.grants.call_choices import Outcome
from qorgan.grants.models.application import Application, Panelist
from qorgan.grants.models.call import AmountField
from qorgan.vault.fields import SealedText


def _score_known(by: Principal) -> Q:
    return access.score(by, Application.objects.visible_to(by))


class Score(Guarded):
    """One expert's marks of one application, by criterion, and the words beside them. Given once."""

    panelist = models.OneToOneField(Panelist, models.DO_NOTHING, related_name="+")
    application = models.ForeignKey(Application, models.DO_NOTHING, related_name="+")
    account_id = models.UUIDField()
    marks = models.JSONField()
    words = SealedText(key="application_id", most=3_000, default=str)
    given_at = models.DateTimeField(default=timezone.now)

    need_to_know = staticmethod(_score_known)
    wall = access.SCORE_WALL
    follows: ClassVar = {"panelist": "a score is known with its place on the panel"}
    harmless: ClassVar = {"marks": "codes of criteria and numbers"}

    class Meta:
        base_manager_name = "following"


def _decision_known(by: Principal) -> Q:
    return access.decision(by, Application.objects.visible_to(by))


class AwardDecision(Guarded):
    """What was decided about an application, and why; told to the applicant. `points` are hundredths of a point."""

    application = models.OneToOneField(Application, models.DO_NOTHING, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome)
    place = models.PositiveSmallIntegerField()
    points = models.PositiveIntegerField()
    amount = AmountField(default=0)
    reason = SealedText(key="application_id", most=2_000)
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField(default=timezone.now)

    need_to_know = staticmethod(_decision_known)
    wall = access.DECISION_WALL
    follows: ClassVar = {"application": "a decision is known with its application"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="only_an_award_has_an_amount",
                condition=Q(outcome=Outcome.AWARDED, amount__gt=0) | (~Q(outcome=Outcome.AWARDED) & Q(amount=0)),
            ),
        ]
