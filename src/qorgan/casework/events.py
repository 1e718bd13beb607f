"""What happens in casework. The subject is the case, so that its stream tells its whole story; codes and ids, never words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    verb: ClassVar = "casework.case.opened"
    label: ClassVar = _("Case opened")
    organisation: UUID
    child: UUID
    risk: str


@dataclass(frozen=True, kw_only=True)
class CaseChanged(Event):
    verb: ClassVar = "casework.case.changed"
    label: ClassVar = _("Case changed")
    version: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RiskJudged(Event):
    verb: ClassVar = "casework.case.risk_judged"
    label: ClassVar = _("Risk judged")
    organisation: UUID
    risk: str
    before: str


@dataclass(frozen=True, kw_only=True)
class StageReached(Event):
    verb: ClassVar = "casework.case.stage_reached"
    label: ClassVar = _("Stage reached")
    organisation: UUID
    stage: str
    before: str


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(Event):
    verb: ClassVar = "casework.case.assigned"
    label: ClassVar = _("Case given to a worker")
    organisation: UUID
    account: UUID
    before: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CaseShared(Event):
    verb: ClassVar = "casework.case.shared"
    label: ClassVar = _("Colleague asked to help with the case")
    account: UUID


@dataclass(frozen=True, kw_only=True)
class CaseUnshared(Event):
    verb: ClassVar = "casework.case.unshared"
    label: ClassVar = _("Colleague no longer helps with the case")
    account: UUID


@dataclass(frozen=True, kw_only=True)
class TransferAsked(Event):
    verb: ClassVar = "casework.transfer.asked"
    label: ClassVar = _("Another organisation asked to take the case over")
    transfer: UUID
    origin: UUID
    target: UUID


@dataclass(frozen=True, kw_only=True)
class TransferAccepted(Event):
    verb: ClassVar = "casework.transfer.accepted"
    label: ClassVar = _("Case taken over")
    transfer: UUID
    origin: UUID
    target: UUID


@dataclass(frozen=True, kw_only=True)
class TransferEnded(Event):
    verb: ClassVar = "casework.transfer.ended"
    label: ClassVar = _("Take-over declined or taken back")
    transfer: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(Event):
    verb: ClassVar = "casework.approval.asked"
    label: ClassVar = _("Approval asked for")
    approval: UUID
    organisation: UUID
    what: str


@dataclass(frozen=True, kw_only=True)
class ApprovalDecided(Event):
    verb: ClassVar = "casework.approval.decided"
    label: ClassVar = _("Approval decided")
    approval: UUID
    what: str
    state: str
    asked_by: UUID


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    verb: ClassVar = "casework.case.closed"
    label: ClassVar = _("Case closed")
    organisation: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Event):
    verb: ClassVar = "casework.case.reopened"
    label: ClassVar = _("Case reopened")
    organisation: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SheetBegun(Event):
    verb: ClassVar = "casework.sheet.begun"
    label: ClassVar = _("Form begun")
    sheet: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class SheetSaved(Event):
    verb: ClassVar = "casework.sheet.saved"
    label: ClassVar = _("Form saved")
    sheet: UUID
    kind: str
    version: int


@dataclass(frozen=True, kw_only=True)
class SheetFinalised(Event):
    verb: ClassVar = "casework.sheet.finalised"
    label: ClassVar = _("Form finalised")
    organisation: UUID
    sheet: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class TaskMade(Event):
    verb: ClassVar = "casework.task.made"
    label: ClassVar = _("Task made")
    task: UUID
    kind: str
    assignee: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TaskGiven(Event):
    verb: ClassVar = "casework.task.given"
    label: ClassVar = _("Task given to somebody else")
    task: UUID
    account: UUID


@dataclass(frozen=True, kw_only=True)
class TaskEnded(Event):
    verb: ClassVar = "casework.task.ended"
    label: ClassVar = _("Task ended")
    task: UUID
    kind: str
    state: str
    was_late: bool


@dataclass(frozen=True, kw_only=True)
class TaskResumed(Event):
    verb: ClassVar = "casework.task.resumed"
    label: ClassVar = _("Task taken up again")
    task: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event):
    verb: ClassVar = "casework.note.written"
    label: ClassVar = _("Note written")
    note: UUID
    corrects: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentAdded(Event):
    verb: ClassVar = "casework.document.added"
    label: ClassVar = _("Document added")
    document: UUID
    kind: str
    scan: str


@dataclass(frozen=True, kw_only=True)
class DocumentOpened(Event):
    verb: ClassVar = "casework.document.opened"
    label: ClassVar = _("Document opened")
    document: UUID


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(Event):
    verb: ClassVar = "casework.document.removed"
    label: ClassVar = _("Document removed")
    document: UUID


@dataclass(frozen=True, kw_only=True)
class ServicePlanned(Event):
    verb: ClassVar = "casework.service.planned"
    label: ClassVar = _("Service planned")
    service: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class ServiceMoved(Event):
    verb: ClassVar = "casework.service.moved"
    label: ClassVar = _("State of a service changed")
    service: UUID
    state: str
