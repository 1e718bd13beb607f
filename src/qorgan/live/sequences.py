"""Sequence numbers that lose nothing.

A reader that asks for `id > last seen` loses rows: two transactions take ids 1 and 2 from a PostgreSQL sequence, the
second commits first, the reader sees 2, and 1 is never read. A number taken from the parent's row under that row's lock
is handed to the next transaction only after this one has ended, so numbers become visible in their own order and
without gaps.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.transaction import TransactionManagementError

from qorgan.access.refusals import Refused


def next_seq(row: models.Model, field: str = "last_seq", *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Adds one to `row.<field>` in the database, holds the row's lock to the end of the transaction, gives the number.

    `row` is the parent whose children are numbered (a thread, a queue). Raises Refused when the row is not there for
    this actor, TransactionManagementError outside a transaction (the lock would be gone before the number is used).
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise TransactionManagementError("a sequence number is taken inside the transaction that uses it")
    meta = row._meta
    quote = connection.ops.quote_name
    column, key = meta.get_field(field), meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} SET {quote(column.column)} = {quote(column.column)} + 1"  # noqa: S608
            f" WHERE {quote(key.column)} = %s RETURNING {quote(column.column)}",
            [key.get_db_prep_value(row.pk, connection)],
        )
        found: tuple[Any, ...] | None = cursor.fetchone()
    if found is None:
        raise Refused(f"no {meta.label} to number")
    setattr(row, field, found[0])
    return int(found[0])
