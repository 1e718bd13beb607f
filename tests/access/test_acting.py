"""Many actions in one batch: everything as ever but the round trips, and all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from qorgan.access.acting import acting, batch, once
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal import actions as actions_module
from qorgan.journal.actions import action, record
from qorgan.journal.chain import GENESIS, digest
from qorgan.journal.events import Event
from qorgan.journal.models import Entry
from qorgan.live.events import tell
from tests.toy.models import BOX_READ, BOX_WRITE, Box

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class BoxCounted(Event):
    verb: ClassVar = "toy.box.counted"
    label: ClassVar = "Box counted"
    count: int


@pytest.fixture
def count(monkeypatch):
    monkeypatch.setattr(actions_module, "_actions", list(actions_module._actions))

    @action(BOX_WRITE)
    def count_box(*, by: Principal, box: Box, count: int) -> None:
        box.count = count
        box.save(update_fields=["count"])
        record(BoxCounted(subject=box.id, count=count), by=by)
        tell(f"toy.box:{box.ref}", count)

    return count_box


@pytest.fixture
def aigerim(cast):
    return cast.person(BOX_READ, BOX_WRITE)


@pytest.fixture
def box(cast, owner):
    with owner():
        return Box.objects.create(organisation=cast.here, count=0)


def test_a_batch_writes_the_same_chain_in_the_same_order(count, aigerim, box) -> None:
    with batch():
        for number in range(1, 6):
            count(by=aigerim, box=box, count=number)
        assert not Entry.objects.filter(stream=box.id).exists()
    entries = list(Entry.objects.filter(stream=box.id).order_by("seq"))
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert [f'"count":{number}' in entry.body for number, entry in enumerate(entries, 1)] == [True] * 5
    before = GENESIS
    for entry in entries:
        assert bytes(entry.hash) == digest(before, entry.seq, entry.body)
        before = bytes(entry.hash)


def test_a_batch_sends_each_actor_the_entries_and_the_wake_ups_once(count, aigerim, box) -> None:
    with CaptureQueriesContext(connection) as seen, batch():
        for number in range(5):
            count(by=aigerim, box=box, count=number)
    sent = [query["sql"] for query in seen.captured_queries]
    assert sum("journal_append" in sql for sql in sent) == 1
    assert sum("pg_notify" in sql for sql in sent) == 1
    assert sum("qorgan.standing" in sql for sql in sent) == 1
    assert sum(sql.startswith("SAVEPOINT") for sql in sent) <= 1


def test_an_action_that_fails_takes_the_whole_batch_with_it(count, aigerim, cast, box) -> None:
    stranger = cast.person(BOX_READ, BOX_WRITE, at=cast.elsewhere)

    def swallowed() -> None:
        with batch():
            count(by=aigerim, box=box, count=7)
            with pytest.raises(Refused):
                count(by=stranger, box=box, count=8)
            count(by=aigerim, box=box, count=9)

    box._seen_by = aigerim
    with pytest.raises(TransactionManagementError):
        swallowed()
    with acting(aigerim):
        assert Box.objects.visible_to(aigerim).get(pk=box.pk).count == 0
    assert not Entry.objects.filter(stream=box.id).exists()


def test_the_actor_is_the_right_one_after_an_inner_one(aigerim, cast) -> None:
    bolat = cast.person(BOX_READ)

    def standing() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('qorgan.standing', true)")
            return cursor.fetchone()[0]

    with batch(), acting(aigerim):
        assert standing() == str(aigerim.standing_id)
        with acting(bolat):
            assert standing() == str(bolat.standing_id)
        assert standing() == str(aigerim.standing_id)


def test_what_was_found_once_is_kept_for_the_batch_and_no_longer() -> None:
    asked: list[int] = []

    def find() -> int:
        asked.append(1)
        return len(asked)

    assert (once("x", find), once("x", find)) == (1, 2)
    with batch():
        assert (once("x", find), once("x", find), once("y", find)) == (3, 3, 4)
    assert once("x", find) == 5
