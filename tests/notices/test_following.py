"""Time limits reach people: who is told of a step, once, and what happens where nobody stands behind it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.clocks.actions import Owner, start_clock
from qorgan.clocks.jobs import turn
from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.clocks.reading import now
from qorgan.journal.models import Entry
from qorgan.notices import addressees
from qorgan.notices.addressees import Holder
from qorgan.notices.following import may_follow_bell
from qorgan.notices.queries import Line, own_notices
from qorgan.oversight.choices import State
from qorgan.oversight.outgoing import outbox as outbox_part
from qorgan.oversight.outgoing import time_limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def missed(aigerim, cast, owner):
    """A danger clock of Aigerim's that nobody answered for two hours."""
    with owner():
        load_calendars(settings.PACK)
        load_policies(settings.PACK)
    turn()
    return start_clock(
        by=Principal.system("clocks.keeper"),
        subject=uuid4(),
        kind="toy.answer",
        policy="danger.acknowledge.4",
        owner=Owner(organisation=cast.here, account=aigerim.account),
        started_at=now() - timedelta(minutes=27),
    )


def read_by(by: Principal) -> list[Line]:
    with acting(by):
        return own_notices(by)


def test_the_owner_is_reminded_and_the_supervisor_told_each_once(missed, aigerim, cast, book, monkeypatch) -> None:
    saule = cast.person("notices.notice.own")
    supervisors = [Holder("account", saule.account)]
    asked = []

    def of_subject(addressee):
        asked.append(addressee.id)
        return supervisors

    monkeypatch.setattr(addressees, "_resolvers", {"named:supervisor": (of_subject,), "named:next_body": (lambda _one: [],)})
    assert turn() == 4
    assert turn() == 0
    assert [line.title for line in read_by(aigerim)] == [
        f"Time limit {missed} has passed",
        f"Time limit {missed} ends soon",
    ]
    (line,) = read_by(saule)
    assert line.title == f"No answer: time limit {missed}"
    assert line.path == f"/clocks/to/{missed.ref}"
    assert set(asked) == {missed.subject}


def test_an_escalation_that_finds_nobody_is_written_down_and_red_on_the_page_of_health(missed, monkeypatch, aigerim) -> None:
    monkeypatch.setattr(addressees, "_resolvers", {})
    turn()
    assert Entry.objects.filter(stream=missed.subject, verb="notices.notice.nobody").count() == 2
    assert [part.state for part in outbox_part()][-1] == State.NOW


def test_a_step_that_is_told_a_second_time_tells_nobody_twice(missed, aigerim, monkeypatch, owner) -> None:
    monkeypatch.setattr(addressees, "_resolvers", {})
    turn()
    with owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE clocks_step SET fired_at = NULL")
    assert turn() == 4
    assert len(read_by(aigerim)) == 2


def test_health_is_well_where_everything_left(as_web, owner) -> None:
    with owner():
        load_calendars(settings.PACK)
    assert [part.state for part in outbox_part()] == [State.WELL]
    assert time_limits().state == State.WELL


def test_a_late_step_is_red_on_the_page_of_health(missed) -> None:
    assert time_limits().state == State.NOW


def test_one_follows_ones_own_bell(aigerim) -> None:
    assert may_follow_bell(aigerim, str(aigerim.account))
    assert not may_follow_bell(aigerim, str(uuid4()))
    assert not may_follow_bell(aigerim, "nothing")
    assert not may_follow_bell(Principal.nobody(), str(uuid4()))
