"""What oversight remembers. Seals, jobs, keys and backups have streams of their own; emergency access is the subject's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event

JOURNAL = UUID("6a6f7572-6e61-4c67-8000-000000000001")
JOBS = UUID("6a6f6273-0000-4a67-8000-000000000001")
BACKUPS = UUID("6261636b-7570-4367-8000-000000000001")


@dataclass(frozen=True, kw_only=True)
class EmergencyOpened(Event):
    """Somebody opened a subject that they may not know otherwise; `access` is the row with the sealed reason."""

    verb = "oversight.emergency.opened"
    label = _("Emergency access opened")
    access: UUID
    kind: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class EmergencyEnded(Event):
    """It was ended before its time, by its holder or by a reviewer."""

    verb = "oversight.emergency.ended"
    label = _("Emergency access ended")
    access: UUID
    by_reviewer: bool


@dataclass(frozen=True, kw_only=True)
class EmergencyReviewed(Event):
    """A reviewer looked at it and said what they found."""

    verb = "oversight.emergency.reviewed"
    label = _("Emergency access reviewed")
    access: UUID
    verdict: str


@dataclass(frozen=True, kw_only=True)
class JournalSealed(Event):
    """The heads of a day were signed and exported."""

    verb = "oversight.journal.sealed"
    label = _("Journal sealed")
    day: date
    streams: int
    entries: int


@dataclass(frozen=True, kw_only=True)
class JournalVerified(Event):
    """Every chain and seal was walked; `findings` counts what was tampered with."""

    verb = "oversight.journal.verified"
    label = _("Journal verified")
    streams: int
    entries: int
    seals: int
    findings: int


@dataclass(frozen=True, kw_only=True)
class JobRetried(Event):
    """A failed or stalled job was put back into the queue."""

    verb = "oversight.job.retried"
    label = _("Job repeated")
    job: int
    task: str


@dataclass(frozen=True, kw_only=True)
class JobDiscarded(Event):
    """A job will not be done."""

    verb = "oversight.job.discarded"
    label = _("Job discarded")
    job: int
    task: str


@dataclass(frozen=True, kw_only=True)
class MasterChangeAsked(Event):
    """Somebody asked for a new master key; the worker makes it and re-wraps the data keys."""

    verb = "oversight.keys.change_asked"
    label = _("Change of the master key asked for")
    job: int


@dataclass(frozen=True, kw_only=True)
class BackupMade(Event):
    """A backup was written and verified; `size` in bytes."""

    verb = "oversight.backup.made"
    label = _("Backup made")
    files: int
    size: int
    with_keys: bool


@dataclass(frozen=True, kw_only=True)
class BackupRestored(Event):
    """This database came out of a backup; what was shredded since was shredded again."""

    verb = "oversight.backup.restored"
    label = _("Backup restored")
    made_at: datetime
    shredded_again: int
    doubtful: int
    findings: int
