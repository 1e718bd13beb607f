"""Policies: time limits as dated data, each with its source and with what happens before and after it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from qorgan.access.guarded import uuid7
from qorgan.access.wall import Open
from qorgan.clocks.choices import Basis, StepKind, To, Unit
from qorgan.clocks.models.calendar import Calendar
from qorgan.texts.fields import WordsField


class Policy(models.Model):
    """One limit for a time: `amount` of `unit` after the start.

    `amount` 0 means "at once": due in the moment it starts. A limit in days ends with the last working span of its last
    day; `ends_on_working_day` moves an end on a day of rest to the next working day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    key = models.CharField(max_length=80)
    names = WordsField()
    valid = DateRangeField()
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16, choices=Unit)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")
    ends_on_working_day = models.BooleanField(default=False)
    basis = models.CharField(max_length=20, choices=Basis)
    source = WordsField(max_length=400)
    source_url = models.URLField(max_length=400, blank=True)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {
        "key": "a code",
        "names": "words for the code",
        "source": "where the rule stands",
        "source_url": "where the rule stands",
    }

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_policy_of_a_key_at_a_time",
                expressions=[("key", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_unconfirmed(self) -> bool:
        """Whether the limit does not stand in a law that was read."""
        return self.basis != Basis.LAW


class PolicyStep(models.Model):
    """What a policy does around its due time: `amount` of `unit` after it, or before it where `amount` is negative."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=StepKind)
    amount = models.IntegerField()
    unit = models.CharField(max_length=16, choices=Unit)
    to_kind = models.CharField(max_length=20, choices=To)
    to = models.CharField(max_length=80, blank=True)
    level = models.PositiveSmallIntegerField(default=0)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"to": "a code: a role, a kind of organisation, a named addressee"}

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "order"], name="steps_stand_in_order"),
            models.CheckConstraint(
                name="reminders_before_escalation_after",
                condition=Q(kind=StepKind.REMIND, amount__lt=0) | Q(kind=StepKind.ESCALATE, amount__gte=0, level__gte=1),
            ),
            models.CheckConstraint(name="only_the_owner_needs_no_name", condition=Q(to_kind=To.OWNER) | ~Q(to="")),
        ]
