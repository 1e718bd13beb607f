"""A notice in the application, and how its reader wants the others to come."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.notices import access

MINUTES_OF_A_DAY = 24 * 60


class NoticeQuerySet(GuardedQuerySet):
    """Adjectives for notices."""

    def unread(self):
        return self.filter(read_at=None)


class Notice(Guarded):
    """One line behind the bell. `values` are numbers, days and public numbers (see `parameters.py`); the words are made
    when it is looked at. `key` keeps a notice from being made twice.
    """

    account_id = models.UUIDField()
    wording = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    subject = models.UUIDField()
    is_urgent = models.BooleanField(default=False)
    key = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GuardedManager.from_queryset(NoticeQuerySet)()
    need_to_know = staticmethod(access.notice)
    wall = access.NOTICE_WALL
    harmless: ClassVar = {
        "wording": "a code",
        "values": "numbers, days, public numbers: parameters.py refuses everything else",
        "path": "an address of ours with a random public id at most",
        "key": "codes and ids",
    }

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["account_id", "-made_at"], name="notices_of_an_account"),
            models.Index(fields=["account_id"], name="notices_unread", condition=Q(read_at=None)),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["account_id", "key"], name="a_notice_is_made_once")]


class Preference(models.Model):
    """How an account wants its notices. Minutes count from local midnight; quiet hours may pass midnight.

    Urgent notices go out at once in every case. `digest_at` gathers mails of the day into one; None sends each.
    """

    account_id = models.UUIDField(primary_key=True)
    by_mail = models.BooleanField(default=True)
    by_sms = models.BooleanField(default=False)
    quiet_from = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(MINUTES_OF_A_DAY - 1)])
    quiet_to = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(MINUTES_OF_A_DAY - 1)])
    digest_at = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(MINUTES_OF_A_DAY - 1)])

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="quiet_hours_have_both_ends",
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True) | Q(quiet_from__isnull=False, quiet_to__isnull=False),
            ),
            models.CheckConstraint(
                name="minutes_of_a_day",
                condition=Q(Q(quiet_from__isnull=True) | Q(quiet_from__lt=MINUTES_OF_A_DAY))
                & Q(Q(quiet_to__isnull=True) | Q(quiet_to__lt=MINUTES_OF_A_DAY))
                & Q(Q(digest_at__isnull=True) | Q(digest_at__lt=MINUTES_OF_A_DAY)),
            ),
        ]
