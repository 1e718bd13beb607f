"""Erasing for good: the data key goes, the ledger outside the database remembers, and a legal hold can put it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.journal.actions import record
from qorgan.vault import ledger, lookup
from qorgan.vault.choices import ShredReason
from qorgan.vault.events import DataKeyShredded, ShreddingPutOff
from qorgan.vault.faults import NoKey
from qorgan.vault.files import remove_files
from qorgan.vault.models import DataKey, Master, SealedFile, Shredding
from qorgan.vault.opened import forget

LEDGER = "shredded"
INTENDED, DONE = "intended", "done"
A_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a shredding: done, or put off until a legal hold ends (`held_until` None: until it is lifted)."""

    is_done: bool
    final_on: date | None = None
    held_for: str = ""
    held_until: datetime | None = None


def backups_kept() -> timedelta:
    """How long a backup can be restored; a master key lives this much longer than its last data key."""
    return timedelta(days=settings.BACKUPS_KEPT_DAYS)


def shred(*, by: Principal, subject: UUID, reason: ShredReason) -> Outcome:
    """Destroys the subject's data key, its look-ups and its files, inside the caller's action.

    Under a legal hold nothing is destroyed; the wish is recorded and carried out when the hold ends. Asking again for
    what is shredded already changes nothing. Raises NoKey for a subject that never had a key, OSError where the
    ledger outside the database cannot be written: then nothing is shredded."""
    now = timezone.now()
    key = DataKey.objects.select_for_update().filter(subject=subject).first()
    if key is None:
        raise NoKey("there is no data key for this subject")
    if key.shredded_at is not None:
        return Outcome(is_done=True, final_on=Shredding.objects.values_list("final_on", flat=True).get(subject=subject))
    if key.is_held(now):
        return _put_off(by, key, reason, now)
    final_on = last_day_of(key.master_id, now)
    line = Shredding.objects.create(subject=subject, scope=key.scope, reason=reason, shredded_at=now, final_on=final_on)
    _write(INTENDED, line)
    _destroy(key, now)
    transaction.on_commit(partial(_write_done, line), robust=True)
    record(DataKeyShredded(subject=subject, scope=key.scope, reason=str(reason.value), final_on=final_on), by=by)
    return Outcome(is_done=True, final_on=final_on)


def _put_off(by: Principal, key: DataKey, reason: ShredReason, now: datetime) -> Outcome:
    if key.shred_asked_at is None:
        key.shred_asked_at, key.shred_asked_for = now, reason
        key.save(update_fields=["shred_asked_at", "shred_asked_for"])
    wish = ShreddingPutOff(subject=key.subject, scope=key.scope, reason=str(reason.value), held_for=key.held_for)
    record(wish, by=by)
    return Outcome(is_done=False, held_for=key.held_for, held_until=key.held_until)


def _destroy(key: DataKey, at: datetime) -> None:
    key.wrapped, key.master, key.shredded_at = None, None, at
    key.shred_asked_at, key.shred_asked_for = None, ""
    key.save(update_fields=["wrapped", "master", "shredded_at", "shred_asked_at", "shred_asked_for"])
    forget(key.subject)
    lookup.forget(subject=key.subject)
    remove_files(SealedFile.objects.filter(subject=key.subject))


def last_day_of(master: str | None, now: datetime) -> date:
    """When the last backup that holds the wrapped key is closed for good: its master's end, at the latest.

    A current master is retired within a month; then backups made under it are kept `BACKUPS_KEPT_DAYS`.
    """
    planned = Master.objects.filter(name=master).values_list("destroy_on", "made_at").first()
    if planned and planned[0]:
        return max(planned[0], now.date())
    retired = max(planned[1] + A_MONTH, now) if planned else now + A_MONTH
    return (retired + backups_kept()).date()


def _write(state: str, line: Shredding) -> None:
    ledger.append(
        ledger.path_of(LEDGER),
        {
            "state": state,
            "subject": str(line.subject),
            "scope": line.scope,
            "reason": str(line.reason),
            "at": line.shredded_at.isoformat(),
            "final_on": line.final_on.isoformat(),
        },
    )


def _write_done(line: Shredding) -> None:
    _write(DONE, line)
    Shredding.objects.filter(subject=line.subject).update(is_in_ledger=True)


def write_missing() -> int:
    """Writes into the outside ledger what a crash between commit and file left out. Returns how many lines."""
    lines = list(Shredding.objects.filter(is_in_ledger=False).order_by("shredded_at"))
    for line in lines:
        _write_done(line)
    return len(lines)


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found: applied now, already shredded, intended but never confirmed, and unknown here (later than
    the backup).
    """

    applied: int
    already: int
    doubtful: tuple[UUID, ...]
    unknown: int


def replay(*, home: Path | None = None) -> Replay:
    """After a restore and before it opens: shreds again whatever the ledger outside the database says was shredded.

    An intended line without its confirmation is a crash in the moment of the commit, or a transaction that was rolled
    back: it is reported as doubtful, for a person to decide. Runs outside actions: it repeats what was permitted and
    recorded."""
    done, intended = _read_ledger(home)
    with transaction.atomic():
        keys = {key.subject: key for key in DataKey.objects.select_for_update().filter(subject__in=[*done])}
        open_keys = [key for key in keys.values() if key.shredded_at is None]
        for key in open_keys:
            _again(key, done[key.subject])
    live = DataKey.objects.live().filter(subject__in=intended - done.keys())
    doubtful = tuple(live.values_list("subject", flat=True))
    return Replay(len(open_keys), len(keys) - len(open_keys), doubtful, len(done) - len(keys))


def _read_ledger(home: Path | None) -> tuple[dict[UUID, dict[str, Any]], set[UUID]]:
    done: dict[UUID, dict[str, Any]] = {}
    intended: set[UUID] = set()
    for entry in ledger.read(ledger.path_of(LEDGER, home)):
        if entry["state"] == DONE:
            done[UUID(entry["subject"])] = entry
        else:
            intended.add(UUID(entry["subject"]))
    return done, intended


def _again(key: DataKey, entry: dict[str, Any]) -> None:
    at = datetime.fromisoformat(entry["at"])
    Shredding.objects.get_or_create(
        subject=key.subject,
        defaults={
            "scope": entry["scope"],
            "reason": entry["reason"],
            "shredded_at": at,
            "final_on": date.fromisoformat(entry["final_on"]),
            "is_in_ledger": True,
        },
    )
    key.held_since, key.held_until, key.held_for = None, None, ""
    key.save(update_fields=["held_since", "held_until", "held_for"])
    _destroy(key, at)
