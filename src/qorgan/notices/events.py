"""What notices remember. A delivery has a stream of its own; it names the subject, so that its history finds it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeMade(Event):
    """Somebody is to be told something: so many bells, so many deliveries."""

    verb = "notices.notice.made"
    label = _("Notice written")
    wording: str
    bells: int
    deliveries: int


@dataclass(frozen=True, kw_only=True)
class NobodyFound(Event):
    """A step of a time limit turned to somebody who does not exist: the pack or a room must be put right."""

    verb = "notices.notice.nobody"
    label = _("Nobody stands behind the addressee")
    clock: UUID
    to_kind: str
    to: str


@dataclass(frozen=True, kw_only=True)
class PreferenceChosen(Event):
    """A reader chose how notices come."""

    verb = "notices.preference.chosen"
    label = _("Way of notices chosen")
    by_mail: bool
    by_sms: bool


@dataclass(frozen=True, kw_only=True)
class NoticeRead(Event):
    """A reader marked notices as read, or unread again."""

    verb = "notices.notice.read"
    label = _("Notices marked")
    count: int
    is_read: bool


@dataclass(frozen=True, kw_only=True)
class DeliveryTaken(Event):
    """A worker took it out of the outbox: from now on it may have reached its receiver."""

    verb = "notices.delivery.taken"
    label = _("Being sent")
    channel: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class DeliverySent(Event):
    """The provider took it."""

    verb = "notices.delivery.sent"
    label = _("Sent")
    channel: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event):
    """A try failed; `is_final` says that there will be no other by itself."""

    verb = "notices.delivery.failed"
    label = _("Sending failed")
    channel: str
    failure: str
    attempts: int
    is_final: bool


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(Event):
    """An operator put it back into the outbox, or had it sent once more."""

    verb = "notices.delivery.retried"
    label = _("Put back into the outbox")
    channel: str
    is_replay: bool


@dataclass(frozen=True, kw_only=True)
class DeliveryCancelled(Event):
    """It will not be sent."""

    verb = "notices.delivery.cancelled"
    label = _("Taken out of the outbox")
    channel: str


@dataclass(frozen=True, kw_only=True)
class EndpointKept(Event):
    """A receiver of webhooks was entered or changed."""

    verb = "notices.endpoint.kept"
    label = _("Receiver of webhooks kept")
    organisation: UUID
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class EndpointKeyChanged(Event):
    """Its key was changed; the earlier one still signs until it is dropped."""

    verb = "notices.endpoint.key_changed"
    label = _("Key of a receiver changed")
    organisation: UUID
    has_two: bool


@dataclass(frozen=True, kw_only=True)
class LinkMade(Event):
    """A one-time link was made for a purpose."""

    verb = "notices.link.made"
    label = _("One-time link made")
    link: UUID
    purpose: str
    factor: str


@dataclass(frozen=True, kw_only=True)
class LinkOpened(Event):
    """It was opened with its second factor, for the first and last time."""

    verb = "notices.link.opened"
    label = _("One-time link opened")
    link: UUID
    purpose: str


@dataclass(frozen=True, kw_only=True)
class LinkRefused(Event):
    """A wrong second factor was given."""

    verb = "notices.link.refused"
    label = _("Wrong code for a one-time link")
    link: UUID
    failures: int


@dataclass(frozen=True, kw_only=True)
class LinkCodeSent(Event):
    """A code for the link was sent to the telephone that is kept for its receiver."""

    verb = "notices.link.code_sent"
    label = _("Code for a one-time link sent")
    link: UUID
    count: int


@dataclass(frozen=True, kw_only=True)
class LinkWithdrawn(Event):
    """It opens nothing any more."""

    verb = "notices.link.withdrawn"
    label = _("One-time link withdrawn")
    link: UUID
