"""The lists of referrals, loaded from the country pack."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from qorgan.access.guarded import uuid7
from qorgan.access.wall import Open
from qorgan.referrals.choices import TermList
from qorgan.texts.fields import WordsField

KEPT = Open(web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE")
"""What referrals name is never deleted; it gets the day of its end."""


class TermQuerySet(models.QuerySet):
    """Terms, with the adjectives of the field."""

    def of(self, listed: TermList) -> Self:
        """The terms of one list that may be chosen today, in its order."""
        return self.filter(list=listed, valid_until=None).order_by("place_in_list")


class Term(models.Model):
    """One entry of a list. `policy` is the key of the clock's policy (urgency); `needs_note` asks for words beside it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    list = models.CharField(max_length=20, choices=TermList.choices)
    code = models.CharField(max_length=64)
    names = WordsField(max_length=200)
    policy = models.CharField(max_length=64, blank=True, default="")
    needs_note = models.BooleanField(default=False)
    place_in_list = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=400, blank=True)
    basis = models.CharField(max_length=16, blank=True)

    objects = TermQuerySet.as_manager()
    wall = KEPT
    harmless: ClassVar = {
        "code": "a code",
        "names": "words of a list",
        "policy": "a code",
        "source": "where it stands",
        "basis": "a code",
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "code"], name="one_referral_term_of_a_code")]

    def __str__(self) -> str:
        return str(self.names)


class Limit(models.Model):
    """A time that the pack sets, in whole days, from a day on: `expires_after` the sending, `copy_kept` after the end."""

    key = models.CharField(max_length=32)
    days = models.PositiveIntegerField()
    valid_from = models.DateField()
    source = models.CharField(max_length=400, blank=True)
    basis = models.CharField(max_length=16, blank=True)

    wall = KEPT
    harmless: ClassVar = {"key": "a code", "source": "where it stands", "basis": "a code"}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "valid_from"], name="one_referral_limit_from_a_day")]
