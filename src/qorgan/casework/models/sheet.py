"""A filled form of a case: registration, consent, assessment, plan, follow-up, closure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import Guarded
from qorgan.casework import access
from qorgan.casework.choices import Sheet
from qorgan.casework.models.case import Case
from qorgan.forms.models import ANSWERS_HARMLESS, AnsweredForm
from qorgan.vault.fields import SealedJSON


class CaseSheet(AnsweredForm, Guarded):
    """One set of answers, sealed with the case's key. While a draft it is autosaved; final ones are only read.

    A correction of a final sheet is a new sheet that names the one before it in `replaces`; both stay.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Sheet)
    writer = models.UUIDField(null=True)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True)
    finalised_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    sealed = SealedJSON(key="case_id", null=True)

    need_to_know = staticmethod(access.part)
    wall = access.PART_WALL
    follows: ClassVar = {
        "case": "a sheet is known with its case",
        "replaces": "the sheet before it belongs to the same case",
    }
    reads_are_journalled = True
    harmless: ClassVar = {**ANSWERS_HARMLESS, "kind": "a code"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["case", "kind", "-begun_at"], name="casework_sheets")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_draft_of_a_kind", condition=models.Q(finalised_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def read_subject(self):
        return self.case_id

    @property
    def shown_state(self) -> str:
        """Draft or final, as a word."""
        return str(_("final") if self.finalised_at else _("draft"))
