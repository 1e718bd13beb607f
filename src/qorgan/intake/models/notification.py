"""What one body was told of one danger, and what it answered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.intake import danger_access
from qorgan.intake.danger_choices import Factor, Standing, Way
from qorgan.intake.models.danger import Danger
from qorgan.organisations.models import Organisation
from qorgan.vault.fields import SealedJSON

SCOPE = "intake.notification"


def _known(by: Principal) -> Q:
    return danger_access.notification(by, Danger.objects.visible_to(by))


class Notification(Guarded):
    """One body is told of one danger.

    `told` is the sealed copy of exactly what was passed on: a list of `{form, label, value}` in words. `answer` holds what the
    body said: `name` and `position` of who answers, `plan` (what they do and when), or `reason` and `pass_to`. Both are sealed
    under the notification's own key, the only subject that the bearer of its link touches.
    """

    danger = models.ForeignKey(Danger, models.DO_NOTHING, related_name="+")
    place_in_list = models.PositiveSmallIntegerField()
    body = models.CharField(max_length=32)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    told = SealedJSON(key="id")
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.SENT)
    is_automatic = models.BooleanField(default=False)
    factor = models.CharField(max_length=8, choices=Factor)
    link = models.UUIDField(null=True)
    link_until = models.DateTimeField(null=True)
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_way = models.CharField(max_length=10, choices=Way, blank=True, default="")
    noted_by = models.UUIDField(null=True)
    answer = SealedJSON(key="id", null=True)

    need_to_know = staticmethod(_known)
    wall = danger_access.NOTIFICATION_WALL
    reads_are_journalled = True
    harmless: ClassVar = {"body": "a code"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["danger", "place_in_list"], name="intake_notifications"),
            models.Index(fields=["organisation", "-sent_at"], name="intake_received"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["danger", "place_in_list"], name="one_notification_of_a_place"),
            models.UniqueConstraint(
                fields=["danger", "organisation"], condition=~Q(standing=Standing.WITHDRAWN), name="a_body_is_told_once"
            ),
            models.CheckConstraint(
                name="an_answer_has_its_time",
                condition=Q(standing__in=[Standing.SENT, Standing.WITHDRAWN]) | Q(answered_at__isnull=False, answered_way__gt=""),
            ),
        ]

    @property
    def read_subject(self) -> Any:
        return self.danger_id
