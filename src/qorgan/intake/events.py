"""What is remembered of the way from a contact to a case and back: ids and codes, under both ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ContactHandedOver(Event):
    verb: ClassVar = "intake.handover.made"
    label: ClassVar = _("Contact handed over to a case")
    organisation: UUID
    case: UUID
    is_new_case: bool
    risk: str
    legal_ground: str
    given_by: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HandoverWithdrawn(Event):
    verb: ClassVar = "intake.handover.withdrawn"
    label: ClassVar = _("Hand-over taken back")
    case: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerWritten(Event):
    verb: ClassVar = "intake.answer.written"
    label: ClassVar = _("Answer for the child written")
    answer: UUID
    language: str


@dataclass(frozen=True, kw_only=True)
class AnswerReceived(Event):
    verb: ClassVar = "intake.answer.received"
    label: ClassVar = _("The counsellor has the answer")
    answer: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerSent(Event):
    verb: ClassVar = "intake.answer.sent"
    label: ClassVar = _("Answer sent to the child")
    answer: UUID
    seq: int


@dataclass(frozen=True, kw_only=True)
class AnswerRead(Event):
    verb: ClassVar = "intake.answer.read"
    label: ClassVar = _("The child has read the answer")
    answer: UUID


@dataclass(frozen=True, kw_only=True)
class FollowUpEnded(Event):
    verb: ClassVar = "intake.follow_up.ended"
    label: ClassVar = _("Follow-up ended")
    follow_up: UUID
    ending: str
    helped: str


@dataclass(frozen=True, kw_only=True)
class AnswerAsked(Event):
    verb: ClassVar = "intake.answer.asked"
    label: ClassVar = _("The counsellor asks for an answer")
    case: UUID
