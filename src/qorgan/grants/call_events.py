"""What is remembered of calls, applications and experts: ids, codes, counts, never words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ProgrammeAdded(Event):
    """A programme was entered."""

    verb = "grants.programme.added"
    label = _("Programme of grants added")
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class CallPrepared(Event):
    """A call is being prepared."""

    verb = "grants.call.prepared"
    label = _("Call prepared")
    theme: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class CallOpened(Event):
    """A call was opened; its rules are frozen from here on."""

    verb = "grants.call.opened"
    label = _("Call opened")
    theme: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class CallCancelled(Event):
    """A call was cancelled."""

    verb = "grants.call.cancelled"
    label = _("Call cancelled")


@dataclass(frozen=True, kw_only=True)
class ExpertRegistered(Event):
    """An expert stands in the register."""

    verb = "grants.expert.registered"
    label = _("Expert entered in the register")
    account: UUID


@dataclass(frozen=True, kw_only=True)
class ExpertsDrawn(Event):
    """The panel and the reserves were drawn, and the protocol published."""

    verb = "grants.call.drawn"
    label = _("Experts drawn")
    count: int


@dataclass(frozen=True, kw_only=True)
class CallDecided(Event):
    """The ranking was decided upon."""

    verb = "grants.call.decided"
    label = _("Call decided")
    count: int


@dataclass(frozen=True, kw_only=True)
class ApplicationBegun(Event):
    """An organisation begins an application."""

    verb = "grants.application.begun"
    label = _("Application begun")
    call: UUID
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationChanged(Event):
    """What an application says, costs or promises was changed."""

    verb = "grants.application.changed"
    label = _("Application changed")
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicationFiled(Event):
    """An application was signed and filed in time; `digest` is the start of the SHA-256 of what was signed."""

    verb = "grants.application.filed"
    label = _("Application signed and filed")
    call: UUID
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ApplicationTakenBack(Event):
    """A filed application was taken back to be changed, before the deadline."""

    verb = "grants.application.taken_back"
    label = _("Application taken back for change")


@dataclass(frozen=True, kw_only=True)
class ApplicationChecked(Event):
    """The form was checked."""

    verb = "grants.application.checked"
    label = _("Application checked")
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ExpertAsked(Event):
    """An expert, or a reserve, was asked about an application."""

    verb = "grants.panel.asked"
    label = _("Expert asked")
    panelist: UUID
    account: UUID


@dataclass(frozen=True, kw_only=True)
class ConflictFound(Event):
    """An expert has a conflict of interest, declared or found by data."""

    verb = "grants.panel.conflicted"
    label = _("Conflict of interest")
    panelist: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConflictDenied(Event):
    """An expert declared to have no conflict of interest; the application opens."""

    verb = "grants.panel.freed"
    label = _("No conflict of interest declared")
    panelist: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationScored(Event):
    """An expert gave the marks. Which, stands in the record."""

    verb = "grants.panel.scored"
    label = _("Expert scored")
    panelist: UUID


@dataclass(frozen=True, kw_only=True)
class ScoresCounted(Event):
    """How many scores of an application are in, without a mark."""

    verb = "grants.application.scores_counted"
    label = _("Scores counted")
    count: int


@dataclass(frozen=True, kw_only=True)
class ScoresComplete(Event):
    """The last score is in; the body that runs the call may read them."""

    verb = "grants.application.scored"
    label = _("All scores are in")
    count: int


@dataclass(frozen=True, kw_only=True)
class ApplicationDecided(Event):
    """It was decided about an application."""

    verb = "grants.application.decided"
    label = _("Application decided")
    outcome: str
    place: int
