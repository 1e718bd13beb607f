"""The one connection per process that hears what was told.

It goes straight to PostgreSQL: LISTEN does not work through a pooler in transaction mode (pgbouncer delivers nothing).
Lost, it is made again with growing pauses, and whoever listens is told, because what was said meanwhile was not heard.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from qorgan.live.topics import CHANNEL

logger = logging.getLogger("qorgan.live")

PROBE = 10.0  # seconds without a word before the connection is asked whether it lives
PROBE_ANSWER = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
_NOT_FOR_LIBPQ = ("cursor_factory", "context", "prepare_threshold", "pool", "autocommit", "row_factory")
_OURS = ("user", "password", "dbname")


def direct_parameters() -> dict[str, Any]:
    """How to reach PostgreSQL without a pooler: as the pages do, as the same role.

    Where pages go through a pooler, `settings.LIVE_DATABASE_URL` names the server itself; only where it stands and its
    connection options count, never a name or a password.
    """
    parameters: dict[str, Any] = dict(connections[DEFAULT_DB_ALIAS].get_connection_params())
    for name in _NOT_FOR_LIBPQ:
        parameters.pop(name, None)
    url = getattr(settings, "LIVE_DATABASE_URL", "")
    if url:
        parameters |= {name: value for name, value in conninfo_to_dict(url).items() if name not in _OURS}
    # A peer that vanished without a word is noticed by the kernel within about half a minute.
    alive = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "connect_timeout": 5}
    return {**alive, **parameters, "application_name": "qorgan live"}


class Listener:
    """Keeps LISTEN up. `heard(payload)` for each notification; `listening()` after each (re)connection."""

    def __init__(
        self,
        heard: Callable[[str], None],
        listening: Callable[[], None],
        parameters: Callable[[], dict[str, Any]] = direct_parameters,
    ) -> None:
        self._heard = heard
        self._listening = listening
        self._parameters = parameters
        self._task: asyncio.Task[None] | None = None
        self.is_listening = False

    def start(self) -> None:
        """Begins listening on the running loop; a database that is not there yet is waited for."""
        self._task = asyncio.create_task(self._keep(), name="live-listener")

    async def stop(self) -> None:
        """Closes the connection."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as fault:
                if self.is_listening:
                    pause = FIRST_PAUSE
                # The class only: a message of libpq may name the host and the user.
                logger.warning("live: not listening (%s), next try in %.1f s", type(fault).__name__, pause)
            finally:
                self.is_listening = False
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - spreads reconnects, hides nothing
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(**self._parameters(), autocommit=True)
        try:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            self.is_listening = True
            self._listening()
            while True:
                async for told in connection.notifies(timeout=PROBE):
                    self._heard(told.payload)
                async with asyncio.timeout(PROBE_ANSWER):
                    await connection.execute("SELECT 1")
        finally:
            await connection.close()
