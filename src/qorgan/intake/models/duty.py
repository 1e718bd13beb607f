"""The duty to report an offence: that it was done, or why it was not and who agreed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.intake import danger_access
from qorgan.intake.danger_choices import Duty, Way
from qorgan.intake.models.danger import Danger
from qorgan.organisations.models import Organisation
from qorgan.vault.fields import SealedText


def _known(by: Principal) -> Q:
    return danger_access.part(Danger.objects.visible_to(by))


class DutyReport(Guarded):
    """A report of an offence to a body, or the conscious decision to make none, which a second person countersigns.

    `reported_at` is when it was told, `written_by` who did; `body_number` is the number under which the body entered it.
    """

    danger = models.ForeignKey(Danger, models.DO_NOTHING, related_name="+")
    outcome = models.CharField(max_length=10, choices=Duty)
    offence = models.CharField(max_length=32, blank=True, default="")
    to = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=10, choices=Way, blank=True, default="")
    body_number = SealedText(key="danger_id", most=80, null=True)
    reason = models.CharField(max_length=32, blank=True, default="")
    note = SealedText(key="danger_id", most=1_000, null=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField(default=timezone.now)
    reported_at = models.DateTimeField(null=True)
    countersigned_by = models.UUIDField(null=True)
    countersigned_at = models.DateTimeField(null=True)
    remark = SealedText(key="danger_id", most=1_000, null=True)

    need_to_know = staticmethod(_known)
    wall = danger_access.DUTY_WALL
    follows: ClassVar = {"danger": "a report is known with its danger"}
    reads_are_journalled = True
    harmless: ClassVar = {"offence": "a code", "reason": "a code"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["danger", "-written_at"], name="intake_reports")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_report_has_recipient_way_and_time",
                condition=~Q(outcome=Duty.MADE) | Q(to__isnull=False, way__gt="", reported_at__isnull=False, offence__gt=""),
            ),
            models.CheckConstraint(name="no_report_has_its_reason", condition=Q(outcome=Duty.MADE) | Q(reason__gt="")),
            models.CheckConstraint(
                name="nobody_countersigns_themselves",
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="an_omission_is_agreed_by_a_second",
                condition=~Q(outcome__in=[Duty.AGREED, Duty.SENT_BACK])
                | Q(countersigned_by__isnull=False, countersigned_at__isnull=False),
            ),
        ]

    @property
    def read_subject(self) -> Any:
        return self.danger_id
