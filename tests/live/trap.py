"""The ordering trap: two writers whose transactions commit in the other order than they began."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID

from django.db import connections, transaction

TABLE = "CREATE UNLOGGED TABLE trap (seq bigint NOT NULL, body text NOT NULL)"


Number = Callable[[UUID, str], int]


def _write(body: str, number: Number, thread: UUID, using: str, *, begun: threading.Event, go: threading.Event) -> None:
    """Takes a number and writes a row; commits only after `go`."""
    try:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', '5s', true)")
            cursor.execute("INSERT INTO trap (seq, body) VALUES (%s, %s)", [number(thread, using), body])
            begun.set()
            go.wait(5)
    finally:
        connections[using].close()


class _Reader:
    """Reads what is newer than the newest it has, as a stream's page does."""

    def __init__(self, using: str) -> None:
        self.using = using
        self.last = 0
        self.got: list[str] = []

    def read(self) -> None:
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT seq, body FROM trap WHERE seq > %s ORDER BY seq", [self.last])
            for seq, body in cursor.fetchall():
                self.last = seq
                self.got.append(body)


def run_the_trap(number: Number, thread: UUID, using: str) -> list[str]:
    """`first` takes its number, then `second`; `second` may commit at once, `first` later. Gives what was read.

    With a row lock `second` cannot take its number before `first` has committed, so the trap cannot close.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS trap_id")
        cursor.execute(TABLE)
    reader = _Reader(using)
    begun, go, now = threading.Event(), threading.Event(), threading.Event()
    now.set()
    late = {"begun": begun, "go": go}
    prompt = {"begun": threading.Event(), "go": now}
    first = threading.Thread(target=_write, args=("first", number, thread, using), kwargs=late)
    second = threading.Thread(target=_write, args=("second", number, thread, using), kwargs=prompt)
    try:
        first.start()
        assert begun.wait(5)
        second.start()
        second.join(0.5)
        reader.read()
        go.set()
        first.join(10)
        second.join(10)
        reader.read()
        return reader.got
    finally:
        with connections[using].cursor() as cursor:
            cursor.execute("DROP TABLE trap")
            cursor.execute("DROP SEQUENCE trap_id")
