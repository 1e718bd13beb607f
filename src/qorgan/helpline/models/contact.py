"""The contact record: what a stretch of a conversation was about, kept beside it and finalised once."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import Guarded
from qorgan.forms.models import ANSWERS_HARMLESS, AnsweredForm
from qorgan.helpline import access
from qorgan.helpline.choices import Channel, Ending
from qorgan.helpline.models.thread import Thread
from qorgan.vault.fields import SealedJSON
from qorgan.vault.lookup import PHONE, findable


class Contact(AnsweredForm, Guarded):
    """One contact. `key_id` names the subject whose data key seals the answers: the conversation, or the record itself.

    The codes beside the answers are copied when it is finalised, for lists and figures; nobody types them.
    `ending` is the technical outcome and has nothing to do with what the counsellor says it was about.
    """

    number = models.BigIntegerField(unique=True)
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="+")
    key_id = models.UUIDField()
    organisation_id = models.UUIDField()
    counsellor = models.UUIDField()
    alias = models.CharField(max_length=40, blank=True)
    episode = models.PositiveIntegerField(default=1)
    channel = models.CharField(max_length=12, choices=Channel)
    language = models.CharField(max_length=2)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=16, choices=Ending, blank=True)
    finalised_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(null=True)
    call_type = models.CharField(max_length=64, blank=True)
    is_data = models.BooleanField(null=True)
    age = models.CharField(max_length=16, blank=True)
    gender = models.CharField(max_length=16, blank=True)
    region = models.CharField(max_length=32, blank=True)
    categories = ArrayField(models.CharField(max_length=80), default=list)
    sealed = SealedJSON(key="key_id", null=True)

    need_to_know = staticmethod(access.contact)
    wall = access.CONTACT_WALL
    follows: ClassVar = {}
    reads_are_journalled = True
    harmless: ClassVar = {
        **ANSWERS_HARMLESS,
        "alias": "the counsellor's alias",
        "language": "a code",
        "call_type": "a code",
        "age": "a code",
        "gender": "a code",
        "region": "a code",
        "categories": "codes",
    }

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "-began_at"], name="helpline_contacts"),
            models.Index(fields=["counsellor", "-began_at"], name="helpline_own_contacts"),
            models.Index(fields=["thread", "episode"], name="helpline_of_thread"),
            # The list in its own order: a page is the first rows of these, however many contacts there are.
            models.Index(fields=["-began_at", "-id"], name="helpline_contacts_newest"),
            models.Index(fields=["call_type", "-began_at", "-id"], name="helpline_contacts_of_kind"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["thread", "episode", "counsellor"], name="one_record_per_stretch", condition=models.Q(finalised_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"C-{self.number}"

    @property
    def state(self) -> str:
        """Draft or final, as a word."""
        return str(_("final") if self.finalised_at else _("draft"))


findable(PHONE, model=Contact, needs=access.CONTACT_SEARCH)
