"""A service that the case asks for, from the plan to what was given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.casework import access
from qorgan.casework.choices import ServiceState
from qorgan.casework.models.case import Case
from qorgan.vault.fields import SealedText


class CaseService(Guarded):
    """One service. `referral_id` names the request to another organisation, where there is one; its answers move `state`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=ServiceState, default=ServiceState.PLANNED)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)
    referral_id = models.UUIDField(null=True, unique=True)
    provider = SealedText(key="case_id", most=300, null=True)
    ended_at = models.DateTimeField(null=True)
    result = SealedText(key="case_id", most=2_000, null=True)

    need_to_know = staticmethod(access.part)
    wall = access.PART_WALL
    follows: ClassVar = {"case": "a service is known with its case"}
    reads_are_journalled = True
    harmless: ClassVar = {"kind": "a code of the country pack"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["case", "asked_at"], name="casework_services")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_service_ends_when_it_ends",
                condition=Q(state__in=["planned", "referred"], ended_at__isnull=True)
                | Q(state__in=["implemented", "not_given"], ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def read_subject(self):
        return self.case_id
