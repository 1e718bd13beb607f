"""Sealing and verifying: what the program does each night and the command line on demand."""

from __future__ import annotations

from datetime import date

from qorgan.access.principal import Principal
from qorgan.journal import seals, verifying
from qorgan.journal.actions import action, record
from qorgan.journal.models import Seal
from qorgan.oversight import access, signing
from qorgan.oversight.events import JOURNAL, JournalSealed, JournalVerified


def seal_last_day(*, by: Principal) -> Seal:
    """Seals yesterday where it is not sealed yet; every hour asks, one seals. Runs as the worker."""
    day = seals.last_whole_day()
    return Seal.objects.filter(day=day).first() or seal_day(by=by, day=day)


@action(access.JOURNAL_SEAL)
def seal_day(*, by: Principal, day: date) -> Seal:
    """Signs and exports the heads that moved since the last seal, under the name of `day`."""
    made, _is_new = seals.seal(day, signer=signing.signer, where=signing.heads())
    record(JournalSealed(subject=JOURNAL, day=day, streams=made.streams, entries=made.entries), by=by)
    return made


def verify(*, by: Principal) -> verifying.Report:
    """Walks the whole journal and remembers what was found."""
    report = verifying.verify(trusted=signing.trusted(), where=signing.heads())
    note_verified(by=by, report=report)
    return report


@action(access.JOURNAL_SEAL)
def note_verified(*, by: Principal, report: verifying.Report) -> None:
    """Writes the outcome of a walk into the journal's own stream; the page of health reads it there."""
    record(
        JournalVerified(
            subject=JOURNAL, streams=report.streams, entries=report.entries, seals=report.seals, findings=len(report.findings)
        ),
        by=by,
    )
