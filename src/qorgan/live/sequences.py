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


def _names(row: models.Model, field: str) -> tuple[str, str, str]:
    """Table, counting column and primary key as the database calls them."""
    counter = row._meta.get_field(field)
    if not isinstance(counter, models.Field):
        raise TypeError(f"{row._meta.label}.{field} is no column")
    return row._meta.db_table, str(counter.column), str(row._meta.pk.column)


def next_seq(row: models.Model, field: str = "last_seq", *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Adds one to `row.<field>` in the database, holds the row's lock to the end of the transaction, gives the number.

    `row` is the parent whose children are numbered (a thread, a queue). Raises Refused when the row is not there for
    this actor, TransactionManagementError outside a transaction (the lock would be gone before the number is used).
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise TransactionManagementError("a sequence number is taken inside the transaction that uses it")
    meta = row._meta
    table, column, key = (connection.ops.quote_name(name) for name in _names(row, field))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = {column} + 1 WHERE {key} = %s RETURNING {column}",  # noqa: S608 - our own names
            [meta.pk.get_db_prep_value(row.pk, connection)],
        )
        found: tuple[Any, ...] | None = cursor.fetchone()
    if found is None:
        raise Refused(f"no {meta.label} to number")
    setattr(row, field, found[0])
    return int(found[0])
