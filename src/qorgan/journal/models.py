"""The journal's tables. No foreign keys: the log neither blocks nor follows what it speaks of."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models

from qorgan.access.wall import Open


class Head(models.Model):
    """The last link of each stream; its row lock orders the writers of that stream."""

    stream = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    changed_at = models.DateTimeField()

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"previous": "a hash", "hash": "a hash"}


class Entry(models.Model):
    """One thing that happened or was read. `body` is what was hashed; the columns beside it are for finding it."""

    stream = models.UUIDField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=80)
    about = ArrayField(models.UUIDField(), default=list)
    body = models.TextField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    wall = Open(web="SELECT", worker="SELECT", journal="SELECT")
    harmless: ClassVar = {
        "verb": "a code",
        "role": "a code",
        "previous": "a hash",
        "hash": "a hash",
        "body": "ids, numbers, dates and codes only: qorgan.journal.events refuses everything else",
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stream", "seq"], name="one_entry_per_place")]
        indexes: ClassVar = [
            BrinIndex(fields=["at"]),
            models.Index(fields=["actor", "at"]),
            GinIndex(fields=["about"], fastupdate=True),
        ]


class Seal(models.Model):
    """One day's signed heads: the root over all streams that moved, signed with Ed25519, exported outside the database."""

    day = models.DateField(primary_key=True)
    streams = models.IntegerField()
    entries = models.BigIntegerField()
    root = models.BinaryField()
    signature = models.BinaryField()
    public_key = models.BinaryField()
    sealed_at = models.DateTimeField()

    wall = Open(web="SELECT", worker="SELECT, INSERT")
    harmless: ClassVar = {"root": "a hash", "signature": "a signature", "public_key": "a public key"}
