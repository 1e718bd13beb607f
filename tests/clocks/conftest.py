"""Time and calendars of the tests: the pack's own limits, and a database whose clock a test sets."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from qorgan.clocks import access, kinds
from qorgan.clocks.actions import Owner, start_clock
from qorgan.clocks.loading import load_calendars, load_policies


@pytest.fixture(autouse=True)
def in_english():
    """The tests read sentences in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def limits(as_web, owner):
    """Calendars and policies of the country pack."""
    with owner():
        load_calendars(settings.PACK)
        load_policies(settings.PACK)


@pytest.fixture
def at(owner):
    """Sets the database's clock: `at(2026, 1, 7, 3, 0)` in UTC, or a moment."""

    def set_clock(*given: int | datetime) -> datetime:
        moment = given[0] if isinstance(given[0], datetime) else datetime(*given, tzinfo=UTC)
        with owner(), connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION clocks_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
                f"$$ SELECT '{moment.isoformat()}'::timestamptz $$"
            )
        return moment

    return set_clock


@pytest.fixture
def kind(monkeypatch):
    """One registered kind of clock."""
    monkeypatch.setattr(kinds, "_kinds", {})
    return kinds.register(kinds.ClockKind("toy.answer", "Answer of the toy")).name


@pytest.fixture
def aigerim(cast):
    """Keeps clocks in the course of her work."""
    return cast.person(access.CLOCK_KEEP, access.CLOCK_READ)


@pytest.fixture
def start(limits, cast, aigerim, kind):
    """Starts a clock of Aigerim's own."""

    def begun(policy: str = "danger.acknowledge.4", **given):
        named = {
            "by": aigerim,
            "subject": uuid4(),
            "kind": kind,
            "owner": Owner(organisation=cast.here, account=aigerim.account_id),
            **given,
        }
        return start_clock(policy=policy, **named)

    return begun
