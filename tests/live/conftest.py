"""A database of its own for `live`: its tests commit and kill, and touch nothing of others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from tests.live import stage
from tests.server import TEMPLATE

ALIAS = "stage"


@pytest.fixture(scope="session")
def stage_database() -> Iterator[dict[str, str]]:
    """psycopg's arguments of a fresh database on the run's server, with the stage's tables; dropped at the end."""
    entry = settings.DATABASES["default"]
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    server = {ours: str(entry[theirs]) for ours, theirs in names.items()}
    name = f"live_{uuid4().hex[:12]}"
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as keeper:
        template = f" TEMPLATE {TEMPLATE}" if os.environ.get("DATABASE_URL") else ""
        keeper.execute(f"CREATE DATABASE {name}{template}")
        arguments = {**server, "dbname": name}
        with psycopg.connect(**arguments, autocommit=True) as connection:
            connection.execute(stage.TABLES)
        yield arguments
        keeper.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def by_hand(stage_database: dict[str, str]) -> Iterator[psycopg.Connection]:
    """A plain connection to it, in autocommit."""
    with psycopg.connect(**stage_database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def alias(stage_database: dict[str, str], django_db_blocker) -> Iterator[str]:
    """Django's own connection to it, under the name that is given back: here transactions really commit."""
    connections.settings[ALIAS] = connections.configure_settings({"default": {}, ALIAS: stage.database(stage_database)})[ALIAS]
    with django_db_blocker.unblock():
        yield ALIAS
        connections[ALIAS].close()
    del connections[ALIAS]
    del connections.settings[ALIAS]
