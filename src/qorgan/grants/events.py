"""What is remembered and told of grants. Words stand in the records, never in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ThemeDrafted(Event):
    """A theme was begun. It stands under what it comes from too, where that is a record of another room."""

    verb = "grants.theme.drafted"
    label = _("Theme drafted")

    organisation: UUID
    origin: str


@dataclass(frozen=True, kw_only=True)
class ThemeChanged(Event):
    """The words, the articles or the papers of a version changed; `fields` names them."""

    verb = "grants.theme.changed"
    label = _("Theme changed")

    version: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ThemeSubmitted(Event):
    """A version went to the bodies; `digest` is the start of the SHA-256 of what they decide on."""

    verb = "grants.theme.submitted"
    label = _("Theme submitted")

    version: int
    digest: str
    bodies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApprovalsFell(Event):
    """A theme was changed after bodies had approved it: no call opens until they approve again."""

    verb = "grants.theme.approvals_fell"
    label = _("Approvals fell with a change")

    version: int
    bodies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ThemeApproved(Event):
    """The last body that was needed approved: calls may be opened."""

    verb = "grants.theme.approved"
    label = _("Theme approved by every body")

    version: int


@dataclass(frozen=True, kw_only=True)
class ThemeWithdrawn(Event):
    """A theme was taken back."""

    verb = "grants.theme.withdrawn"
    label = _("Theme withdrawn")


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(Event):
    """A body was asked, or asked again: with a link and its second factor, or to sign in."""

    verb = "grants.approval.asked"
    label = _("Body asked for approval")

    approval: UUID
    body: str
    to: UUID
    factor: str


@dataclass(frozen=True, kw_only=True)
class ApprovalDecided(Event):
    """A body decided on a version."""

    verb = "grants.approval.decided"
    label = _("Body decided")

    approval: UUID
    body: str
    version: int
    outcome: str
    way: str


@dataclass(frozen=True, kw_only=True)
class ThemeCommented(Event):
    """A body or the drafting side wrote to the other."""

    verb = "grants.approval.commented"
    label = _("Comment on a theme")

    approval: UUID
    body: str


@dataclass(frozen=True, kw_only=True)
class ThemeDocumentAdded(Event):
    """A paper was added to a theme, or to a body's decision."""

    verb = "grants.document.added"
    label = _("Document added to a theme")

    document: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class ThemeDocumentRemoved(Event):
    """A paper belongs to a theme no longer; earlier versions keep it."""

    verb = "grants.document.removed"
    label = _("Document removed from a theme")

    document: UUID


@dataclass(frozen=True, kw_only=True)
class ThemeDocumentOpened(Event):
    """A paper of a theme was opened."""

    verb = "grants.document.opened"
    label = _("Document of a theme opened")

    document: UUID
