"""Two counsellors, or two tabs, hand one contact over at the same instant; one takes back while the other side begins: on connections
of their own, as the web role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.casework.actions import entering
from qorgan.casework.actions.case import assign_case
from qorgan.casework.choices import State
from qorgan.casework.models import Case
from qorgan.intake.actions import handover as act
from qorgan.intake.actions.handover import AlreadyHandedOver, hand_over, undo_handover
from qorgan.intake.models import Handover
from tests.cast import Cast
from tests.committed import committed
from tests.conftest import WEB_ROLE
from tests.intake.conftest import chosen

TRIES = 3
"""How often the clean race is run; each time both have seen the hand-overs before."""
WAIT = 60.0
"""Seconds until a connection that never comes is given up."""


@pytest.fixture
def cast(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """The people, committed, so that other connections see them."""
    with django_db_blocker.unblock(), committed():
        yield Cast()


@pytest.fixture
def owner():
    """Arranging is done by the owner here, who is connected already."""
    return nullcontext


def at_once(*deeds: Callable[[], object]) -> Counter[str]:
    """What became of each deed, by name of its refusal; each on a connection of its own, as the web role, begun together."""
    line_up = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> str:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {WEB_ROLE}")
            line_up.wait(WAIT)
            deed()
        except AlreadyHandedOver:
            return "there already"
        except (Refused, RuleBroken):
            return "refused"
        finally:
            for held in connections.all(initialized_only=True):
                held.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(one, deeds))


def handing(by, contact, ground, key, seen: int = 0) -> Callable[[], object]:
    return lambda: hand_over(by=by, contact=contact, chosen=chosen(ground), client_key=key, seen=seen)


def cases() -> int:
    """All cases there are, as the owner of the tables sees them."""
    return Case.objects.everything(because="the test counts what was committed").count()


def case_of(made: Handover) -> Case:
    found: Case = Case.objects.everything(because="the test looks at what was committed").get(pk=made.case_id)
    return found


@pytest.fixture
def meet(monkeypatch) -> Callable[[], None]:
    """The planted fault of the hand-over: nobody takes turns, and everybody has looked before anybody writes."""

    def planted() -> None:
        looked, sound = Barrier(2), act._must_be_sound

        def slow(*given) -> None:
            sound(*given)
            looked.wait(WAIT)

        monkeypatch.setattr(act, "_in_turn", lambda _subject: None)
        monkeypatch.setattr(act, "_must_be_sound", slow)

    return planted


def test_two_counsellors_at_once_open_one_case(aigerim, leader, record, ground, saule) -> None:
    for seen in range(TRIES):
        before = cases()
        both = (handing(by, record, ground, uuid4(), seen) for by in (aigerim, leader))
        assert at_once(*both) == {"done": 1, "refused": 1}
        assert cases() == before + 1


def test_two_tabs_with_one_form_make_one_hand_over(aigerim, record, ground, saule) -> None:
    key, before = uuid4(), cases()
    two_tabs = (handing(aigerim, record, ground, key), handing(aigerim, record, ground, key))
    assert at_once(*two_tabs) == {"done": 1, "there already": 1}
    assert cases() == before + 1


def test_two_tabs_with_two_forms_open_one_case(aigerim, record, ground, saule) -> None:
    before = cases()
    two_tabs = (handing(aigerim, record, ground, uuid4()), handing(aigerim, record, ground, uuid4()))
    assert at_once(*two_tabs) == {"done": 1, "refused": 1}
    assert cases() == before + 1


def test_without_taking_turns_two_would_open_two_cases(aigerim, leader, record, ground, saule, meet) -> None:
    """The planted fault, so that the tests above are known to see it."""
    before = cases()
    meet()
    assert at_once(handing(aigerim, record, ground, uuid4()), handing(leader, record, ground, uuid4())) == {"done": 2}
    assert cases() == before + 2


# Taking back while the other side begins --------------------------------------------------------------------------------


def race_of(made: Handover, aigerim, saule, marat) -> tuple[Counter[str], Case]:
    """The counsellor takes it back and the supervisor gives it to a worker, together."""
    case = case_of(made)
    took = at_once(lambda: undo_handover(by=aigerim, handover=made), lambda: assign_case(by=saule, case=case, to=marat.account))
    return took, case_of(made)


def test_taking_back_and_beginning_at_once_only_one_of_them_happens(made, aigerim, saule, marat) -> None:
    took, case = race_of(made, aigerim, saule, marat)
    assert took == {"done": 1, "refused": 1}
    is_taken_back = case.state == State.CLOSED
    assert is_taken_back is (case.owner is None), "closed as an error, or given to a worker; never both"
    kept = Handover.objects.everything(because="the test looks at what was committed").get(pk=made.pk)
    assert (kept.withdrawn_at is not None) is is_taken_back


def test_without_the_rows_lock_both_would_happen(made, aigerim, saule, marat, monkeypatch) -> None:
    """The planted fault: no row is locked, and the other side begins after the last look and before the taking back is written."""
    looked, touched = Barrier(2), entering.is_touched
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)

    def slow(case) -> bool:
        found = touched(case)
        looked.wait(WAIT)
        looked.wait(WAIT)
        return found

    monkeypatch.setattr(entering, "is_touched", slow)
    case = case_of(made)

    def beginning() -> None:
        looked.wait(WAIT)
        assign_case(by=saule, case=case, to=marat.account)
        looked.wait(WAIT)

    assert at_once(lambda: undo_handover(by=aigerim, handover=made), beginning)["done"] == 2
