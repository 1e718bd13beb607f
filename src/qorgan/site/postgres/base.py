"""What happens while the database is away, and in the first seconds after.

A pool makes each request wait for a connection, and a handful of waiting requests take all threads of a process: the child's
door, which needs no database to show its numbers, would stand still with them. So the first request that waited in vain
raises a flag; while it stands one request asks whether the database is back, and all others are told at once that it is not.
"""

from __future__ import annotations

import threading
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool, PoolTimeout

PROBE_TIMEOUT = 2  # seconds; a server on this machine refuses at once


class DatabaseAway(psycopg.OperationalError):
    """Not asked, because it was away a moment ago and somebody is asking already."""


class Flag:
    """Whether one database of this process is away, and whose turn it is to ask."""

    def __init__(self) -> None:
        self.is_raised = False
        self.turn = threading.Lock()


def check_connection(connection: psycopg.Connection[Any]) -> None:
    """A connection of the pool that broke says that the server was restarted: none of the others is tried after it.

    The pool would try them one after the other, with growing pauses, until the request gives up.
    """
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        pool = connection._pool
        if isinstance(pool, ConnectionPool):
            pool.drain()
        raise


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection as Django makes it; see the module for what is added."""

    _flags: ClassVar[dict[str, Flag]] = {}

    @property
    def pool(self) -> ConnectionPool[Any] | None:
        """Django's pool of this database, with our check of what it gives out."""
        pool: ConnectionPool[Any] | None = super().pool  # type: ignore[misc]
        if pool is not None and pool._check is not None:
            pool._check = check_connection
        return pool

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection of the pool. Raises OperationalError at once while the database is known to be away."""
        if not self.pool:
            return super().get_new_connection(conn_params)
        flag = self._flags.setdefault(self.alias, Flag())
        if flag.is_raised:
            self._ask(flag)
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout:
            flag.is_raised = True
            raise

    def _ask(self, flag: Flag) -> None:
        """One request at a time asks the server itself; it takes the flag down when it is answered."""
        if not flag.turn.acquire(blocking=False):
            raise DatabaseAway("the database is away")
        try:
            parameters = {**self.get_connection_params(), "connect_timeout": PROBE_TIMEOUT}
            psycopg.connect(**{name: value for name, value in parameters.items() if name not in _OF_THE_POOL}).close()
            flag.is_raised = False
        finally:
            flag.turn.release()


_OF_THE_POOL = ("cursor_factory", "context", "prepare_threshold", "pool")
