"""A running clock and its steps."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.clocks import access
from qorgan.clocks.choices import Outcome, State, StepKind, To, Unit
from qorgan.clocks.models.calendar import Calendar
from qorgan.clocks.models.policy import Policy


class ClockQuerySet(GuardedQuerySet):
    """Adjectives for clocks."""

    def running(self):
        return self.filter(state=State.RUNNING)

    def open(self):
        """Running or paused."""
        return self.exclude(state=State.ENDED)

    def overdue(self):
        return self.running().filter(missed_at__isnull=False)

    def of_subject(self, subject):
        return self.filter(subject=subject)


class Clock(Guarded):
    """One limit that runs for one subject.

    What the policy said at the start is copied here (`amount`, `unit`, `calendar`, and the steps), so that a policy that
    changes leaves running clocks alone. `paused_for` is how long it stood still: minutes, or days for units in days.
    `organisations` are those whose people may know it (see `access.py`); `number` is public and says nothing.
    """

    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=80)
    subject = models.UUIDField()
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16, choices=Unit)
    is_unconfirmed = models.BooleanField(default=False)

    owner_account = models.UUIDField(null=True)
    owner_role = models.CharField(max_length=64, blank=True)
    owner_organisation = models.UUIDField(null=True)
    organisations = ArrayField(models.UUIDField(), default=list)

    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    missed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_for = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GuardedManager.from_queryset(ClockQuerySet)()
    need_to_know = staticmethod(access.clock)
    wall = access.CLOCK_WALL
    harmless: ClassVar = {"kind": "a code", "owner_role": "a code"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["subject", "kind"], name="clocks_of_a_subject"),
            models.Index(fields=["due_at"], name="clocks_running", condition=Q(state=State.RUNNING)),
            models.Index(fields=["owner_account"], name="clocks_of_an_owner", condition=~Q(state=State.ENDED)),
            GinIndex(fields=["organisations"], name="clocks_of_a_house"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "kind"], condition=~Q(state=State.ENDED), name="one_open_clock_of_a_kind"),
            models.CheckConstraint(
                name="an_ended_clock_says_how",
                condition=Q(state=State.ENDED, ended_at__isnull=False) & ~Q(outcome="") | ~Q(state=State.ENDED) & Q(outcome=""),
            ),
            models.CheckConstraint(
                name="a_paused_clock_says_since_when",
                condition=Q(state=State.PAUSED, paused_at__isnull=False) | ~Q(state=State.PAUSED) & Q(paused_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"L-{self.number}"


class Step(Guarded):
    """One step of one clock, with its time. `fired_at` is written once; the row itself is the claim.

    `lateness` says by how many seconds it fired after its time; more than the sweep's own interval is shown as late.
    """

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=StepKind)
    amount = models.IntegerField(default=0)
    unit = models.CharField(max_length=16, choices=Unit)
    to_kind = models.CharField(max_length=20, choices=To)
    to = models.CharField(max_length=80, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    fires_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    lateness = models.PositiveIntegerField(default=0)
    is_void = models.BooleanField(default=False)

    need_to_know = staticmethod(access.step)
    wall = access.STEP_WALL
    follows: ClassVar = {"clock": "a step is known with its clock"}
    harmless: ClassVar = {"to": "a code: a role, a kind of organisation, a named addressee"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["fires_at"], name="clocks_steps_due", condition=Q(fired_at__isnull=True, is_void=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "order"], name="a_step_stands_once"),
        ]
