"""Papers and pictures of a case, sealed on the disk."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.casework import access
from qorgan.casework.models.case import Case
from qorgan.vault.choices import Scan
from qorgan.vault.fields import SealedText


class Document(Guarded):
    """A document; `file_id` names its sealed file, which goes by itself when the case's key is shredded.

    Its name and what it is about are sealed as its content is; the type is what the content says, not its name.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    file_id = models.UUIDField(null=True)
    name = SealedText(key="case_id", most=200)
    about = SealedText(key="case_id", most=1_000, null=True)
    kind = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField()
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.UUIDField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)

    need_to_know = staticmethod(access.part)
    wall = access.PART_WALL
    follows: ClassVar = {"case": "a document is known with its case"}
    reads_are_journalled = True
    harmless: ClassVar = {"kind": "a type of file"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["case", "-added_at"], name="casework_documents")]

    def __str__(self) -> str:
        return self.kind

    @property
    def read_subject(self):
        return self.case_id
