"""How a child comes back: six words to keep, and the key of an open page. Reached only through functions of the database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qorgan.access.wall import Open


class ReturnCode(models.Model):
    """Six words = locator (first two) + secret (last four).

    The locator is kept as a keyed hash, the secret as Argon2 with a pepper from outside the database. Failures are
    counted per locator and per unknown locator alike; nothing is counted per address, because a whole school shares one.
    """

    locator = models.BinaryField(primary_key=True)
    thread_id = models.UUIDField(unique=True)
    secret = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    wall = Open(web="", worker="")
    harmless: ClassVar = {"secret": "Argon2 with a pepper", "locator": "a keyed hash"}


class DoorKey(models.Model):
    """An open page of a child: the SHA-256 of the 256-bit cookie. No device, no address, no name of a browser."""

    digest = models.BinaryField(primary_key=True)
    thread_id = models.UUIDField(db_index=True)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    may_see_earlier = models.BooleanField(default=True)

    wall = Open(web="", worker="")
    harmless: ClassVar = {"digest": "a hash of a random number"}


class UsedTicket(models.Model):
    """Scratch: a form of the door is sent once; kept until its ticket is too old to be sent at all."""

    digest = models.BinaryField(primary_key=True)
    has_worked = models.BooleanField()
    used_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField(db_index=True)

    wall = Open(web="SELECT, INSERT", worker="SELECT, DELETE")
    is_scratch = True
    harmless: ClassVar = {"digest": "a hash of a random number"}
