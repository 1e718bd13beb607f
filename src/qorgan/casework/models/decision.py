"""What needs a second person: approvals, and handing a case to another organisation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.casework import access
from qorgan.casework.choices import ApprovalFor, ApprovalState, TransferState
from qorgan.casework.models.case import Case
from qorgan.organisations.models import Organisation
from qorgan.vault.fields import SealedText


class Approval(Guarded):
    """A request that somebody else agree. The database refuses that who asked decides."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=ApprovalFor)
    reason_code = models.CharField(max_length=64, blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(default=timezone.now)
    why = SealedText(key="case_id", most=2_000, null=True)
    state = models.CharField(max_length=12, choices=ApprovalState, default=ApprovalState.PENDING)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    remark = SealedText(key="case_id", most=2_000, null=True)

    need_to_know = staticmethod(access.part)
    wall = access.PART_WALL
    follows: ClassVar = {"case": "a request is known with its case"}
    reads_are_journalled = True
    harmless: ClassVar = {"what": "a code", "reason_code": "a code of the country pack"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["case", "-asked_at"], name="casework_approvals")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "what"], name="one_request_waits", condition=Q(state="pending")),
            models.CheckConstraint(
                name="nobody_approves_their_own",
                condition=~Q(state__in=["approved", "rejected"]) | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.get_state_display()}"

    @property
    def read_subject(self):
        return self.case_id


def _known(by: Principal) -> Q:
    return access.transfer(by, Case.objects.visible_to(by))


class Transfer(Guarded):
    """Handing a case to another organisation. Before it accepts, that side sees `summary` and the number, nothing of the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    origin = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    target = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(default=timezone.now)
    consent_ground = models.CharField(max_length=64)
    summary = SealedText(key="id", most=2_000)
    state = models.CharField(max_length=12, choices=TransferState, default=TransferState.IN_PROGRESS)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    remark = SealedText(key="id", most=2_000, null=True)

    need_to_know = staticmethod(_known)
    wall = access.TRANSFER_WALL
    reads_are_journalled = True
    harmless: ClassVar = {"consent_ground": "a code of the country pack"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["case", "-asked_at"], name="casework_transfers"),
            models.Index(fields=["target", "-asked_at"], name="casework_transfers_to", condition=Q(state="in_progress")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], name="one_transfer_waits", condition=Q(state="in_progress")),
            models.CheckConstraint(name="a_transfer_goes_elsewhere", condition=~Q(origin=F("target"))),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())

    @property
    def read_subject(self):
        return self.case_id
