"""What is to be done in a case, by whom and until when."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.casework import access
from qorgan.casework.choices import TaskKind, TaskState
from qorgan.casework.models.case import Case
from qorgan.vault.fields import SealedText


class TaskQuerySet(GuardedQuerySet):
    """Adjectives for tasks."""

    def open(self) -> Self:
        """Those to be done."""
        return self.filter(state=TaskState.OPEN)

    def overdue(self) -> Self:
        """Those to be done whose time has passed."""
        return self.open().filter(due_at__lt=timezone.now())


class Task(Guarded):
    """A stored row with its own limit, not a reading of the forms: it can be given to somebody, reminded of, and escalated.

    `arises_from` names the row that asks for it (a step of the plan, a follow-up, a service); one such row asks once.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=TaskKind)
    assignee = models.UUIDField(null=True)
    what = SealedText(key="case_id", most=1_000, null=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    outcome = SealedText(key="case_id", most=2_000, null=True)
    arises_from = models.CharField(max_length=80, blank=True)
    clock_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = GuardedManager.from_queryset(TaskQuerySet)()

    need_to_know = staticmethod(access.part)
    wall = access.PART_WALL
    follows: ClassVar = {"case": "a task is known with its case"}
    reads_are_journalled = True
    harmless: ClassVar = {"kind": "a code", "arises_from": "the name of a form's row and its number"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["case", "state", "due_at"], name="casework_tasks_of_case"),
            models.Index(fields=["assignee", "due_at"], name="casework_tasks_due", condition=Q(state="open")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "kind", "arises_from"], name="a_row_asks_once", condition=~Q(arises_from="") & Q(state="open")
            ),
            models.CheckConstraint(
                name="a_task_ends_when_it_ends", condition=Q(state="open", ended_at__isnull=True) | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def read_subject(self):
        return self.case_id

    @property
    def is_overdue(self) -> bool:
        return self.state == TaskState.OPEN and self.due_at < timezone.now()

    @property
    def shown_state(self) -> str:
        """The state as a word; overdue is one of its own."""
        return str(_("overdue")) if self.is_overdue else str(self.get_state_display())
