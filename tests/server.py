"""The database server of a test run, shared by all workers: embedded and not durable, or your own.

`QORGAN_TEST_POSTGRES` names the `bin` folder of a PostgreSQL of this machine: it serves the run on throw-away data, through
`DATABASE_URL` as an operator would set it. With `DATABASE_URL` set, that server itself is used; its user must be a
superuser there, and databases named `test_…` come and go on it.
"""

from __future__ import annotations

import atexit
import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from qorgan.site.launcher import Server, credentials, roles
from tests.own_server import own_server

STARTED = "QORGAN_TEST_SERVER"
OWN = "QORGAN_TEST_POSTGRES"
TEMPLATE = "test_qorgan_template"
"""On your own server test databases are copied from a prepared one: there the owner of a database has no right of its own
to its public schema, because `qorgan_owner` inherits nothing."""
DURABLE = "QORGAN_TEST_DURABLE"
"""Set by benchmarks: commits reach the disk, as they do in the product."""


def ensure_server(home: Path, *, is_ours: bool) -> None:
    """Starts or prepares the server once per run; the workers of the run find it in the environment.

    The home is removed at the end only where this run made it: a folder that somebody named is theirs.
    """
    if os.environ.get(STARTED):
        return
    stack = ExitStack()
    if os.environ.get(OWN):
        os.environ["DATABASE_URL"] = stack.enter_context(own_server(Path(os.environ[OWN])))
    if os.environ.get("DATABASE_URL"):
        _prepare_own(os.environ["DATABASE_URL"], home)
    else:
        server = Server(home, durable=bool(os.environ.get(DURABLE)))
        server.start()
        stack.callback(server.stop)
        _let_make_databases(server.url("superuser", "postgres"))
    os.environ[STARTED] = str(os.getpid())
    atexit.register(_stop, stack, home if is_ours else None)


def _prepare_own(url: str, home: Path) -> None:
    given = conninfo_to_dict(url)
    roles.prepare_own_server(given, credentials.complete(home).roles, [str(given["dbname"])])
    _let_make_databases(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        connection.execute(f"CREATE DATABASE {TEMPLATE} OWNER qorgan_owner TEMPLATE template0 ENCODING 'UTF8'")
    with psycopg.connect(url, dbname=TEMPLATE, autocommit=True) as connection:
        for statement in roles.database_statements(TEMPLATE):
            connection.execute(statement)


def _let_make_databases(url: str) -> None:
    """The test database is made and dropped by the owner of its tables."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER ROLE qorgan_owner CREATEDB")


def _stop(stack: ExitStack, home: Path | None) -> None:
    if os.environ.get(STARTED) == str(os.getpid()):
        stack.close()
        if home is not None:
            shutil.rmtree(home, ignore_errors=True)
