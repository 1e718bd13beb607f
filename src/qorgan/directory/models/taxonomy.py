"""Kinds of service, needs, accessibility, units of capacity: the country's lists, loaded from its pack."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qorgan.access.guarded import uuid7
from qorgan.access.wall import Open
from qorgan.directory.choices import TaxonomyKey
from qorgan.texts.fields import WordsField

KEPT = Open(web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE")
"""What other records name is never deleted; it gets the day of its end."""


class TermQuerySet(models.QuerySet):
    """Terms, with the adjectives of the field."""

    def of(self, taxonomy: TaxonomyKey) -> TermQuerySet:
        """The terms of one list."""
        return self.filter(taxonomy=taxonomy)

    def in_use(self) -> TermQuerySet:
        """Terms that may be chosen today."""
        return self.filter(valid_until=None)


class TaxonomyTerm(models.Model):
    """HSDS `taxonomy_term`: one entry of one list. `code` never changes and is never used again for something else.

    `source` and `basis` say where the entry comes from: sourced, background or setting (head of the pack's file).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    taxonomy = models.CharField(max_length=16, choices=TaxonomyKey.choices)
    code = models.CharField(max_length=64)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    names = WordsField(max_length=200)
    description = WordsField(blank=True)
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
        "description": "words of a list",
        "source": "where it stands",
        "basis": "a code",
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["taxonomy", "code"], name="one_term_of_a_code"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="no_term_is_its_own_parent"),
        ]

    def __str__(self) -> str:
        return str(self.names)


class Limit(models.Model):
    """A time that the country's pack sets for the directory, in whole days, from a day on. `key` is a code:
    `check_every` (a service is to be checked again) or `count_trusted` (a count of free places is believed).
    """

    key = models.CharField(max_length=32)
    days = models.PositiveIntegerField()
    valid_from = models.DateField()
    source = models.CharField(max_length=400, blank=True)
    basis = models.CharField(max_length=16, blank=True)

    wall = KEPT
    harmless: ClassVar = {"key": "a code", "source": "where it stands", "basis": "a code"}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "valid_from"], name="one_limit_from_a_day")]
