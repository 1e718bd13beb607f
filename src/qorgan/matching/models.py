"""What matching keeps: keys by which records meet, the sealed comparing form of each record, and pairs to decide."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.wall import EVERYTHING, Open
from qorgan.matching import access
from qorgan.matching.choices import Grade, PairState
from qorgan.vault.fields import SealedJSON


class Key(models.Model):
    """One keyed hash under which a record is found. The primary key is the index that every look-up walks.

    Apart from the record's own row, and out of reach of the web role: only `qorgan_candidates` reads it.
    """

    pk = models.CompositePrimaryKey("key", "record")
    key = models.BigIntegerField()
    record = models.UUIDField()

    wall = Open(web="", worker=EVERYTHING)
    harmless: ClassVar[dict[str, str]] = {}


class Record(models.Model):
    """The comparing form of a record: `profile` is a packed `Profile`, sealed with the key of the record's subject.

    `id` is the record's own id in its room. `version` is the normaliser's, `root` the look-up root of the keys: what is
    outdated is written again by its room.
    """

    id = models.UUIDField(primary_key=True)
    profile = SealedJSON(key="id")
    keys = ArrayField(models.BigIntegerField())
    version = models.PositiveSmallIntegerField()
    root = models.CharField(max_length=40)

    wall = Open(web="", worker=EVERYTHING)
    harmless: ClassVar = {"root": "the name of a key"}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["version", "root"], name="records_to_write_again")]


class Pair(Guarded):
    """Two records that may be one person, and what a person decided about them. `first` is the smaller id.

    A pair exists once: one that was told apart is never put forward again.
    """

    first = models.UUIDField()
    second = models.UUIDField()
    grade = models.CharField(max_length=12, choices=Grade)
    state = models.CharField(max_length=12, choices=PairState, default=PairState.WAITING)
    found_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    need_to_know = staticmethod(access.pair)
    wall = access.PAIR_WALL
    follows: ClassVar = {}
    reads_are_journalled = True
    harmless: ClassVar = {}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_exists_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="the_smaller_id_is_first"),
            models.CheckConstraint(
                condition=Q(state=PairState.WAITING, decided_at=None) | (~Q(state=PairState.WAITING) & Q(decided_at__isnull=False)),
                name="a_decision_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "found_at"], name="pairs_waiting"),
            models.Index(fields=["second"], name="pairs_of_second"),
        ]

    @property
    def records(self) -> tuple[UUID, UUID]:
        """Both records."""
        return self.first, self.second
