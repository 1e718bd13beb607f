"""The door to the key table: whom it gives, what it tells nobody, and what time tells."""

from __future__ import annotations

import re
import statistics
from time import perf_counter
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.children.looking import write_again
from qorgan.children.models import Child
from qorgan.children.queries.same import hints_for, in_steps
from qorgan.matching import finding
from qorgan.matching.attributes import Attributes, profile
from qorgan.matching.keys import of_query
from qorgan.matching.models import Key
from qorgan.matching.queries import candidates, hints
from qorgan.vault import keyring as rings
from qorgan.vault.actions import shred_subject
from qorgan.vault.choices import ShredReason
from qorgan.vault.keys import new_key
from tests.children.conftest import facts
from tests.vault.models import Note

pytestmark = pytest.mark.django_db
AIGERIM = facts().attributes()
NOBODY = Attributes(given="Зухра", surname="Бөлекбаева", patronymic="Оразқызы", sex="female", born=AIGERIM.born)


def found(by: Principal, asked: Attributes = AIGERIM) -> list:
    with reading(by):
        return [one.record for one in candidates(asked)]


def test_each_finds_what_lies_within_the_need_to_know_and_no_other(enter, aigerim, bolat, saule, dana, ermek, keeper) -> None:
    mine, theirs = enter(aigerim), enter(dana)
    assert found(aigerim) == found(saule) == [mine.id]
    assert found(dana) == [theirs.id]
    assert set(found(keeper)) == {mine.id, theirs.id}
    assert found(bolat) == found(ermek) == found(Principal.nobody()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM matching_key",
        "SELECT * FROM matching_record",
        "INSERT INTO matching_key (key, record) VALUES (1, gen_random_uuid())",
        "DELETE FROM matching_record",
        "SELECT qorgan_lookups.qorgan_match_outdated(1, 'x', 1)",
    ],
)
def test_the_web_role_does_not_reach_the_tables_themselves(statement) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_keys_are_written_and_removed_by_whoever_knows_the_record(enter, aigerim, dana) -> None:
    mine = enter(aigerim)
    for act in (lambda: finding.remember(record=mine.id, profile=profile(NOBODY)), lambda: finding.forget(record=mine.id)):
        with pytest.raises(ProgrammingError, match="whoever knows the record"), acting(dana):
            act()
    assert found(aigerim) == [mine.id]
    with acting(aigerim):
        finding.forget(record=mine.id)
    assert found(aigerim) == []


def test_correcting_the_keys_leaves_none_of_the_old(enter, aigerim, owner) -> None:
    mine = enter(aigerim)
    with acting(aigerim):
        finding.remember(record=mine.id, profile=profile(NOBODY))
    assert found(aigerim, NOBODY) == [mine.id]
    with owner():
        kept = set(Key.objects.filter(record=mine.id).values_list("key", flat=True))
    assert kept <= of_query(profile(NOBODY)).keys()


def test_who_was_erased_is_found_by_nothing_any_more(enter, aigerim, owner, keeper) -> None:
    mine = enter(aigerim)
    eraser = Principal.system("vault.keeper")
    with acting(eraser):
        shred_subject(by=eraser, subject=mine.id, reason=ShredReason.ASKED)
    with owner():
        assert not Key.objects.filter(record=mine.id).exists()
    assert found(keeper) == []


def test_while_the_root_changes_old_and_new_keys_are_found_and_the_old_are_written_again(enter, aigerim, home) -> None:
    mine = enter(aigerim)
    rings.write(rings.folder(), rings.make("lookup-2099-01"))
    assert found(aigerim) == [mine.id]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE qorgan_worker")
    keeper = Principal.system("children.keeper")
    assert write_again(by=keeper) == 1
    assert write_again(by=keeper) == 0
    assert found(aigerim) == [mine.id]


def test_records_without_row_security_and_second_populations_are_refused() -> None:
    with pytest.raises(TypeError, match="no wall"):
        finding.matchable(Note, needs="children.child.read")
    with pytest.raises(ValueError, match="already"):
        finding.matchable(Child, needs="another.permission.here")
    finding.matchable(Child, needs="children.child.read")


def test_hints_leave_out_what_is_named_and_what_has_no_grade(enter, aigerim) -> None:
    mine = enter(aigerim)
    enter(aigerim, given="Дана")
    with reading(aigerim):
        assert [one.record for one in hints(AIGERIM)] == [mine.id]
        assert hints(AIGERIM, but=[mine.id]) == []


# What an outsider learns --------------------------------------------------------------------------------------------


def statements(by: Principal, asked: Attributes) -> list[str]:
    """The statements of a look-up without their values."""
    with reading(by), CaptureQueriesContext(connection) as seen:
        hints_for(by, asked)
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in seen.captured_queries]


def test_a_hidden_child_and_an_absent_one_cost_an_outsider_the_same_statements(enter, dana, aigerim) -> None:
    enter(dana)
    hidden, absent = statements(aigerim, AIGERIM), statements(aigerim, NOBODY)
    assert [line.split("(")[0] for line in hidden] == [line.split("(")[0] for line in absent]
    with reading(aigerim):
        assert hints_for(aigerim, AIGERIM) == hints_for(aigerim, NOBODY) == []


def times(by: Principal, asked: Attributes, rounds: int, look) -> list[float]:
    taken = []
    with reading(by):
        for _ in range(rounds):
            began = perf_counter()
            look(by, asked)
            taken.append(perf_counter() - began)
    return taken


def overlap(one: list[float], other: list[float]) -> float:
    """How often a random one of the first is longer than a random one of the second: 0.5 where time tells nothing."""
    wins = sum((a > b) + 0.5 * (a == b) for a in one for b in other)
    return wins / len(one) / len(other)


def told(by: Principal, look) -> float:
    """The larger of what time tells over four alternating series; near 0.5 for nothing, 1.0 for everything."""
    hidden, absent = [], []
    for _ in range(4):
        hidden += times(by, AIGERIM, 8, look)
        absent += times(by, NOBODY, 8, look)
    return overlap(hidden, absent)


def slow_for_hidden(by: Principal, asked: Attributes) -> list:
    """The planted fault: a look-up that opens what it found before it asks who may know, as code without the wall would."""
    with in_steps():
        if asked is AIGERIM:
            end = perf_counter() + 0.03
            while perf_counter() < end:
                pass
    return []


def test_time_tells_an_outsider_nothing_and_a_look_up_that_works_longer_for_hidden_children_is_seen(enter, dana, aigerim) -> None:
    for number in range(6):
        enter(dana, patronymic=f"Нұрлан{'аеиоуы'[number]}қызы")
    fair = told(aigerim, hints_for)
    faulty = told(aigerim, slow_for_hidden)
    assert faulty > 0.9
    assert 0.2 < fair < 0.8, f"hidden children are told by time: {fair:.2f}"


def test_answers_leave_in_whole_steps() -> None:
    taken = []
    for _ in range(12):
        began = perf_counter()
        with in_steps(0.02):
            pass
        taken.append(perf_counter() - began)
    assert statistics.median(taken) >= 0.0199


def test_an_unknown_record_has_nothing_to_remember(aigerim) -> None:
    stranger = uuid4()
    with acting(aigerim):
        new_key(subject=stranger, scope="children.child")
    with pytest.raises(ProgrammingError, match="whoever knows the record"), acting(aigerim):
        finding.remember(record=stranger, profile=profile(AIGERIM))
