"""What an operator must know: each part of the system, how it is, and what to do. Rooms above add their own parts."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qorgan.journal.models import Entry, Seal
from qorgan.journal.seals import last_whole_day
from qorgan.oversight.choices import State
from qorgan.oversight.events import BACKUPS, JOURNAL, BackupMade, JournalVerified
from qorgan.oversight.queries import jobs
from qorgan.oversight.queries.emergency import fields_of
from qorgan.texts import dates
from qorgan.vault.condition import condition

LIVE_NAME = "qorgan live"
MEGABYTE = 1_000_000
DISK_LOW, DISK_EMPTY = 5_000 * MEGABYTE, 1_000 * MEGABYTE  # bytes
CONNECTIONS_HIGH = 0.8  # of what the server allows
JOB_LATE, JOB_STUCK = timedelta(minutes=5), timedelta(minutes=30)
BACKUP_LATE, BACKUP_OLD = timedelta(hours=26), timedelta(days=7)
CLOCK_OFF, CLOCK_WRONG = 2.0, 30.0  # seconds
_ORDER = {State.NOW: 0, State.SOON: 1, State.UNKNOWN: 2, State.WELL: 3}


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its state, what was measured, and what to do where something is wrong."""

    name: Promise | str
    state: State
    found: Promise | str
    to_do: Promise | str = ""


Look = Callable[[], Part | Sequence[Part]]
_looks: list[tuple[Promise | str, Look]] = []


def register(name: Promise | str, look: Look) -> None:
    """Adds a part that only a room above can look at; called from `apps.py`."""
    _looks.append((name, look))


def look() -> list[Part]:
    """All parts, the worst first. A part that cannot be looked at is itself a finding."""
    found: list[Part] = []
    for name, one in (*OWN, *_looks):
        try:
            seen = one()
        except OSError:
            seen = Part(name, State.UNKNOWN, _("could not be measured"), _("Look into the server's log."))
        found += [seen] if isinstance(seen, Part) else seen
    return sorted(found, key=lambda part: _ORDER[part.state])


def _megabytes(size: int) -> str:
    """A size in bytes as whole megabytes, thousands apart."""
    return _("%(size)s MB") % {"size": number_format(size // MEGABYTE, force_grouping=True)}


def _one(sql: str, *values: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(cursor.fetchone())


def _database() -> list[Part]:
    size, used, most = _one(
        "SELECT pg_database_size(current_database()), (SELECT count(*) FROM pg_stat_activity WHERE backend_type = "
        "'client backend'), current_setting('max_connections')::int"
    )
    is_high = used > most * CONNECTIONS_HIGH
    return [
        Part(lazy("Size of the database"), State.WELL, _megabytes(size)),
        Part(
            lazy("Connections to the database"),
            State.SOON if is_high else State.WELL,
            _("%(used)s of %(most)s") % {"used": used, "most": most},
            _("Lower QORGAN_POOL_SIZE, or allow more connections on the database server.") if is_high else "",
        ),
    ]


def _disk() -> Part:
    free = shutil.disk_usage(Path(settings.QORGAN_HOME)).free
    state = State.NOW if free < DISK_EMPTY else State.SOON if free < DISK_LOW else State.WELL
    to_do = _("Make room on the disk, or move the data to a larger one.") if state is not State.WELL else ""
    return Part(lazy("Free disk space"), state, _megabytes(free), to_do)


def _jobs() -> list[Part]:
    since, now = jobs.oldest_waiting(), timezone.now()
    waits = now - since if since else timedelta(0)
    state = State.NOW if waits > JOB_STUCK else State.SOON if waits > JOB_LATE else State.WELL
    failed, stalled = jobs.failed().count(), jobs.stalled().count()
    return [
        Part(
            lazy("Oldest waiting job"),
            state,
            _("%(minutes)s min") % {"minutes": int(waits.total_seconds() // 60)} if since else _("nothing waits"),
            _("See that the worker runs: qorgan run starts it.") if state is not State.WELL else "",
        ),
        Part(
            lazy("Failed and stalled jobs"),
            State.SOON if failed or stalled else State.WELL,
            _("failed: %(failed)s, stalled: %(stalled)s") % {"failed": failed, "stalled": stalled},
            _("Open the page of jobs; repeat or discard them.") if failed or stalled else "",
        ),
    ]


def _seal() -> Part:
    seal = Seal.objects.order_by("-day").first()
    late = (last_whole_day() - seal.day).days if seal else None
    first = Entry.objects.order_by("id").values_list("at", flat=True).first() if seal is None else None
    if seal is None and (first is None or timezone.localdate(first) > last_whole_day()):
        return Part(lazy("Seal of the journal"), State.WELL, _("the first is made tomorrow"))
    state = State.WELL if late is not None and late < 1 else State.SOON if late == 1 else State.NOW
    return Part(
        lazy("Seal of the journal"),
        state,
        dates.day(seal.day) if seal else _("never"),
        _("See that the worker runs and can write into QORGAN_HOME.") if state is not State.WELL else "",
    )


def last_verified() -> Entry | None:
    """The entry of the last walk over the journal."""
    return Entry.objects.filter(stream=JOURNAL, verb=JournalVerified.verb).order_by("-seq").first()


def _verified() -> Part:
    entry = last_verified()
    name = lazy("Last verification of the journal")
    if entry is None:
        return Part(name, State.SOON, _("never"), _("Run: qorgan verify"))
    if fields_of(entry)["findings"]:
        return Part(
            name,
            State.NOW,
            _("tampered rows: %(count)s") % {"count": fields_of(entry)["findings"]},
            _("Run qorgan verify, keep the machine as it is, and call your security officer."),
        )
    is_old = timezone.now() - entry.at > timedelta(days=2)
    return Part(
        name,
        State.SOON if is_old else State.WELL,
        dates.moment(entry.at),
        _("See that the worker runs, or run: qorgan verify") if is_old else "",
    )


def last_backup() -> datetime | None:
    """When the last backup was made and verified."""
    made = Entry.objects.filter(stream=BACKUPS, verb=BackupMade.verb).order_by("-seq")
    return made.values_list("at", flat=True).first()


def _backup() -> Part:
    at = last_backup()
    age = timezone.now() - at if at else None
    state = State.NOW if age is None or age > BACKUP_OLD else State.SOON if age > BACKUP_LATE else State.WELL
    return Part(
        lazy("Last backup"),
        state,
        dates.moment(at) if at else _("never"),
        _("Run: qorgan backup FOLDER, and let the machine run it each night.") if state is not State.WELL else "",
    )


def _live() -> Part:
    (count,) = _one("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", LIVE_NAME)
    return Part(
        lazy("Live updates"),
        State.WELL if count else State.NOW,
        _("listening") if count else _("nobody listens"),
        "" if count else _("Open pages do not learn of new messages. Restart qorgan run."),
    )


def _keys() -> list[Part]:
    problems = condition().problems
    if not problems:
        return [Part(lazy("Encryption keys"), State.WELL, _("in order"))]
    return [
        Part(lazy("Encryption keys"), State.SOON, problem, _("Open the page of keys, or run: qorgan keys status"))
        for problem in problems
    ]


def _clocks() -> Part:
    before = time.time()
    (there,) = _one("SELECT extract(epoch FROM clock_timestamp())::float8")
    off = abs(there - (before + time.time()) / 2)
    state = State.NOW if off > CLOCK_WRONG else State.SOON if off > CLOCK_OFF else State.WELL
    return Part(
        lazy("Clocks of server and database"),
        state,
        _("apart by %(seconds)s s") % {"seconds": round(off, 1)},
        _("Set the clocks by a time service on both machines.") if state is not State.WELL else "",
    )


OWN: tuple[tuple[Promise | str, Look], ...] = (
    (lazy("Database"), _database),
    (lazy("Free disk space"), _disk),
    (lazy("Jobs"), _jobs),
    (lazy("Seal of the journal"), _seal),
    (lazy("Last verification of the journal"), _verified),
    (lazy("Last backup"), _backup),
    (lazy("Live updates"), _live),
    (lazy("Encryption keys"), _keys),
    (lazy("Clocks of server and database"), _clocks),
)
