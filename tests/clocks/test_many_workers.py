"""Eight workers sweep at the same instant: every step fires once, and in the order of its clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from qorgan.access.principal import Principal
from qorgan.clocks.actions import Owner, start_clock
from qorgan.clocks.jobs import turn
from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.clocks.models import Clock, Step
from qorgan.clocks.reading import now
from qorgan.journal.models import Entry

WORKERS, CLOCKS = 8, 12
MADE = (
    "clocks_step",
    "clocks_clock",
    "clocks_policystep",
    "clocks_policy",
    "clocks_day",
    "clocks_calendaryear",
    "clocks_calendar",
    "clocks_tide",
)


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[list[Clock]]:
    """Clocks whose every step is due, committed, so that other connections see them; taken out by hand afterwards."""
    with django_db_blocker.unblock():
        load_calendars(settings.PACK)
        load_policies(settings.PACK)
        keeper = Principal.system("clocks.keeper")
        given = {"by": keeper, "kind": "toy.answer", "policy": "danger.acknowledge.4", "owner": Owner(organisation=uuid4())}
        turn()
        yield [start_clock(subject=uuid4(), started_at=now() - timedelta(hours=2), **given) for _ in range(CLOCKS)]
        with connection.cursor() as cursor:
            for table in MADE:
                cursor.execute(f"DELETE FROM {table}")
        connection.close()


def test_every_step_fires_once_and_in_order_whoever_sweeps(committed) -> None:
    line_up = Barrier(WORKERS)

    def sweep(_worker: int) -> int:
        line_up.wait(60)
        try:
            return sum(turn() for _turn in range(3))
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        fired = list(pool.map(sweep, range(WORKERS)))
    steps = list(Step.objects.everything(because="the test looks at the steps").order_by("clock", "order"))
    assert len(steps) == sum(fired) == CLOCKS * 5
    assert all(step.fired_at for step in steps)
    for clock in committed:
        told = Entry.objects.filter(stream=clock.subject, verb__startswith="clocks.").order_by("seq")
        verbs = [entry.verb.rsplit(".", 1)[1] for entry in told]
        assert verbs == ["started", "reminded", "missed", "escalated", "escalated", "escalated"]
    assert Counter(Entry.objects.filter(verb="clocks.clock.missed").values_list("stream", flat=True)).most_common(1)[0][1] == 1
