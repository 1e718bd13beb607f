"""The vault's tables. Nothing here opens anything: the master keys are outside the database."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from qorgan.access.wall import Open
from qorgan.vault.choices import HoldGround, ShredReason

NO_DELETE = "SELECT, INSERT, UPDATE"


class Master(models.Model):
    """A master key that still exists. The row goes when the key is destroyed, and a `Destruction` remains.

    `check_value` tells whether the key in the keyring is the one this database was sealed with. Because data keys refer
    here, the database itself refuses to forget a master that still wraps one, and to wrap under one that is gone.
    """

    name = models.CharField(max_length=40, primary_key=True)
    check_value = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    rewrapped_at = models.DateTimeField(null=True)
    destroy_on = models.DateField(null=True)

    harmless: ClassVar = {"name": "a code with a month", "check_value": "derived one way from the key"}

    def __str__(self) -> str:
        return self.name


class DataKeys(models.QuerySet["DataKey"]):
    """Adjectives of data keys."""

    def live(self) -> DataKeys:
        """Keys that still open something."""
        return self.filter(shredded_at=None)

    def held(self, at: datetime) -> DataKeys:
        """Keys under a legal hold at a time."""
        return self.filter(Q(held_until=None) | Q(held_until__gt=at), held_since__lte=at)


class DataKey(models.Model):
    """The data key of one subject (a child, a thread, a contact, an account), wrapped by a master.

    A shredded key keeps its row without the key, so that what it sealed is known to be erased and not merely
    unreadable. `shred_asked_*` remember a shredding that a legal hold put off."""

    subject = models.UUIDField(primary_key=True)
    scope = models.CharField(max_length=40)
    master = models.ForeignKey(Master, models.PROTECT, null=True, related_name="+")
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    shredded_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    held_for = models.CharField(max_length=16, choices=HoldGround, blank=True)
    shred_asked_at = models.DateTimeField(null=True)
    shred_asked_for = models.CharField(max_length=16, choices=ShredReason, blank=True)

    objects = DataKeys.as_manager()
    wall = Open(web=NO_DELETE, worker=NO_DELETE)
    harmless: ClassVar = {
        "scope": "a code",
        "wrapped": "a wrapped key",
        "held_for": "a code",
        "shred_asked_for": "a code",
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="shredded_means_no_key_is_left",
                condition=Q(shredded_at=None, wrapped__isnull=False, master__isnull=False)
                | Q(shredded_at__isnull=False, wrapped=None, master=None),
            ),
            models.CheckConstraint(
                name="a_hold_has_a_ground",
                condition=Q(held_since=None, held_until=None, held_for="")
                | Q(held_since__isnull=False, held_for__in=HoldGround.values),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["held_since"], name="keys_held", condition=Q(held_since__isnull=False)),
            models.Index(fields=["shred_asked_at"], name="keys_to_shred", condition=Q(shred_asked_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.subject}"

    def is_held(self, at: datetime) -> bool:
        """Whether a legal hold forbids shredding at a time."""
        return self.held_since is not None and (self.held_until is None or self.held_until > at)


class Lookup(models.Model):
    """One keyed hash that finds one subject. The web role reaches this table only through functions that apply
    grants.
    """

    kind = models.CharField(max_length=40)
    digest = models.BinaryField()
    subject = models.UUIDField()
    root = models.CharField(max_length=40)

    wall = Open(web="", worker="SELECT")
    harmless: ClassVar = {"kind": "a code", "digest": "a keyed hash", "root": "the name of a key"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "digest", "subject"], name="a_digest_finds_a_subject_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["subject"], name="lookups_of_a_subject")]


class SealedFile(models.Model):
    """A sealed file on the disk. Its name, type and meaning belong to the room that keeps it, sealed there."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    subject = models.UUIDField(db_index=True)
    size = models.BigIntegerField()
    sealed_at = models.DateTimeField(auto_now_add=True)

    harmless: ClassVar[dict[str, str]] = {}


class Shredding(models.Model):
    """One line of the ledger of what was shredded; the same line stands in a file outside the database.

    `final_on`: the day on which the last backup that still holds the wrapped key can no longer be opened.
    """

    subject = models.UUIDField(primary_key=True)
    scope = models.CharField(max_length=40)
    reason = models.CharField(max_length=16, choices=ShredReason)
    shredded_at = models.DateTimeField()
    final_on = models.DateField()
    is_in_ledger = models.BooleanField(default=False)

    wall = Open(web=NO_DELETE, worker=NO_DELETE)
    harmless: ClassVar = {"scope": "a code", "reason": "a code"}

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["shredded_at"], name="shreddings_to_write", condition=Q(is_in_ledger=False)),
        ]


class Destruction(models.Model):
    """The certificate that a master key was destroyed: a signed JSON text and the same in words."""

    master = models.CharField(max_length=40, primary_key=True)
    decided_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    certificate = models.TextField(blank=True)
    signature = models.BinaryField(null=True)

    wall = Open(web="SELECT", worker=NO_DELETE)
    harmless: ClassVar = {
        "master": "a code",
        "certificate": "key names, counts and dates",
        "signature": "a signature",
    }
