"""A small room that stands on `live`, served by a real server process in the tests and in `benchmarks/live.py`.

The database's address comes in `STAGE_DATABASE` as JSON for psycopg. Visitors carry the cookie `stage=<session>`; a
session belongs to an account; an account follows the threads it is entered for. The text of a message stays in its row.
`STAGE_FAULT` plants a fault, so that the tests can show that they would notice it:

* `deaf`: the process does not hear that it is to stop;
* `greedy`: the reading threads keep their connections;
* `forgetful`: nothing is read again after the listener was away;
* `trusting`: a revocation is not followed by a question.
"""

from __future__ import annotations

import json
import os
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import django
from django.conf import settings
from django.db import connection

POOL = int(os.environ.get("STAGE_POOL", "0"))
TABLES = """
CREATE TABLE stage_thread (id uuid PRIMARY KEY, last_seq bigint NOT NULL DEFAULT 0);
CREATE TABLE stage_message (id bigserial PRIMARY KEY, thread uuid NOT NULL, seq bigint NOT NULL, body text NOT NULL);
CREATE TABLE stage_session (session text PRIMARY KEY, account uuid NOT NULL);
CREATE TABLE stage_follower (account uuid NOT NULL, thread uuid NOT NULL, PRIMARY KEY (account, thread));
GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC;
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO PUBLIC;
"""


def database(arguments: dict[str, str]) -> dict[str, Any]:
    """Django's entry for psycopg's arguments, pooled as in a real installation when STAGE_POOL says so."""
    options: dict[str, Any] = {"application_name": "qorgan stage"}
    if POOL:
        options["pool"] = {"min_size": 0, "max_size": POOL, "timeout": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": arguments["host"],
        "PORT": arguments["port"],
        "USER": arguments["user"],
        "PASSWORD": arguments["password"],
        "NAME": arguments["dbname"],
        "OPTIONS": options,
    }


def one(query: str, *values: object) -> Any:
    """The first column of the first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row = cursor.fetchone()
    return None if row is None else row[0]


if "STAGE_DATABASE" in os.environ:
    settings.configure(DATABASES={"default": database(json.loads(os.environ["STAGE_DATABASE"]))}, USE_TZ=True, SECRET_KEY="stage")
    django.setup()

    from qorgan.access.principal import Kind, Principal
    from qorgan.live import asgi, gates, hub, readers, sources
    from qorgan.live.asgi import application

    FAULT = os.environ.get("STAGE_FAULT", "")
    if FAULT == "deaf":
        asgi.when_told_to_stop = lambda call: None
    elif FAULT == "greedy":
        readers.connections = SimpleNamespace(close_all=lambda: None)
    elif FAULT == "forgetful":
        hub.Hub.listening = lambda self: None
    elif FAULT == "trusting":
        hub.Hub._revoked = lambda self, identity: None

    def gate(visitor: gates.Visitor) -> Principal | None:
        """Who holds the session of the cookie."""
        account = one("SELECT account FROM stage_session WHERE session = %s", visitor.cookies.get("stage", ""))
        return None if account is None else Principal(kind=Kind.PERSON, account_id=account)

    def may(by: Principal, key: str) -> bool:
        """Whether the account is entered for the thread."""
        return bool(one("SELECT true FROM stage_follower WHERE account = %s AND thread = %s", by.account_id, UUID(key)))

    def last(by: Principal, key: str) -> int:
        """The thread's newest number."""
        return int(one("SELECT last_seq FROM stage_thread WHERE id = %s", UUID(key)))

    gates.register("stage", gate)
    sources.register(sources.Source("stage.thread", may=may, last=last))
    __all__ = ["application"]
