"""What stops guessing: counters without names or addresses, and the devices that are known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qorgan.access.guarded import uuid7
from qorgan.staff.models.account import Account


class DailySalt(models.Model):
    """The random part of one day's key for counters. It is deleted soon, and with it every way back to an address."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()

    harmless: ClassVar = {"salt": "random bytes"}


class Attempt(models.Model):
    """A counter of failures. `bucket` is a hash under the day's key: of an account, a source, or a known device."""

    bucket = models.BinaryField(primary_key=True)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField()
    waits_until = models.DateTimeField(db_index=True)

    harmless: ClassVar = {"bucket": "a hash under a key that is deleted"}


class Device(models.Model):
    """A browser from which an account has signed in: it holds a random token of which the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    token_hash = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)

    harmless: ClassVar = {"token_hash": "a hash"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token_hash", "account"], name="a_device_is_known_once"),
        ]
