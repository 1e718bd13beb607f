"""What is remembered and told of conferences. Names of persons stand sealed in the records, never in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ConferenceFounded(Event):
    """A conference was entered."""

    verb = "conferences.conference.founded"
    label = _("Conference entered")

    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class EditionOpened(Event):
    """An edition was entered, with its days."""

    verb = "conferences.edition.opened"
    label = _("Edition of a conference entered")

    number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class EditionCancelled(Event):
    """An edition is not held."""

    verb = "conferences.edition.cancelled"
    label = _("Edition cancelled")


@dataclass(frozen=True, kw_only=True)
class QuotaSet(Event):
    """How many of a category may be accredited; None takes the limit away."""

    verb = "conferences.category.quota_set"
    label = _("Quota of a category set")

    category: UUID
    quota: int | None


@dataclass(frozen=True, kw_only=True)
class SessionPlanned(Event):
    """A session entered the programme."""

    verb = "conferences.session.planned"
    label = _("Session planned")

    session: UUID


@dataclass(frozen=True, kw_only=True)
class SessionRemoved(Event):
    """A session left the programme."""

    verb = "conferences.session.removed"
    label = _("Session removed")

    session: UUID


@dataclass(frozen=True, kw_only=True)
class OrganisationInvited(Event):
    """An organisation may nominate so many delegates of a category."""

    verb = "conferences.invitation.sent"
    label = _("Organisation invited")

    invitation: UUID
    to: UUID
    seats: int
    factor: str


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    """An invitation opens nothing any more."""

    verb = "conferences.invitation.withdrawn"
    label = _("Invitation withdrawn")

    invitation: UUID


@dataclass(frozen=True, kw_only=True)
class DelegateNominated(Event):
    """A person was nominated in a category."""

    verb = "conferences.delegate.nominated"
    label = _("Delegate nominated")

    registration: UUID


@dataclass(frozen=True, kw_only=True)
class NominationWithdrawn(Event):
    """The organisation took a nomination back."""

    verb = "conferences.delegate.nomination_withdrawn"
    label = _("Nomination withdrawn")

    registration: UUID


@dataclass(frozen=True, kw_only=True)
class DelegateAccredited(Event):
    """A person was accredited; `badge` is the number of the person's one badge."""

    verb = "conferences.delegate.accredited"
    label = _("Delegate accredited")

    registration: UUID
    badge: int


@dataclass(frozen=True, kw_only=True)
class DelegateDeclined(Event):
    """A person was not accredited."""

    verb = "conferences.delegate.declined"
    label = _("Delegate not accredited")

    registration: UUID


@dataclass(frozen=True, kw_only=True)
class DelegatesJoined(Event):
    """Two nominations are one person, counted once. By the system where the number is the same."""

    verb = "conferences.delegate.joined"
    label = _("Nominations joined: one person")

    kept: UUID
    joined: UUID


@dataclass(frozen=True, kw_only=True)
class DelegatesToldApart(Event):
    """Two nominations that looked alike are two persons."""

    verb = "conferences.delegate.told_apart"
    label = _("Nominations told apart: two persons")

    kept: UUID
    joined: UUID


@dataclass(frozen=True, kw_only=True)
class DelegateArrived(Event):
    """A person came."""

    verb = "conferences.door.arrived"
    label = _("Delegate checked in")

    badge: int


@dataclass(frozen=True, kw_only=True)
class RecommendationDrafted(Event):
    """A recommendation was drafted."""

    verb = "conferences.recommendation.drafted"
    label = _("Recommendation drafted")

    edition: UUID


@dataclass(frozen=True, kw_only=True)
class RecommendationChanged(Event):
    """The words of a draft changed."""

    verb = "conferences.recommendation.changed"
    label = _("Recommendation changed")


@dataclass(frozen=True, kw_only=True)
class RecommendationAdopted(Event):
    """The conference adopted it, under its number."""

    verb = "conferences.recommendation.adopted"
    label = _("Recommendation adopted")

    number: int
    way: str
    on: date


@dataclass(frozen=True, kw_only=True)
class RecommendationRejected(Event):
    """The conference did not adopt it."""

    verb = "conferences.recommendation.rejected"
    label = _("Recommendation not adopted")

    on: date


@dataclass(frozen=True, kw_only=True)
class RecommendationAddressed(Event):
    """It goes to a body."""

    verb = "conferences.recommendation.addressed"
    label = _("Recommendation addressed to a body")

    to: UUID


@dataclass(frozen=True, kw_only=True)
class RecommendationAnswered(Event):
    """A body answered."""

    verb = "conferences.recommendation.answered"
    label = _("A body answered a recommendation")

    to: UUID
    on: date
