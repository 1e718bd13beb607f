"""Scratch: who is on shift."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from qorgan.helpline.choices import Duty


class Shift(models.Model):
    """A counsellor's state at the desk: on, break, off; and when their page last spoke."""

    account_id = models.UUIDField()
    organisation_id = models.UUIDField()
    alias = models.CharField(max_length=40, blank=True)
    duty = models.CharField(max_length=8, choices=Duty, default=Duty.OFF)
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    capacity = models.PositiveSmallIntegerField(default=3)

    is_scratch = True
    harmless: ClassVar = {"alias": "the counsellor's alias, shown to children"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_id", "organisation_id"], name="one_shift_per_desk"),
        ]
