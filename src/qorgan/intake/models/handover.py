"""The hand-over: a contact becomes a case, or is added to one, with exactly what the counsellor chose to hand over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.casework.models import Case
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import access
from qorgan.intake.choices import GivenBy, Wish
from qorgan.organisations.models import Organisation
from qorgan.vault.fields import SealedJSON, SealedText

SCOPE = "intake.handover"
UNDO_WITHIN = timedelta(minutes=10)
"""How long a hand-over made by a slip can be taken back, if nobody has worked on the case."""


def _known(by: Principal) -> Q:
    return access.handover(by, Thread.objects.visible_to(by), Contact.objects.visible_to(by), Case.objects.visible_to(by))


class Handover(Guarded):
    """One contact handed over to one case. Its own key seals it; the conversation itself is never part of it.

    `copy` is what was chosen, line by line, as the caseworker reads it: a list of `{form, name, title, label, value}` whose
    words are in every language. `fields` are their codes and stay when the copy is gone. `case_number` is what the counsellor
    may know of the case. `client_key` makes two clicks one hand-over.
    """

    client_key = models.UUIDField(unique=True)
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    case_number = models.BigIntegerField()
    is_new_case = models.BooleanField()
    from_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=2)
    risk = models.CharField(max_length=12)
    is_urgent = models.BooleanField(default=False)
    wants_help = models.CharField(max_length=10, choices=Wish)
    agrees_to_tell = models.CharField(max_length=10, choices=Wish)
    wish_words = SealedText(key="id", most=2_000, null=True)
    legal_ground = models.CharField(max_length=64)
    given_by = models.CharField(max_length=16, choices=GivenBy)
    consent_sheet = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=120), default=list)
    copy = SealedJSON(key="id", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    need_to_know = staticmethod(_known)
    wall = access.HANDOVER_WALL
    follows: ClassVar = {}
    reads_are_journalled = True
    harmless: ClassVar = {
        "language": "a code",
        "risk": "a code",
        "legal_ground": "a code of the country pack",
        "fields": "codes of a form and its questions",
    }

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["thread", "made_at"], name="intake_of_thread"),
            models.Index(fields=["contact", "made_at"], name="intake_of_contact"),
            models.Index(fields=["case", "made_at"], name="intake_of_case"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_withdrawn_copy_is_gone",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_by__isnull=False, copy__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"K-{self.case_number}"

    @property
    def undo_until(self) -> datetime:
        """Until when the counsellor may take it back."""
        return self.made_at + UNDO_WITHIN
