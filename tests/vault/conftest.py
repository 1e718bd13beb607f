"""Fixtures of the vault's tests: a home of their own where keys come and go, and subjects with keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from qorgan.vault import keyring as rings
from qorgan.vault import models
from qorgan.vault.events import KEYRING
from qorgan.vault.keys import new_key, opened
from tests.vault import models as notes  # noqa: F401  (declares the tables before the test database is made)


@pytest.fixture
def home(tmp_path: Path, settings) -> Iterator[Path]:
    """A fresh QORGAN_HOME. The database keeps its masters, so their keys are copied into it."""
    source = rings.folder()
    settings.QORGAN_HOME = tmp_path
    for path in source.glob("*.key") if source.exists() else ():
        rings.write(rings.folder(), rings.read_file(path))
    yield tmp_path
    rings._held.clear()


@pytest.fixture
def subject(db) -> UUID:
    """A subject with a data key."""
    made = uuid4()
    new_key(subject=made, scope="toy.note")
    return made


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The web role with real commits, for what other connections must see. What it left is taken out again by hand:

    emptying whole tables, as Django's transactional tests do, is what several of them refuse by trigger.
    """
    with django_db_blocker.unblock():
        masters = list(models.Master.objects.values())
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE qorgan_web")
        try:
            yield
        finally:
            connection.rollback()
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
                _take_out(cursor)
            models.Master.objects.bulk_create([models.Master(**values) for values in masters])
            connection.close()


def _take_out(cursor: Any) -> None:
    for table in ("toy_note", "vault_lookup", "vault_datakey", "vault_master"):
        cursor.execute(f"DELETE FROM {table}")
    cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
    for table in ("journal_entry", "journal_head"):
        cursor.execute(f"DELETE FROM {table} WHERE stream = %s", [KEYRING])
    cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


@pytest.fixture
def page(db) -> Iterator[None]:
    """The time of one request, in which keys stay open."""
    with opened():
        yield
