"""What the screens themselves keep: a reader's look, saved views of tables, and which forms have been sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qorgan.access.guarded import Guarded, uuid7
from qorgan.access.wall import Open
from qorgan.ui import access
from qorgan.vault.fields import SealedJSON


class Preference(models.Model):
    """How one account wants its screens. An empty theme follows the device."""

    class Theme(models.TextChoices):
        """The three looks; empty follows the device."""

        DEVICE = ""
        LIGHT = "light"
        DARK = "dark"

    account = models.UUIDField(primary_key=True)
    theme = models.CharField(max_length=8, choices=Theme, default="", blank=True)
    is_compact = models.BooleanField(default=False)
    single_keys = models.BooleanField(default=True)

    is_scratch = True
    harmless: ClassVar = {"theme": "a code"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_look_is_known", condition=models.Q(theme__in=["", "light", "dark"])),
        ]


class SavedView(Guarded):
    """A table's filters, order and columns under a name.

    `query` never holds what was typed into a text filter: words that somebody searched for are not kept (see
    `Table.keepable_query`). The name is the reader's own and must not name a person; the form says so.
    """

    owner = models.UUIDField()
    organisation = models.UUIDField(null=True)
    table = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1500, blank=True)
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField(auto_now_add=True)

    need_to_know = staticmethod(access.saved_view)
    wall = access.SAVED_VIEW_WALL
    harmless: ClassVar = {
        "ref": "a random public id",
        "table": "a code",
        "name": "the reader's name for a set of filters",
        "query": "codes of filters, never typed words",
    }

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["table", "owner"], name="views_of_a_table")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "table", "name"], name="own_views_have_different_names"),
            models.CheckConstraint(
                name="a_shared_view_has_its_organisation",
                condition=models.Q(is_shared=False) | models.Q(organisation__isnull=False),
            ),
        ]


class Sent(models.Model):
    """A form that was sent: its random token, and where the reader was taken. A second sending is answered alike."""

    token = models.UUIDField(primary_key=True)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)
    answer = models.CharField(max_length=300, blank=True)

    wall = Open(web="SELECT, INSERT, UPDATE, DELETE", worker="SELECT, DELETE")
    harmless: ClassVar = {"answer": "an address; it carries a random public id at most"}


class ApiAnswer(models.Model):
    """What a program's POST was answered with, for 48 hours, so that the same request sent again gets the same answer.

    `caller` is the account of the program; its data key seals the answer. `token` is the SHA-256 of its Idempotency-Key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    caller = models.UUIDField()
    token = models.BinaryField()
    answer = SealedJSON(key="caller", null=True)
    at = models.DateTimeField(db_index=True)

    is_scratch = True
    wall = Open(web="SELECT, INSERT, UPDATE", worker="SELECT, DELETE")
    harmless: ClassVar = {"token": "a hash of a random mark"}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["caller", "token"], name="a_request_is_answered_once")]
