"""What is remembered of referrals: ids, codes, counts. What was shared and said stands sealed in the referral, never here.

Each event is also found under the asking side's subject (`about`), so that one timeline tells the whole story.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfReferral(Event):
    """Every event of a referral names the asking side's subject, if there is one."""

    asked_for: UUID | None


@dataclass(frozen=True, kw_only=True)
class ReferralDrafted(_OfReferral):
    """A referral is being prepared."""

    verb = "referrals.referral.drafted"
    label = _("Referral begun")
    service: UUID


@dataclass(frozen=True, kw_only=True)
class ReferralChanged(_OfReferral):
    """A draft has another service, need, urgency or message."""

    verb = "referrals.referral.changed"
    label = _("Referral changed")
    service: UUID


@dataclass(frozen=True, kw_only=True)
class ReferralDiscarded(_OfReferral):
    """A draft was thrown away; nothing had left."""

    verb = "referrals.referral.discarded"
    label = _("Referral thrown away before it was sent")


@dataclass(frozen=True, kw_only=True)
class ShareChosen(_OfReferral):
    """What is shared was chosen; `fields` are codes `form.field`."""

    verb = "referrals.share.chosen"
    label = _("Chosen what is shared")
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ConsentNoted(_OfReferral):
    """Consent, or the ground without it, was written down."""

    verb = "referrals.consent.noted"
    label = _("Consent for sharing written down")
    basis: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class ReferralSent(_OfReferral):
    """A referral left to the service."""

    verb = "referrals.referral.sent"
    label = _("Referral sent")
    service: UUID
    to_organisation: UUID
    urgency: str
    items: int


@dataclass(frozen=True, kw_only=True)
class ReferralAcknowledged(_OfReferral):
    """The service has received it."""

    verb = "referrals.referral.acknowledged"
    label = _("Referral received")


@dataclass(frozen=True, kw_only=True)
class ReferralAccepted(_OfReferral):
    """The service takes the child."""

    verb = "referrals.referral.accepted"
    label = _("Referral accepted")
    is_place_taken: bool


@dataclass(frozen=True, kw_only=True)
class ReferralDeclined(_OfReferral):
    """The service does not take the child; the copy is gone."""

    verb = "referrals.referral.declined"
    label = _("Referral declined")
    reason: str


@dataclass(frozen=True, kw_only=True)
class ServiceRecorded(_OfReferral):
    """The service did something."""

    verb = "referrals.service.recorded"
    label = _("Service given")
    record: UUID
    service: UUID
    on: date
    kind: str
    minutes: int
    is_attended: bool


@dataclass(frozen=True, kw_only=True)
class ReferralReported(_OfReferral):
    """The service says what came out."""

    verb = "referrals.referral.reported"
    label = _("Service reported the outcome")
    outcome: str
    sessions: int


@dataclass(frozen=True, kw_only=True)
class ReferralClosed(_OfReferral):
    """The sending side has read the outcome and ends the referral."""

    verb = "referrals.referral.closed"
    label = _("Referral finished")


@dataclass(frozen=True, kw_only=True)
class ReferralRevoked(_OfReferral):
    """The sending side took it back; the service knows nothing any more."""

    verb = "referrals.referral.revoked"
    label = _("Referral withdrawn")
    was: str


@dataclass(frozen=True, kw_only=True)
class ReferralExpired(_OfReferral):
    """Nobody answered in time; the copy is gone."""

    verb = "referrals.referral.expired"
    label = _("Referral ended without an answer")


@dataclass(frozen=True, kw_only=True)
class CopyForgotten(_OfReferral):
    """The time for keeping the copy of a finished referral is over."""

    verb = "referrals.copy.forgotten"
    label = _("Copy of what was shared erased")


@dataclass(frozen=True, kw_only=True)
class ReferralTermsLoaded(Event):
    """The country pack gave other lists or limits."""

    verb = "referrals.term.loaded"
    label = _("Lists of referrals loaded")
    terms: int


TERMS = UUID("6f72676e-0000-4000-8000-726566740000")
"""The stream of the pack's lists."""
