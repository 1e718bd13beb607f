"""What is remembered of projects: ids, codes, amounts in minor units, never words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectAwarded(Event):
    """A grant was awarded; `units` are minor units of the currency."""

    verb = "grants.project.awarded"
    label = _("Grant awarded")
    application: UUID
    organisation: UUID
    units: int


@dataclass(frozen=True, kw_only=True)
class ContractDrafted(Event):
    """A version of the contract lies ready for both sides."""

    verb = "grants.contract.drafted"
    label = _("Contract drafted")
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Event):
    """One side signed."""

    verb = "grants.contract.signed"
    label = _("Contract signed")
    version: int
    side: str


@dataclass(frozen=True, kw_only=True)
class TranchesPlanned(Event):
    """The grant was cut into tranches."""

    verb = "grants.tranche.planned"
    label = _("Tranches planned")
    count: int


@dataclass(frozen=True, kw_only=True)
class TrancheMoved(Event):
    """A tranche was prepared, approved, or sent back to be prepared again."""

    verb = "grants.tranche.moved"
    label = _("Tranche moved on")
    tranche: UUID
    number: int
    state: str


@dataclass(frozen=True, kw_only=True)
class TranchePaid(Event):
    """A tranche was paid."""

    verb = "grants.tranche.paid"
    label = _("Tranche paid")
    tranche: UUID
    number: int
    units: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ProjectDocumentAdded(Event):
    """A paper was added to a project."""

    verb = "grants.project.document_added"
    label = _("Document added to a project")
    document: UUID


@dataclass(frozen=True, kw_only=True)
class ProjectDocumentOpened(Event):
    """A paper of a project was opened."""

    verb = "grants.project.document_opened"
    label = _("Document of a project opened")
    document: UUID


@dataclass(frozen=True, kw_only=True)
class SpendingRecorded(Event):
    """Money was spent."""

    verb = "grants.spending.recorded"
    label = _("Expenditure recorded")
    spending: UUID
    units: int


@dataclass(frozen=True, kw_only=True)
class SpendingDecided(Event):
    """An expenditure was accepted or refused."""

    verb = "grants.spending.decided"
    label = _("Expenditure decided")
    spending: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class MoveAsked(Event):
    """The grantee asks to move money between lines."""

    verb = "grants.budget.move_asked"
    label = _("Move between lines asked for")
    move: UUID
    units: int


@dataclass(frozen=True, kw_only=True)
class MoveDecided(Event):
    """It was decided about a move between lines."""

    verb = "grants.budget.move_decided"
    label = _("Move between lines decided")
    move: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class DeliverablePromised(Event):
    """A project promises a result."""

    verb = "grants.result.promised"
    label = _("Result promised")
    result: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class DeliverableClaimed(Event):
    """The grantee says with evidence that a result is there."""

    verb = "grants.result.claimed"
    label = _("Result handed in")
    result: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class DeliverableJudged(Event):
    """Another person verified a result, or returned it."""

    verb = "grants.result.judged"
    label = _("Result judged")
    result: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ReportWritten(Event):
    """A report was begun or changed."""

    verb = "grants.report.written"
    label = _("Report written")
    report: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class ReportSent(Event):
    """A report was sent."""

    verb = "grants.report.sent"
    label = _("Report sent")
    report: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class ReportDecided(Event):
    """A report was accepted, which frees the next tranche, or returned."""

    verb = "grants.report.decided"
    label = _("Report decided")
    report: UUID
    number: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ProjectFinished(Event):
    """A project has ended."""

    verb = "grants.project.finished"
    label = _("Project finished")
