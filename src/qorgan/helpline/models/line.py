"""A helpline, what it promises, and its vocabularies: ready answers, flag words, categories."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models

from qorgan.access.guarded import new_ref, uuid7
from qorgan.access.wall import Open
from qorgan.organisations.models import Organisation
from qorgan.texts.fields import WordsField


class Helpline(models.Model):
    """A line that children reach, and the organisation that answers."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    key = models.CharField(max_length=32, unique=True)
    names = WordsField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=True)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"key": "a code", "names": "the line's own name"}


class Promise(models.Model):
    """What the line promises, as dated data with its source.

    How soon a first message is read (sooner where a flag or the writer's own word says danger), how soon answered; after how
    long without an answer the shift leader sees it; after how long without its counsellor a conversation goes back into the
    queue. None where the pack says nothing: then nothing is promised or done.
    """

    line = models.ForeignKey(Helpline, models.PROTECT, related_name="+")
    valid = DateRangeField()
    read_within_seconds = models.PositiveIntegerField()
    flagged_read_within_seconds = models.PositiveIntegerField(null=True)
    answer_within_minutes = models.PositiveIntegerField()
    silence_minutes = models.PositiveIntegerField(null=True)
    absent_minutes = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=300)
    is_confirmed = models.BooleanField(default=False)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"source": "where the rule stands"}


class Reply(models.Model):
    """A ready answer, in all languages of the country."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    key = models.CharField(max_length=64, unique=True)
    group = models.CharField(max_length=64)
    texts = WordsField()
    is_active = models.BooleanField(default=True)

    harmless: ClassVar = {"ref": "random", "key": "a code", "group": "a code", "texts": "ready words, sent to nobody"}


class FlagWord(models.Model):
    """A stem or a phrase that raises a conversation. It never lowers one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    reason = models.CharField(max_length=64)
    reason_names = WordsField()
    language = models.CharField(max_length=8)
    words = ArrayField(models.CharField(max_length=64))
    is_active = models.BooleanField(default=True)

    harmless: ClassVar = {
        "ref": "random",
        "reason": "a code",
        "reason_names": "words for the code",
        "language": "a code",
        "words": "a stem or a phrase of the word list",
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "reason", "words"], name="a_flag_word_stands_once"),
        ]


class Category(models.Model):
    """A reason for contact of the Child Helpline International framework, or a national one mapped to it. Dated."""

    code = models.CharField(max_length=80, primary_key=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    framework_code = models.CharField(max_length=80)
    names = WordsField()
    is_counselling = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)
    valid = DateRangeField()

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"code": "a code", "framework_code": "a code", "names": "words for the code"}
