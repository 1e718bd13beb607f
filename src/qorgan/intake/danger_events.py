"""What happens to a danger. Every entry stands in the danger's own stream and is found under its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DangerAssessed(Event):
    """The questions were answered. `found` is what the answers say, `level` what was chosen, `before` the level until then."""

    verb: ClassVar = "intake.danger.assessed"
    label: ClassVar = _("Danger assessed")
    organisation: UUID
    assessment: UUID
    level: int
    found: int
    before: int
    kind: str
    offence: str


@dataclass(frozen=True, kw_only=True)
class DangerClosed(Event):
    verb: ClassVar = "intake.danger.closed"
    label: ClassVar = _("Danger finished")
    organisation: UUID
    level: int
    was_taken: bool


@dataclass(frozen=True, kw_only=True)
class EmergencyCalled(Event):
    verb: ClassVar = "intake.call.made"
    label: ClassVar = _("Emergency number called")
    number: str


@dataclass(frozen=True, kw_only=True)
class BodyNotified(Event):
    """A body was told. `is_automatic`: silence passed it on, and nobody pressed a button."""

    verb: ClassVar = "intake.notification.sent"
    label: ClassVar = _("Body notified")
    notification: UUID
    to: UUID
    body: str
    level: int
    is_automatic: bool
    factor: str


@dataclass(frozen=True, kw_only=True)
class BodyReminded(Event):
    verb: ClassVar = "intake.notification.reminded"
    label: ClassVar = _("Body reminded, with a new link")
    notification: UUID
    to: UUID
    factor: str


@dataclass(frozen=True, kw_only=True)
class NotificationAcknowledged(Event):
    verb: ClassVar = "intake.notification.acknowledged"
    label: ClassVar = _("A body has taken it")
    notification: UUID
    to: UUID
    way: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class NotificationDeclined(Event):
    verb: ClassVar = "intake.notification.declined"
    label: ClassVar = _("A body says that it is not theirs")
    notification: UUID
    to: UUID
    way: str


@dataclass(frozen=True, kw_only=True)
class NotificationWithdrawn(Event):
    verb: ClassVar = "intake.notification.withdrawn"
    label: ClassVar = _("Notification withdrawn")
    notification: UUID
    to: UUID


@dataclass(frozen=True, kw_only=True)
class OffenceReported(Event):
    verb: ClassVar = "intake.duty.reported"
    label: ClassVar = _("Offence reported")
    report: UUID
    offence: str
    way: str
    to: UUID


@dataclass(frozen=True, kw_only=True)
class OffenceNotReported(Event):
    verb: ClassVar = "intake.duty.not_reported"
    label: ClassVar = _("Offence consciously not reported")
    report: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class OmissionCountersigned(Event):
    """A second person decided about a report that was not made."""

    verb: ClassVar = "intake.duty.countersigned"
    label: ClassVar = _("Decided about a report that was not made")
    report: UUID
    is_agreed: bool
