"""Rows by the thousand, written by COPY, batch after batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from django.db import connection

BATCH = 5_000


class Copying:
    """Writes what `one` gives for each number; numbers go on where the last batch ended. `tables` names the columns of each table."""

    tables: ClassVar[Mapping[str, str]]
    done = 0

    def one(self, number: int) -> Iterator[tuple[str, tuple]]:
        """The rows of one number, each with its table."""
        raise NotImplementedError

    def write(self, upto: int) -> None:
        """Writes until there are `upto`, then lets PostgreSQL look at its tables as autovacuum would."""
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        while self.done < upto:
            self._batch(min(BATCH, upto - self.done))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _batch(self, size: int) -> None:
        rows: dict[str, list[tuple]] = {table: [] for table in self.tables}
        for number in range(self.done, self.done + size):
            for table, row in self.one(number):
                rows[table].append(row)
        self.done += size
        with connection.cursor() as cursor:
            for table, columns in self.tables.items():
                with cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy:
                    for row in rows[table]:
                        copy.write_row(row)
