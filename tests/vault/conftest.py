"""Fixtures of the vault's tests: a home of their own where keys come and go, and subjects with keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from qorgan.vault import keyring as rings
from qorgan.vault.keys import new_key, opened
from tests.vault import models  # noqa: F401  (declares the tables before the test database is made)


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
def page(db) -> Iterator[None]:
    """The time of one request, in which keys stay open."""
    with opened():
        yield
