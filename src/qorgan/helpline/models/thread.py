"""A conversation and its messages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.helpline import access
from qorgan.helpline.choices import About, Channel, CodeState, Side, State, Urgency
from qorgan.helpline.models.line import Helpline
from qorgan.places.models import Place
from qorgan.vault.fields import SealedJSON, SealedText


class ThreadQuerySet(GuardedQuerySet):
    """Adjectives for conversations."""

    def waiting(self):
        return self.filter(state=State.WAITING)

    def held_by(self, account_id):
        return self.filter(state=State.TAKEN, taken_by=account_id)

    def in_order(self):
        """The order in which a person should read: raised first, then who waits longest. A flag only raises."""
        return self.order_by("-is_raised", "queued_at", "number")


class Thread(Guarded):
    """One child's conversation with the line, from the first word to the last return.

    `origin` seals the school behind a QR code (30 days, then only the district stays in `place`); `flags` seals the words
    that raised it. `unanswered_since` is when the child wrote what nobody has answered yet. `last_seq` numbers the messages
    under this row's lock.
    """

    number = models.BigIntegerField(unique=True)
    line = models.ForeignKey(Helpline, models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    channel = models.CharField(max_length=12, choices=Channel)
    language = models.CharField(max_length=2)
    about = models.CharField(max_length=8, choices=About)
    urgency = models.CharField(max_length=12, choices=Urgency, default=Urgency.NOT_SAID)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    origin = SealedJSON(key="id", null=True)
    origin_until = models.DateTimeField(null=True)

    is_raised = models.BooleanField(default=False)
    flag_reasons = ArrayField(models.CharField(max_length=64), default=list)
    flags = SealedJSON(key="id", null=True)

    opened_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)
    read_by = models.DateTimeField()
    first_read_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    unanswered_since = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    taken_alias = models.CharField(max_length=40, blank=True)
    offered_to = models.UUIDField(null=True)
    offered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    episode = models.PositiveIntegerField(default=1)
    last_seq = models.BigIntegerField(default=0)
    code_state = models.CharField(max_length=12, choices=CodeState, default=CodeState.NONE)

    objects: ClassVar[Any] = GuardedManager.from_queryset(ThreadQuerySet)()
    need_to_know = staticmethod(access.thread)
    wall = access.THREAD_WALL
    reads_are_journalled = True
    harmless: ClassVar = {
        "taken_alias": "the counsellor's alias, shown to the child",
        "flag_reasons": "codes",
        "language": "a code",
    }

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(
                fields=["organisation_id", "-is_raised", "queued_at"], name="helpline_queue", condition=Q(state=State.WAITING)
            ),
            models.Index(fields=["taken_by", "state"], name="helpline_held"),
            models.Index(fields=["organisation_id", "-opened_at"], name="helpline_newest"),
            models.Index(fields=["unanswered_since"], name="helpline_unanswered", condition=Q(state=State.TAKEN)),
            models.Index(fields=["origin_until"], name="helpline_origins", condition=Q(origin_until__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_taken_thread_has_its_taker", condition=~Q(state=State.TAKEN) | Q(taken_by__isnull=False, taken_at__isnull=False)
            ),
            models.CheckConstraint(name="a_waiting_thread_has_none", condition=~Q(state=State.WAITING) | Q(taken_by__isnull=True)),
            models.CheckConstraint(
                name="a_raised_thread_says_why", condition=Q(is_raised=False) | Q(urgency=Urgency.NOW) | ~Q(flag_reasons=[])
            ),
        ]

    def __str__(self) -> str:
        return f"T-{self.number}"


class Message(Guarded):
    """One message. `seq` is its place in the conversation; `client_key` makes sending twice the same as sending once."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    seq = models.BigIntegerField()
    side = models.CharField(max_length=8, choices=Side)
    author = models.UUIDField(null=True)
    alias = models.CharField(max_length=40, blank=True)
    text = SealedText(key="thread_id")
    sent_at = models.DateTimeField(default=timezone.now)
    client_key = models.UUIDField()

    need_to_know = staticmethod(access.part)
    wall = access.MESSAGE_WALL
    follows: ClassVar = {"thread": "a message is known exactly when its conversation is"}
    reads_are_journalled = True
    harmless: ClassVar = {"alias": "the counsellor's alias, shown to the child"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "seq"], name="one_message_per_place"),
            models.UniqueConstraint(fields=["thread", "client_key"], name="a_message_is_sent_once"),
        ]

    @property
    def read_subject(self):
        return self.thread_id


class Presence(Guarded):
    """Scratch: who is at a conversation, until where they have read, whether they type. One row per side and account."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, choices=Side)
    account_id = models.UUIDField(null=True)
    seen_seq = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)
    typing_at = models.DateTimeField(null=True)

    need_to_know = staticmethod(access.presence)
    wall = access.PART_WALL
    follows: ClassVar = {"thread": "presence is known with the conversation"}
    is_scratch = True

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "side", "account_id"], nulls_distinct=False, name="one_presence_per_reader"),
        ]


class Draft(Guarded):
    """Scratch: what a counsellor has begun to write and not sent; it survives a closed browser."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    account_id = models.UUIDField()
    side = models.CharField(max_length=8, choices=Side)
    text = SealedText(key="thread_id")
    changed_at = models.DateTimeField(auto_now=True)

    need_to_know = staticmethod(access.presence)
    wall = access.PART_WALL
    follows: ClassVar = {"thread": "a draft is known with the conversation"}
    is_scratch = True

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "account_id", "side"], name="one_draft_per_writer"),
        ]
