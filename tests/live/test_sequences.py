"""Sequence numbers: taken under the parent's row lock they lose nothing; ids do, and this shows it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.db.transaction import TransactionManagementError

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused
from qorgan.live.sequences import next_seq
from tests.live.trap import run_the_trap
from tests.toy.models import BOX_READ, BOX_WRITE, Box


@pytest.fixture
def box(cast, owner) -> Box:
    with owner():
        return Box.objects.create(organisation=cast.here)


@pytest.mark.django_db
def test_numbers_follow_each_other_without_a_gap(cast, box) -> None:
    with acting(cast.person(BOX_READ, BOX_WRITE)):
        assert [next_seq(box, "count") for _ in range(3)] == [1, 2, 3]
        assert box.count == 3


@pytest.mark.django_db
def test_a_row_that_the_database_hides_gives_no_number(cast, box) -> None:
    with acting(cast.person(BOX_READ, BOX_WRITE, at=cast.elsewhere)), pytest.raises(Refused):
        next_seq(box, "count")


@pytest.mark.django_db
def test_a_row_that_is_not_there_gives_no_number(cast) -> None:
    with acting(cast.person(BOX_READ, BOX_WRITE)), pytest.raises(Refused):
        next_seq(Box(organisation=cast.here), "count")


def test_outside_a_transaction_there_is_no_number(alias: str) -> None:
    with pytest.raises(TransactionManagementError):
        next_seq(Box(id=uuid4()), "count", using=alias)


@pytest.fixture
def thread(alias: str) -> UUID:
    """A row to number, committed, in a database of its own."""
    row = uuid4()
    with connections[alias].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS toy_box (id uuid PRIMARY KEY, count integer NOT NULL)")
        cursor.execute("INSERT INTO toy_box VALUES (%s, 0)", [row])
    return row


def by_row_lock(thread: UUID, using: str) -> int:
    """The product's way."""
    return next_seq(Box(id=thread), "count", using=using)


def by_id(thread: UUID, using: str) -> int:
    """The planted fault: the number comes from a PostgreSQL sequence, as an `id > last` reader would use it."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT nextval('trap_id')")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(("number", "expected"), [(by_row_lock, ["first", "second"]), (by_id, ["second"])])
def test_commits_in_the_wrong_order_lose_a_message_by_id_and_none_by_row_lock(
    number: Callable[[UUID, str], int], expected: list[str], thread: UUID, alias: str
) -> None:
    assert run_the_trap(number, thread, alias) == expected


def test_twenty_writers_at_once_get_twenty_numbers(thread: UUID, alias: str) -> None:
    taken: list[int] = []

    def write() -> None:
        try:
            with transaction.atomic(using=alias):
                taken.append(by_row_lock(thread, alias))
        finally:
            connections[alias].close()

    writers = [threading.Thread(target=write) for _ in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert taken == list(range(1, 21))
