"""Rows that a test commits, so that other connections see them, and how they are taken out again.

Django's emptying of whole tables is refused by what several of them keep for ever, so whatever was not there before is deleted by the
owner of the tables, with their own triggers off and the keys between them checked at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_TABLES = """
SELECT c.relname, a.attname FROM pg_class c
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'django_migrations'
ORDER BY c.relname
"""
"""Every table with its primary key (the first column of one that has several, which is enough for tables that begin empty)."""


@contextmanager
def committed() -> Iterator[None]:
    """Whatever is committed inside is gone afterwards; what was there before stays. Run as the owner, outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = cursor.fetchall()
        before = {table: _keys(cursor, table, key) for table, key in tables}
    try:
        yield
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            grown = [(table, key) for table, key in tables if _keys(cursor, table, key) != before[table]]
            for table, _key in grown:
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            for table, key in grown:
                cursor.execute(f'DELETE FROM "{table}" WHERE NOT ("{key}"::text = ANY(%s))', [sorted(before[table])])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, _key in grown:
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        connection.close()


def _keys(cursor, table: str, key: str) -> frozenset[str]:
    cursor.execute(f'SELECT "{key}"::text FROM "{table}"')
    return frozenset(value for (value,) in cursor.fetchall())
