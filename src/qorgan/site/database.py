"""Where the database is and as whom we speak to it.

Four roles, one per kind of work: *owner* migrates, *web* serves requests, *worker* runs jobs, *journal* only inserts
and reads journal entries. The embedded server is the default; ``DATABASE_URL`` names your own, where only host, port,
database and connection options of the URL count and the role's name and password come from
``QORGAN_HOME/secrets/database.json``.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from qorgan.site import env
from qorgan.site.launcher import credentials

ROLE_NAMES = ("web", "worker", "owner", "journal")
DATABASE = "qorgan"
TRAINING_SUFFIX = "_training"


def current_role(*, environ: Mapping[str, str] | None = None) -> str:
    """The role that the ``default`` connection of this process takes: ``QORGAN_ROLE``, web when unset."""
    return env.choice("QORGAN_ROLE", ROLE_NAMES, "web", environ=environ)


def own_server(*, environ: Mapping[str, str] | None = None) -> dict[str, Any] | None:
    """The parts of ``DATABASE_URL``, or None when the embedded server is used.

    A URL that cannot be read is a problem; its text is not repeated, because it may hold a password.
    """
    url = env.text("DATABASE_URL", "", environ=environ)
    if not url:
        return None
    if not url.startswith(("postgresql://", "postgres://")):
        raise env.EnvironmentProblem("DATABASE_URL must begin with postgresql://")
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise env.EnvironmentProblem("DATABASE_URL cannot be read as a PostgreSQL URL") from None
    if not parts.get("dbname"):
        raise env.EnvironmentProblem("DATABASE_URL names no database; it looks like postgresql://user@host/qorgan")
    return dict(parts)


def database_name(*, environ: Mapping[str, str] | None = None) -> str:
    """The database of this process: ``qorgan`` or the one of the URL; with ``QORGAN_TRAINING=1`` its training twin."""
    url = own_server(environ=environ)
    name = env.text("QORGAN_DATABASE", str(url["dbname"]) if url else DATABASE, environ=environ)
    return name + TRAINING_SUFFIX if env.flag("QORGAN_TRAINING", environ=environ) else name


def connection_settings(role: str, *, home: Path | None = None, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One entry of Django's ``DATABASES`` for ``role``, one of web, worker, owner, journal.

    Nothing is started and nothing is asked of the server: an installation without a database yet gets an entry that
    cannot connect, so that settings can be read by checks. Pooled with psycopg's pool except for the owner and where
    ``QORGAN_POOL=0``; a pooled connection is opened when first needed and at most ``QORGAN_POOL_SIZE`` (8) are open.
    """
    if role not in ROLE_NAMES:
        raise ValueError(f"no such database role: {role}")
    user = f"qorgan_{role}"
    kept = credentials.load(home or env.home(environ=environ))
    where = own_server(environ=environ)
    options: dict[str, Any] = {
        # Prepared statements and server-side cursors do not survive pgbouncer in transaction mode.
        "prepare_threshold": None,
        "application_name": f"qorgan {role}",
        "connect_timeout": 5,
    }
    if where is None:
        host, port = kept.socket or str((home or env.home(environ=environ)) / "run"), "5432"
    else:
        host, port = str(where.pop("host", "")), str(where.pop("port", ""))
        options |= {key: value for key, value in where.items() if key not in {"user", "password", "dbname"}}
    if role != "owner" and env.flag("QORGAN_POOL", True, environ=environ):
        size = env.whole("QORGAN_POOL_SIZE", 8, lowest=1, highest=200, environ=environ)
        # A pool that cannot connect tries again for `reconnect_timeout` with growing pauses, then at the next request.
        waits = {"timeout": 4, "reconnect_timeout": 3}
        options["pool"] = {"min_size": 0, "max_size": size, "max_idle": 120, **waits}
    return {
        "ENGINE": "qorgan.site.postgres",
        "NAME": database_name(environ=environ),
        "USER": user,
        "PASSWORD": kept.roles.get(user, ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 0,
        # A restarted database must not cost the next person their page.
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }


def use_role(role: str) -> None:
    """Choose the role of this process's ``default`` connection; only before the settings are read."""
    if role not in ROLE_NAMES:
        raise ValueError(f"no such database role: {role}")
    os.environ["QORGAN_ROLE"] = role
