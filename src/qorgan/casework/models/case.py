"""The case: that somebody answers for a child's protection, from opening to closure."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.casework import access
from qorgan.casework.choices import Risk, Stage, State
from qorgan.children.models import Child
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.vault.fields import SealedText

KEY_SCOPE = "casework.case"


class CaseQuerySet(GuardedQuerySet):
    """Adjectives for cases."""

    def open(self) -> Self:
        """Those that somebody works on."""
        return self.filter(state=State.OPEN)

    def unassigned(self) -> Self:
        """Open ones that nobody answers for."""
        return self.open().filter(owner__isnull=True)


class Case(Guarded):
    """One case. `owner` is the account that answers for it, None while it waits for a worker of `organisation`.

    `next_due_at` is when the first of its open tasks is due; the database keeps it (`next_due.sql`), whoever changes a task.
    `stage` is what `rules.stage` gives for the record and is written by every action; nobody sets it by hand. `version`
    rises with every change of the header; who saves an older one gets the differences, not an overwrite.
    """

    number = models.BigIntegerField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    owner = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    stage = models.CharField(max_length=24, choices=Stage, default=Stage.NEW)
    risk = models.CharField(max_length=12, choices=Risk)
    is_urgent = models.BooleanField(default=False)
    concerns = ArrayField(models.CharField(max_length=64), default=list)
    legal_ground = models.CharField(max_length=64)
    story = SealedText(key="id", most=10_000, null=True)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    assigned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closure_reason = models.CharField(max_length=64, blank=True)
    reopened_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = GuardedManager.from_queryset(CaseQuerySet)()

    need_to_know = staticmethod(access.case)
    wall = access.CASE_WALL
    follows: ClassVar = {"child": "who may know a case knows whose it is"}
    reads_are_journalled = True
    harmless: ClassVar = {
        "risk": "a code",
        "concerns": "codes of the country pack",
        "legal_ground": "a code of the country pack",
        "closure_reason": "a code of the country pack",
    }

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "-opened_at"], name="casework_of_organisation"),
            models.Index(fields=["owner", "state", "-opened_at"], name="casework_of_owner"),
            models.Index(fields=["child"], name="casework_of_child"),
            models.Index(fields=["next_due_at", "id"], name="casework_next_due"),
            models.Index(fields=["organisation", "stage"], name="casework_by_stage", condition=Q(state="open")),
            models.Index(
                fields=["organisation", "opened_at"], name="casework_unassigned", condition=Q(state="open", owner__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="closed_when_and_why",
                condition=Q(state="open", closed_at__isnull=True, closure_reason="")
                | Q(state="closed", closed_at__isnull=False) & ~Q(closure_reason=""),
            ),
            models.CheckConstraint(name="a_closed_case_stands_at_closed", condition=Q(state="open") ^ Q(stage="closed")),
        ]

    def __str__(self) -> str:
        return f"K-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN
