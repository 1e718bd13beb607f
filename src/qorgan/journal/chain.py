"""The append-only chain: what is hashed, how an entry is appended, how a stream is checked.

One chain per subject's stream. A single chain for all would serialise every write of the country.
Hash of entry n = SHA-256(hash of entry n-1 | n as 8 bytes, big-endian | body in UTF-8); the first has 32 zero bytes before it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from qorgan.access.acting import batch_of
from qorgan.access.principal import Principal

GENESIS = bytes(32)
READ_VERB = "journal.page.read"
_APPEND = "SELECT journal_append(%s)"
_APPEND_ALL = "SELECT journal_append(body) FROM (SELECT body FROM unnest(%s::text[]) WITH ORDINALITY b(body, n) ORDER BY n) bodies"


def body_of(*, verb: str, subject: UUID, by: Principal, fields: dict[str, Any], about: tuple[UUID, ...] = ()) -> str:
    """The canonical JSON that is hashed and kept: keys sorted, no spaces, time in UTC with microseconds."""
    return json.dumps(
        {
            "at": timezone.now().isoformat(timespec="microseconds"),
            "verb": verb,
            "subject": str(subject),
            "about": [str(other) for other in about],
            "actor": str(by.actor_id) if by.actor_id else None,
            "kind": by.kind.value,
            "role": by.role,
            "fields": fields,
        },
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )


def digest(previous: bytes, seq: int, body: str) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + body.encode()).digest()


def append(
    *, verb: str, subject: UUID, by: Principal, fields: dict[str, Any], about: tuple[UUID, ...] = (), using: str = DEFAULT_DB_ALIAS
) -> None:
    """Appends one entry. The database function gives the place in the stream and the hash, under the stream's lock.

    In a batch the entries are appended together before its transaction ends, in the order in which they were written.
    """
    body = body_of(verb=verb, subject=subject, by=by, fields=fields, about=about)
    running = batch_of(using)
    if running is not None:
        running.later(_APPEND_ALL, body)
        return
    with connections[using].cursor() as cursor:
        cursor.execute(_APPEND, [body])


def append_reading(by: Principal, *, page: str, subjects: list[UUID], unnamed: list[str]) -> None:
    """Writes who read which records, on the journal's own connection: it stays even if nothing else does.

    The stream is the reader's own; the entry is found under every subject read. Raises a database error when it cannot be
    written, and then nothing may be shown.
    """
    stream = by.actor_id or by.bearer_of
    if stream is None:
        raise ValueError("a reading has a reader")
    append(verb=READ_VERB, subject=stream, by=by, fields={"page": page, "unnamed": unnamed}, about=tuple(subjects), using="journal")
