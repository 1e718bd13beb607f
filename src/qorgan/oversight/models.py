"""Emergency access ("break glass"): timed, with a written reason, journalled page by page, shown to the supervisor."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.oversight import access
from qorgan.oversight.choices import Verdict
from qorgan.vault.fields import SealedText

LONGEST = timedelta(hours=1)
SHORTEST_REASON = 20  # characters
KEY_SCOPE = "oversight.emergency"


class EmergencyQuerySet(GuardedQuerySet):
    """Adjectives of emergency accesses."""

    def running(self, at: datetime | None = None):
        """Those that still open their subject."""
        return self.filter(ended_at=None, until__gt=at or timezone.now())

    def unreviewed(self):
        """Those that nobody has looked at yet."""
        return self.filter(reviewed_at=None)


class EmergencyAccess(Guarded):
    """One account's emergency access to one subject. `kind` is the code of the subject's kind (see `subjects.py`).

    The reason has a data key of its own: it is the account's word, not a part of the subject's record, and outlives it.
    """

    account_id = models.UUIDField()
    role = models.CharField(max_length=80)
    organisations = ArrayField(models.UUIDField(), default=list)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    reason = SealedText(key="id", most=2_000)
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    verdict = models.CharField(max_length=16, choices=Verdict, blank=True)

    objects: ClassVar[Any] = GuardedManager.from_queryset(EmergencyQuerySet)()
    need_to_know = staticmethod(access.emergency)
    wall = access.EMERGENCY_WALL
    harmless: ClassVar = {"role": "a code", "kind": "a code", "verdict": "a code"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["account_id", "until"], name="emergencies_of_an_account"),
            models.Index(fields=["-started_at"], name="emergencies_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_emergency_is_an_hour_at_most",
                condition=Q(until__gt=F("started_at"), until__lte=F("started_at") + LONGEST),
            ),
            models.CheckConstraint(
                name="a_review_has_its_reviewer",
                condition=Q(reviewed_at=None, reviewed_by=None, verdict="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, verdict__in=Verdict.values),
            ),
            models.CheckConstraint(name="nobody_reviews_their_own", condition=~Q(reviewed_by=F("account_id"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"

    @property
    def over_at(self) -> datetime:
        """When it ended or will end."""
        return self.ended_at or self.until

    @property
    def is_running(self) -> bool:
        return self.over_at > timezone.now()

    @property
    def read_subject(self) -> UUID:
        return self.subject
