"""What was said, seen and thought in a case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.casework import access
from qorgan.casework.models.case import Case
from qorgan.vault.fields import SealedText


class Note(Guarded):
    """A note. It is not changed: a correction is a further note that names it, and both stay."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    writer = models.UUIDField()
    written_at = models.DateTimeField(default=timezone.now)
    subject = SealedText(key="case_id", most=200, null=True)
    text = SealedText(key="case_id", most=20_000)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    need_to_know = staticmethod(access.part)
    wall = access.NOTE_WALL
    follows: ClassVar = {
        "case": "a note is known with its case",
        "corrects": "the note before it belongs to the same case",
    }
    reads_are_journalled = True
    harmless: ClassVar = {}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["case", "-written_at"], name="casework_notes")]

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d %H:%M}"

    @property
    def read_subject(self):
        return self.case_id
