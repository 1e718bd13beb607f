"""Fifty counsellors on fifty connections take one conversation at the same instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import QuerySet

from qorgan.access.acting import reading
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.helpline import rules
from qorgan.helpline.actions import desk
from qorgan.helpline.models import Thread
from qorgan.journal.models import Entry
from tests.cast import Cast
from tests.conftest import WEB_ROLE
from tests.helpline.conftest import COUNSELLOR

MANY = 50
MADE = (
    ("helpline_message", "true"),
    ("helpline_thread", "true"),
    ("helpline_flagword", "true"),
    ("helpline_promise", "true"),
    ("helpline_helpline", "true"),
    ("organisations_organisation", "true"),
    ("organisations_organisationkind", "key = 'toy_operator'"),
    ("places_place", "code = 'toy'"),
    ("access_standing", "role_id LIKE 'toy_%'"),
    ("access_rolepermission", "role_id LIKE 'toy_%'"),
    ("access_role", "key LIKE 'toy_%'"),
    ("vault_datakey", "true"),
)
"""What these tests commit, and of it what is theirs."""


@pytest.fixture
def cast(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """The people, committed, so that other connections see them. What was left is taken out again by hand: Django's
    emptying of whole tables is what several of them refuse by trigger."""
    with django_db_blocker.unblock():
        try:
            yield Cast()
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
                for table in ("journal_entry", "journal_head"):
                    cursor.execute(f"DELETE FROM {table} WHERE stream IN (SELECT id FROM helpline_thread)")
                cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
                for table, which in MADE:
                    cursor.execute(f"DELETE FROM {table} WHERE {which}")
            connection.close()


@pytest.fixture
def owner():
    """Arranging is done by the owner here, who is connected already."""
    return nullcontext


def all_at_once(people: list, thread: Thread, take: Callable[..., object]) -> Counter[str]:
    """What became of each try, by name of the refusal; each on a connection of its own, as the web role."""
    line_up = Barrier(len(people))

    def one(by) -> str:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {WEB_ROLE}")
            with reading(by):
                seen = Thread.objects.visible_to(by).get(pk=thread.pk)
            line_up.wait(60)
            take(by=by, thread=seen)
        except (Refused, RuleBroken):
            return "refused"
        except Exception as fault:  # noqa: BLE001 - counted, and the test says that there was none
            return type(fault).__name__
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(len(people)) as pool:
        return Counter(pool.map(one, people))


def taken_events(thread: Thread) -> int:
    return Entry.objects.filter(stream=thread.id, verb="helpline.thread.taken").count()


@pytest.fixture
def fifty(cast, line):
    return [cast.person(*COUNSELLOR) for _ in range(MANY)]


def test_of_fifty_who_take_one_conversation_at_once_one_gets_it(fifty, write) -> None:
    thread = write()
    assert all_at_once(fifty, thread, desk.take_thread) == {"taken": 1, "refused": MANY - 1}
    assert taken_events(thread) == 1


def test_of_fifty_who_ask_for_the_next_one_at_once_one_gets_it(fifty, write) -> None:
    thread = write()
    assert all_at_once(fifty, thread, lambda *, by, thread: desk.take_next(by=by)) == {"taken": 1, "refused": MANY - 1}
    assert taken_events(thread) == 1


def test_without_the_lock_more_than_one_would_take_it(fifty, write, monkeypatch) -> None:
    """The planted fault: the row is read without its lock, and what stood there a moment ago is believed."""
    thread = write()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    monkeypatch.setattr(rules, "may_take", lambda _thread: True)
    found = all_at_once(fifty, thread, desk.take_thread)
    assert found["taken"] != 1 or set(found) != {"taken", "refused"}, found


def test_transactions_read_what_is_committed_as_the_lock_supposes(db) -> None:
    """Whoever waited for the row's lock must see it as it stands then, not as it stood when the transaction began."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("read committed",)
