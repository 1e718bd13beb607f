"""Walks every stream and every seal of the journal and names the first row of each stream that was tampered with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from qorgan.journal import seals
from qorgan.journal.chain import GENESIS, digest
from qorgan.journal.models import Seal

BATCH = 5_000
MOST_FINDINGS = 1_000


class Differs(StrEnum):
    """What is wrong; the words are in `said`."""

    BODY = "body"
    COLUMNS = "columns"
    REWRITTEN = "rewritten"
    MISSING = "missing"
    HASH = "hash"
    PREVIOUS = "previous"
    HEAD = "head"
    SEALED = "sealed"
    SEAL = "seal"


SAID = {
    Differs.BODY: "the body was changed: it no longer gives its hash",
    Differs.COLUMNS: "a column does not say what the body says",
    Differs.REWRITTEN: "the row was rewritten with a new hash: the row after it still holds the old one",
    Differs.MISSING: "the row is missing",
    Differs.HASH: "the hash was changed",
    Differs.PREVIOUS: "the hash of the row before was changed",
    Differs.HEAD: "the head of the stream is not at its last row",
    Differs.SEALED: "the row is not the one that was signed: the chain was rewritten or cut",
    Differs.SEAL: "the seal is not the one that was signed",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of tampering: `stream` and `seq` name the row, or `day` the seal. Never any content."""

    what: Differs
    stream: UUID | None = None
    seq: int = 0
    day: str = ""
    more: str = ""

    def said(self) -> str:
        """One line in English for an operator."""
        where = f"seal {self.day}" if self.stream is None else f"stream {self.stream}, row {self.seq}"
        if self.stream is not None and self.day:
            where += f" (seal {self.day})"
        return f"{where}: {SAID[self.what]}{f' ({self.more})' if self.more else ''}"


@dataclass(slots=True)
class Report:
    """What a walk saw."""

    streams: int = 0
    entries: int = 0
    seals: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def add(self, finding: Finding) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    def as_json(self) -> dict[str, Any]:
        return {
            "whole": self.is_whole,
            "streams": self.streams,
            "entries": self.entries,
            "seals": self.seals,
            "findings": [
                {**asdict(one), "stream": str(one.stream) if one.stream else None, "said": one.said()} for one in self.findings
            ],
        }


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with the head of its stream, both of one snapshot."""

    stream: UUID
    seq: int
    at: datetime
    verb: str
    actor: UUID | None
    role: str
    about: list[UUID]
    body: str
    previous: bytes
    hash: bytes
    head_seq: int | None
    head_hash: bytes | None


_ROWS = """
SELECT e.stream, e.seq, e.at, e.verb, e.actor, e.role, e.about, e.body, e.previous, e.hash, h.seq, h.hash
FROM journal_entry e LEFT JOIN journal_head h USING (stream)
WHERE (e.stream, e.seq) > (%s, %s) ORDER BY e.stream, e.seq LIMIT %s
"""


def _rows() -> Iterator[Row]:
    """Every entry by stream and place. Each batch is one snapshot, so a stream that grows meanwhile is not mistaken."""
    after: tuple[Any, int] = (UUID(int=0), 0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [*after, BATCH])
            found = cursor.fetchall()
        for row in found:
            columns: list[Any] = [bytes(value) if isinstance(value, memoryview) else value for value in row]
            yield Row(*columns)
        if len(found) < BATCH:
            return
        after = (found[-1][0], found[-1][1])


def verify(*, trusted: frozenset[bytes], where: Path) -> Report:
    """The whole journal: all chains, all heads, all seals in the database and in the folder `where`.

    `trusted` are the public keys of this installation's signing keys. Changes nothing. Runs as web or worker.
    """
    report = Report()
    _walk(report)
    _heads_without_rows(report)
    _seals(report, trusted, where)
    return report


def _walk(report: Report) -> None:
    before: Row | None = None
    is_broken = False
    for row in _rows():
        if before is None or before.stream != row.stream:
            if before is not None and not is_broken:
                _end(report, before)
            report.streams, before, is_broken = report.streams + 1, None, False
        report.entries += 1
        if not is_broken:
            finding = _look(row, before)
            if finding is not None:
                is_broken = True
                report.add(finding)
        before = row
    if before is not None and not is_broken:
        _end(report, before)


def _look(row: Row, before: Row | None) -> Finding | None:
    """The first fault that this row shows: its own, or that of the row before it."""
    place = before.seq + 1 if before else 1
    if row.seq != place:
        return Finding(Differs.MISSING, row.stream, place)
    fits = digest(row.previous, row.seq, row.body) == row.hash
    if row.previous != (before.hash if before else GENESIS):
        # This row still gives its own hash with the old one before it: then it is the row before that was rewritten.
        if before and fits:
            return Finding(Differs.REWRITTEN, row.stream, before.seq)
        return Finding(Differs.PREVIOUS, row.stream, row.seq)
    if not fits:
        is_hash = row.head_seq == row.seq and digest(row.previous, row.seq, row.body) == row.head_hash
        return Finding(Differs.HASH if is_hash else Differs.BODY, row.stream, row.seq)
    column = _differing_column(row)
    return Finding(Differs.COLUMNS, row.stream, row.seq, more=column) if column else None


def _differing_column(row: Row) -> str:
    said = json.loads(row.body)
    kept = {
        "subject": str(row.stream),
        "verb": row.verb,
        "actor": str(row.actor) if row.actor else None,
        "role": row.role,
        "about": [str(one) for one in row.about],
    }
    for name, value in kept.items():
        if said.get(name) != value:
            return name
    return "" if datetime.fromisoformat(said["at"]) == row.at else "at"


def _end(report: Report, last: Row) -> None:
    """The last row of a stream against its head."""
    if last.head_seq is None:
        report.add(Finding(Differs.HEAD, last.stream, last.seq, more="there is no head"))
    elif last.head_seq > last.seq:
        report.add(Finding(Differs.MISSING, last.stream, last.seq + 1))
    elif last.head_seq < last.seq or last.head_hash != last.hash:
        report.add(Finding(Differs.HEAD, last.stream, last.seq))


def _heads_without_rows(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stream FROM journal_head h WHERE NOT EXISTS "
            "(SELECT 1 FROM journal_entry e WHERE e.stream = h.stream) ORDER BY stream"
        )
        for (stream,) in cursor.fetchall():
            report.streams += 1
            report.add(Finding(Differs.MISSING, stream, 1))


def _seals(report: Report, trusted: frozenset[bytes], where: Path) -> None:
    rows = {row.day.isoformat(): row for row in Seal.objects.order_by("day")}
    names = {path.stem: path for path in seals.files(where)}
    previous = GENESIS
    for day in sorted({*rows, *names}):
        report.seals += 1
        sealed, fault = _opened(names.get(day))
        row = rows.get(day)
        if sealed is None:
            report.add(Finding(Differs.SEAL, day=day, more=fault))
            previous = bytes(row.root) if row else previous
            continue
        for is_wrong, said in _questions(sealed, day, row, previous, trusted):
            if is_wrong:
                report.add(Finding(Differs.SEAL, day=day, more=said))
                break
        _against_rows(report, sealed)
        previous = sealed.root


def _opened(path: Path | None) -> tuple[seals.Sealed | None, str]:
    if path is None:
        return None, "its file is missing"
    try:
        return seals.read(path), ""
    except (seals.SealBroken, OSError):
        return None, "its file cannot be read"


def _questions(
    sealed: seals.Sealed, day: str, row: Seal | None, previous: bytes, trusted: frozenset[bytes]
) -> Iterator[tuple[bool, str]]:
    """What may be wrong with a seal, the first reason first; asked one after the other until one is true."""
    yield sealed.day.isoformat() != day, "its file was renamed"
    yield (
        sealed.root != seals.root_of(sealed.previous, sealed.heads) or len(sealed.heads) != sealed.streams,
        "its root does not follow from its heads",
    )
    yield not seals.is_signed(sealed), "its signature is wrong"
    yield sealed.public_key not in trusted, "it was signed with a key that is not this installation's"
    yield sealed.previous != previous, "the seal before it was taken out or changed"
    yield row is None, "its row is missing in the database"
    if row is not None:
        yield (bytes(row.root) != sealed.root or bytes(row.signature) != sealed.signature, "its row in the database was changed")


def _against_rows(report: Report, sealed: seals.Sealed) -> None:
    """Every signed head must still be a row of its stream."""
    for start in range(0, len(sealed.heads), BATCH):
        heads = sealed.heads[start : start + BATCH]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.stream, e.seq, e.hash FROM unnest(%s::uuid[], %s::bigint[]) AS s(stream, seq) "
                "JOIN journal_entry e ON e.stream = s.stream AND e.seq = s.seq",
                [[head.stream for head in heads], [head.seq for head in heads]],
            )
            kept = {(stream, seq): bytes(found) for stream, seq, found in cursor.fetchall()}
        for head in heads:
            if kept.get((head.stream, head.seq)) != head.hash:
                report.add(Finding(Differs.SEALED, head.stream, head.seq, day=sealed.day.isoformat()))
