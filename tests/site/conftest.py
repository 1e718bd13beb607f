"""A country before anybody works in it: the pack is loaded, and the demo may be written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.directory.loading import load_directory
from qorgan.forms.loading import load_pack_forms
from qorgan.helpline.loading import load_helpline
from qorgan.organisations.loading import load_organisation_kinds
from qorgan.places.loading import load_places
from qorgan.referrals.loading import load_referrals
from qorgan.site.demo import talks
from qorgan.site.demo.writing import Written, write_demo
from qorgan.staff.roles import load_roles


@pytest.fixture
def country(owner, as_web) -> None:
    """A migrated database: the pack is loaded and nobody has used it."""
    with owner():
        _load()


@pytest.fixture
def few(monkeypatch) -> None:
    """Few conversations, so that the test does not take as long as the demo."""
    _less(monkeypatch)


@pytest.fixture(scope="module")
def began() -> datetime:
    """Nothing of the demo happened later."""
    return timezone.now()


@pytest.fixture(scope="module")
def told(began, django_db_setup, django_db_blocker) -> Iterator[Written]:
    """The demo, written once for the tests of a file that read it; its transaction is rolled back after the last of them."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as monkeypatch, transaction.atomic():
        _less(monkeypatch)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        _load()
        yield write_demo()
        transaction.set_rollback(True)


def _load() -> None:
    load_places()
    load_organisation_kinds()
    load_directory()
    load_referrals()
    load_roles(settings.PACK)
    load_pack_forms()
    load_calendars(settings.PACK)
    load_policies(settings.PACK)
    load_helpline(settings.PACK)


def _less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talks, "THREADS", 32)
    monkeypatch.setattr(talks, "CALLS", 12)
