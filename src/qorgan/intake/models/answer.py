"""The way back: what the child may be told, and what the child says afterwards."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.casework.models import Case
from qorgan.helpline.models import Thread
from qorgan.intake import access
from qorgan.intake.choices import AnswerState, Ending, Helped
from qorgan.intake.models.handover import Handover
from qorgan.vault.fields import SealedText

LONGEST_ANSWER = 4_000


def _answers_known(by: Principal) -> Q:
    return access.answer(Handover.objects.visible_to(by))


def _follow_ups_known(by: Principal) -> Q:
    return access.follow_up(by, Answer.objects.visible_to(by))


class Answer(Guarded):
    """What a caseworker says that the child may be told. The counsellor puts it into words of their own (`message_seq` is that
    message's place in the conversation); the child never reads this text.
    """

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=AnswerState, default=AnswerState.WRITTEN)
    language = models.CharField(max_length=2)
    text = SealedText(key="handover_id", most=LONGEST_ANSWER)
    written_by = models.UUIDField()
    written_at = models.DateTimeField(default=timezone.now)
    seen_by = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    message_seq = models.BigIntegerField(null=True)
    read_at = models.DateTimeField(null=True)

    need_to_know = staticmethod(_answers_known)
    wall = access.ANSWER_WALL
    follows: ClassVar = {"handover": "an answer is known with its hand-over"}
    reads_are_journalled = True
    harmless: ClassVar = {"language": "a code"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["handover", "written_at"], name="intake_answers")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handover"], condition=Q(state__in=["written", "with_counsellor"]), name="one_answer_is_on_its_way"
            ),
            models.CheckConstraint(
                name="a_sent_answer_has_its_time", condition=~Q(state__in=["sent", "read"]) | Q(sent_at__isnull=False)
            ),
        ]

    @property
    def read_subject(self) -> Any:
        return self.handover_id


class FollowUp(Guarded):
    """Whether it helped: due after an answer was sent, ended by the child's own words or by what the counsellor writes down.

    `key_id` seals the child's words: the conversation, so that they go with it, or the hand-over where there is none.
    """

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="+")
    key_id = models.UUIDField()
    message_seq = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    clock_id = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True)
    helped = models.CharField(max_length=8, choices=Helped, blank=True)
    words = SealedText(key="key_id", most=2_000, null=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    need_to_know = staticmethod(_follow_ups_known)
    wall = access.FOLLOW_UP_WALL
    follows: ClassVar = {"answer": "a follow-up is known with its answer"}
    reads_are_journalled = True

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["thread"], name="intake_follow_ups", condition=Q(ending="")),
            models.Index(fields=["due_at"], name="intake_follow_ups_due", condition=Q(ending="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_follow_up_ends_when_it_ends",
                condition=Q(ending="", ended_at__isnull=True) | ~Q(ending="") & Q(ended_at__isnull=False),
            ),
        ]

    @property
    def is_overdue(self) -> bool:
        return not self.ending and self.due_at < timezone.now()

    @property
    def read_subject(self) -> Any:
        return self.answer_id
