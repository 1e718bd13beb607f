"""The database server of a test run: embedded, not durable, shared by all workers, gone at the end."""

from __future__ import annotations

import atexit
import os
import shutil
from pathlib import Path

import psycopg

from qorgan.site.launcher import Server

STARTED = "QORGAN_TEST_SERVER"
DURABLE = "QORGAN_TEST_DURABLE"
"""Set by benchmarks: commits reach the disk, as they do in the product."""


def ensure_server(home: Path) -> None:
    """Starts the server once per run; with `DATABASE_URL` your own is used, and its owner role must be able to make databases."""
    if os.environ.get("DATABASE_URL") or os.environ.get(STARTED):
        return
    server = Server(home, durable=bool(os.environ.get(DURABLE)))
    server.start()
    with psycopg.connect(server.url("superuser", "postgres"), autocommit=True) as connection:
        connection.execute("ALTER ROLE qorgan_owner CREATEDB")
    os.environ[STARTED] = str(os.getpid())
    atexit.register(_stop, server, home)


def _stop(server: Server, home: Path) -> None:
    if os.environ.get(STARTED) == str(os.getpid()):
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
