"""Telling open pages that something changed: one line to PostgreSQL, inside the transaction that makes the change.

PostgreSQL delivers it when the transaction commits and drops it when it rolls back. The row is the log, the
notification only wakes whoever reads the row; a lost wake-up is therefore never a lost message.
"""

from __future__ import annotations

from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.transaction import TransactionManagementError

from qorgan.access.acting import batch_of
from qorgan.live.topics import CHANNEL, REVOKED, line

_NOTIFY_ALL = "SELECT pg_notify(told[1], told[2]) FROM (SELECT DISTINCT string_to_array(unnest(%s::text[]), ' ') AS told) each"


def tell(topic: str, seq: int | None = None, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Wakes the pages that follow `topic` (`<source>:<key>`) once the running transaction commits.

    `seq` is the topic's sequence number after the change, taken under a row lock (`sequences.next_seq`), or the one
    that stands where the change made no new row; without it each process asks the source's `last` once. Raises
    ValueError for a topic that could carry content, TransactionManagementError outside a transaction, where the wake-up
    could come before the change.
    """
    _notify(line(topic, seq), using)


def tell_revoked(subject: UUID, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Has the right to follow re-checked at once for every stream of an account, a standing or a code's subject.

    To be called where a right ends: signing out, closing a session, ending a membership, changing a role, destroying
    a return code. Streams whose right still holds (another session of the same account) stay open.
    """
    _notify(f"{REVOKED}:{UUID(str(subject))}", using)


def _notify(payload: str, using: str) -> None:
    connection = connections[using]
    if not connection.in_atomic_block:
        raise TransactionManagementError("tell() belongs inside the transaction of the change that it tells")
    running = batch_of(using)
    if running is not None:
        running.later(_NOTIFY_ALL, f"{CHANNEL} {payload}")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
