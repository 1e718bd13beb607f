"""Each POST happens once: sent twice, at the same time, after a crash, with another body."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction
from django.test import RequestFactory
from django.utils import timezone

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Kind, Principal
from qorgan.casework.models import Note
from qorgan.journal.models import Entry
from qorgan.staff.models.api_key import KEY_SCOPE
from qorgan.ui.api import repeats
from qorgan.ui.api.problems import Problem
from qorgan.ui.models import ApiAnswer
from qorgan.vault.keys import new_key
from tests.casework.conftest import SUPERVISOR, seen

pytestmark = pytest.mark.django_db
BODY = {"text": "Seen at school"}


@pytest.fixture
def supervising(program):
    return program(*SUPERVISOR)


def notes_of(opened, by) -> int:
    return len(seen(by, Note, case=opened))


def test_a_request_that_is_sent_again_is_answered_alike_and_happens_once(supervising, opened, aigerim) -> None:
    mark = str(uuid4())
    first, second = (supervising.post(f"/cases/{opened.ref}/notes", BODY, Idempotency_Key=mark) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert notes_of(opened, aigerim) == 1


def test_the_same_mark_for_another_request_is_refused(supervising, opened, aigerim) -> None:
    mark, where = str(uuid4()), f"/cases/{opened.ref}/notes"
    supervising.post(where, BODY, Idempotency_Key=mark)
    other = supervising.post(where, {"text": "Another"}, Idempotency_Key=mark)
    assert (other.status_code, other.json()["type"]) == (422, "/api#repeat-differs")
    elsewhere = supervising.post(f"/cases/{opened.ref}/tasks", {"what": "x", "due_at": "2027-01-01T00:00:00Z"}, Idempotency_Key=mark)
    assert elsewhere.status_code == 422
    assert notes_of(opened, aigerim) == 1


def test_a_post_without_a_mark_or_with_a_poor_one_is_refused(supervising, opened, aigerim) -> None:
    for mark in ("", "short", "with space inside", "x" * 101):
        got = supervising.post(f"/cases/{opened.ref}/notes", BODY, Idempotency_Key=mark)
        assert got.status_code == 422, mark
        assert "Idempotency-Key" in got.json()["errors"][0]["pointer"]
    assert notes_of(opened, aigerim) == 0


def test_two_keys_may_use_the_same_mark(program, opened, aigerim) -> None:
    mark = str(uuid4())
    for _ in range(2):
        assert program(*SUPERVISOR).post(f"/cases/{opened.ref}/notes", BODY, Idempotency_Key=mark).status_code == 201
    assert notes_of(opened, aigerim) == 2


def test_a_refused_request_leaves_its_mark_free(supervising, opened, aigerim) -> None:
    mark = str(uuid4())
    where = f"/cases/{opened.ref}/notes"
    assert supervising.post(where, {"text": "   "}, Idempotency_Key=mark).status_code == 422
    assert supervising.post(where, BODY, Idempotency_Key=mark).status_code == 201


def test_a_crash_between_the_change_and_the_answer_leaves_nothing_behind(supervising, opened, aigerim, monkeypatch) -> None:
    """The planted fault: the program dies after the note was written and before the answer is kept."""
    mark, where = str(uuid4()), f"/cases/{opened.ref}/notes"
    supervising.client.raise_request_exception = False
    monkeypatch.setattr(repeats, "keep", lambda *_: 1 / 0)
    crashed = supervising.post(where, BODY, Idempotency_Key=mark)
    assert (crashed.status_code, crashed["Content-Type"]) == (500, "application/problem+json")
    assert notes_of(opened, aigerim) == 0
    monkeypatch.undo()
    assert supervising.post(where, BODY, Idempotency_Key=mark).status_code == 201
    assert notes_of(opened, aigerim) == 1


def test_an_answer_given_again_is_a_reading_too(supervising, opened) -> None:
    mark, where = str(uuid4()), f"/cases/{opened.ref}/notes"
    for expected in (1, 2):
        supervising.post(where, BODY, Idempotency_Key=mark)
        read = Entry.objects.filter(verb="journal.page.read", stream=supervising.made.key.id, about__contains=[opened.id])
        assert read.count() == expected


def test_what_was_answered_lies_sealed_and_is_swept_after_two_days(supervising, opened, owner) -> None:
    supervising.post(f"/cases/{opened.ref}/notes", BODY)
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM ui_apianswer")
        ((kept,),) = cursor.fetchall()
    assert b"Seen" not in bytes(kept)
    with owner():
        assert repeats.sweep() == 0
        ApiAnswer.objects.update(at=timezone.now() - repeats.KEPT - repeats.KEPT)
        assert repeats.sweep() == 1


# Twins: real connections and committed transactions; one connection in one transaction has nobody to wait for.


@pytest.fixture
def caller() -> Iterator[Principal]:
    """A program whose data key lies committed in the database; everything of it is gone afterwards."""
    by = Principal(kind=Kind.MACHINE, account_id=uuid7())
    apart(lambda: new_key(subject=by.account, scope=KEY_SCOPE))
    yield by
    apart(lambda: (forget("ui_apianswer", "caller", by.account), forget("vault_datakey", "subject", by.account)))


def forget(table: str, column: str, value: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [value])


def apart(*acts: Callable[[], Any]) -> list[Any]:
    """Runs each in a thread with a connection of its own, all at once; gives what they gave or raised."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Exception as fault:  # noqa: BLE001  (what was raised is looked at by the test)
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def asked(by: Principal, mark: str, *, lasts: float, done: list[int], crash: bool = False) -> Callable[[], str]:
    """One request that writes `done` and takes `lasts` seconds; gives the body that it was answered with."""

    def run() -> str:
        request = RequestFactory().post("/api/v1/x", b"{}", content_type="application/json", headers={"Idempotency-Key": mark})
        with transaction.atomic():
            claimed = repeats.claim(request, by)
            if claimed.before is not None:
                return claimed.before.body
            time.sleep(lasts)
            if crash:
                raise ZeroDivisionError
            done.append(1)
            repeats.keep(claimed, repeats.Kept(201, str(uuid4())))
        return repeats_of(by)

    return run


def repeats_of(by: Principal) -> str:
    (row,) = ApiAnswer.objects.filter(caller=by.account)
    assert row.answer is not None
    return str(row.answer["body"])


def test_eight_twins_at_the_same_moment_happen_once_and_are_answered_alike(caller) -> None:
    done: list[int] = []
    got = apart(*(asked(caller, "twin-of-eight", lasts=0.2, done=done) for _ in range(8)))
    assert done == [1]
    assert len(set(got)) == 1, got


def test_when_the_first_of_twins_crashes_the_next_is_carried_out(caller) -> None:
    done: list[int] = []
    slow = asked(caller, "twin-that-dies", lasts=0.3, done=done, crash=True)
    got = apart(slow, *(later(0.1, asked(caller, "twin-that-dies", lasts=0, done=done)) for _ in range(3)))
    assert isinstance(got[0], ZeroDivisionError)
    assert done == [1]
    assert len(set(got[1:])) == 1


def test_a_twin_that_would_wait_too_long_is_told_to_come_again(caller, monkeypatch) -> None:
    monkeypatch.setattr(repeats, "LONGEST_WAIT", "150ms")
    done: list[int] = []
    slow = asked(caller, "twin-that-waits", lasts=1, done=done)
    _first, second = apart(slow, later(0.2, asked(caller, "twin-that-waits", lasts=0, done=done)))
    assert isinstance(second, Problem)
    assert (second.status, second.kind, second.headers["Retry-After"]) == (409, "repeat-running", "5")
    assert done == [1]


def later(seconds: float, act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        time.sleep(seconds)
        return act()

    return run
