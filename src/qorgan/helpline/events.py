"""What happens at the helpline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ThreadOpened(Event):
    verb: ClassVar = "helpline.thread.opened"
    label: ClassVar = _("Conversation opened")
    organisation: UUID
    channel: str
    language: str
    about: str


@dataclass(frozen=True, kw_only=True)
class MessageWritten(Event):
    verb: ClassVar = "helpline.message.written"
    label: ClassVar = _("Message written")
    seq: int
    side: str


@dataclass(frozen=True, kw_only=True)
class ThreadRaised(Event):
    verb: ClassVar = "helpline.thread.raised"
    label: ClassVar = _("Conversation raised in the queue")
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ThreadReturned(Event):
    verb: ClassVar = "helpline.thread.returned"
    label: ClassVar = _("The child wrote again")
    organisation: UUID
    episode: int


@dataclass(frozen=True, kw_only=True)
class FirstMessageRead(Event):
    verb: ClassVar = "helpline.thread.first_read"
    label: ClassVar = _("First message read")
    seconds: int


@dataclass(frozen=True, kw_only=True)
class ThreadTaken(Event):
    verb: ClassVar = "helpline.thread.taken"
    label: ClassVar = _("Conversation taken")
    organisation: UUID
    account: UUID
    seconds: int


@dataclass(frozen=True, kw_only=True)
class ThreadOffered(Event):
    verb: ClassVar = "helpline.thread.offered"
    label: ClassVar = _("Conversation offered to a colleague")
    account: UUID


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(Event):
    verb: ClassVar = "helpline.thread.declined"
    label: ClassVar = _("Offer declined")
    account: UUID


@dataclass(frozen=True, kw_only=True)
class ThreadHandedOver(Event):
    verb: ClassVar = "helpline.thread.handed_over"
    label: ClassVar = _("Conversation handed over")
    organisation: UUID
    before: UUID
    account: UUID


@dataclass(frozen=True, kw_only=True)
class ThreadReleased(Event):
    verb: ClassVar = "helpline.thread.released"
    label: ClassVar = _("Conversation given back to the queue")
    organisation: UUID
    before: UUID


@dataclass(frozen=True, kw_only=True)
class ThreadPromised(Event):
    verb: ClassVar = "helpline.thread.promised"
    label: ClassVar = _("A time for the answer promised")
    minutes: int


@dataclass(frozen=True, kw_only=True)
class ThreadEnded(Event):
    verb: ClassVar = "helpline.thread.ended"
    label: ClassVar = _("Conversation ended")
    organisation: UUID
    ending: str
    episode: int


@dataclass(frozen=True, kw_only=True)
class CodeDecided(Event):
    verb: ClassVar = "helpline.code.decided"
    label: ClassVar = _("Return code: the child decided")
    state: str


@dataclass(frozen=True, kw_only=True)
class CodeUsed(Event):
    verb: ClassVar = "helpline.code.used"
    label: ClassVar = _("The child came back with the code")


@dataclass(frozen=True, kw_only=True)
class OriginRemoved(Event):
    verb: ClassVar = "helpline.origin.removed"
    label: ClassVar = _("School removed from the conversation")
    by_child: bool


@dataclass(frozen=True, kw_only=True)
class ThreadDestroyed(Event):
    verb: ClassVar = "helpline.thread.destroyed"
    label: ClassVar = _("Conversation destroyed by the child")
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class ContactBegun(Event):
    verb: ClassVar = "helpline.contact.begun"
    label: ClassVar = _("Contact record begun")
    organisation: UUID
    channel: str


@dataclass(frozen=True, kw_only=True)
class ContactSaved(Event):
    verb: ClassVar = "helpline.contact.saved"
    label: ClassVar = _("Contact record saved")
    version: int


@dataclass(frozen=True, kw_only=True)
class ContactFinalised(Event):
    verb: ClassVar = "helpline.contact.finalised"
    label: ClassVar = _("Contact record finalised")
    organisation: UUID
    call_type: str


@dataclass(frozen=True, kw_only=True)
class ReplyKept(Event):
    verb: ClassVar = "helpline.reply.kept"
    label: ClassVar = _("Ready answer kept")
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class FlagWordKept(Event):
    verb: ClassVar = "helpline.flagword.kept"
    label: ClassVar = _("Flag word kept")
    reason: str
    language: str
    is_active: bool
