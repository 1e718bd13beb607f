"""Joining two records, taking it back, telling apart, parting; the finder and the keeper's queue."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.children import queries
from qorgan.children.actions import (
    add_caregiver,
    merge_children,
    refuse_pair,
    restrict_child,
    split_child,
    undo_merge,
    undo_refusal,
)
from qorgan.children.events import ChildrenMerged
from qorgan.children.identity import CaregiverFacts
from qorgan.children.jobs import look
from qorgan.children.looking import look_for_same
from qorgan.children.models import Child, Merge, Registration
from qorgan.journal import actions as journal_actions
from qorgan.journal.actions import listeners, on
from qorgan.journal.models import Entry
from qorgan.matching.actions import put_forward, settle_pair
from qorgan.matching.choices import Grade, PairState
from qorgan.matching.models import Pair
from tests.children.conftest import facts

pytestmark = pytest.mark.django_db
FINDER = Principal.system("children.finder")


def state(owner) -> Any:
    """Everything that a joining could change, as the owner sees it: rows of every table of the room."""
    tables = ("child", "registration", "care", "caregiver", "household", "householdmember", "correction")
    with owner(), connection.cursor() as cursor:
        kept = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM children_{table} ORDER BY id")
            kept[table] = cursor.fetchall()
        cursor.execute("SELECT key, record FROM matching_key ORDER BY 1, 2")
        kept["keys"] = cursor.fetchall()
    return kept


def of_pair(by: Principal) -> Pair:
    return Pair.objects.visible_to(by).get()


def test_undoing_a_joining_is_as_if_it_had_never_been(enter, aigerim, dana, keeper, owner) -> None:
    mine, theirs = enter(aigerim), enter(dana)
    add_caregiver(by=aigerim, child=mine, facts=CaregiverFacts(given="Гүлнар"))
    before = state(owner)
    merge = merge_children(by=keeper, kept=theirs, joined=mine)
    assert state(owner) != before
    undo_merge(by=keeper, merge=merge)
    assert state(owner) == before
    with pytest.raises(RuleBroken, match="undone already"):
        undo_merge(by=keeper, merge=merge)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_joinings_undone_in_any_order_leave_nothing(enter, keeper, aigerim, owner, pairs, chance) -> None:
    children = [enter(aigerim, given=f"Бала{'абвгд'[number]}") for number in range(5)]
    before = state(owner)
    made = []
    for one, other in pairs:
        try:
            made.append(merge_children(by=keeper, kept=children[one], joined=children[other]))
        except (RuleBroken, ValueError):
            continue
        finally:
            with acting(keeper):
                held = Child.objects.visible_to(keeper).filter(pk__in=[child.pk for child in children])
                roots = {child.pk: child.survivor_id for child in held}
                assert all(roots[root] == root for root in roots.values()), "a survivor stands for itself"
                children = sorted(held, key=lambda child: [one.pk for one in children].index(child.pk))
    chance.shuffle(made)
    for merge in made:
        undo_merge(by=keeper, merge=merge)
    assert state(owner) == before


def test_whoever_knew_one_record_knows_both_and_the_page_shows_one_child(enter, aigerim, dana, keeper) -> None:
    mine, theirs = enter(aigerim), enter(dana, given="Aigerim")
    merge_children(by=keeper, kept=theirs, joined=mine)
    with reading(aigerim):
        assert [child.pk for child in queries.listed(aigerim)] == [theirs.pk]
        held = Child.objects.visible_to(aigerim).get(pk=mine.pk)
        assert held.is_joined
        assert queries.standing_for(aigerim, held).pk == theirs.pk
        assert set(queries.records_of(aigerim, held)) == {mine.pk, theirs.pk}
        assert queries.by_number(aigerim, str(mine)).pk == theirs.pk
        assert [hint.child.pk for hint in queries.hints_for(aigerim, facts().attributes())] == [theirs.pk]
        assert {line.title for line in queries.history([mine.pk, theirs.pk])} >= {ChildrenMerged.label}


def test_only_the_keeper_joins_and_takes_back(enter, aigerim, saule, keeper) -> None:
    one, other = enter(aigerim), enter(aigerim, given="Дана")
    for by in (aigerim, saule):
        with pytest.raises(Refused):
            merge_children(by=by, kept=one, joined=other)
    merge = merge_children(by=keeper, kept=one, joined=other)
    with pytest.raises(Refused):
        undo_merge(by=saule, merge=merge)
    with reading(saule):
        assert not Merge.objects.visible_to(saule).exists()


def test_what_stands_for_no_child_or_is_restricted_alone_is_not_joined(enter, aigerim, keeper) -> None:
    one, other, third = enter(aigerim), enter(aigerim, given="Дана"), enter(aigerim, given="Ерлан")
    merge_children(by=keeper, kept=one, joined=other)
    for kept, joined in ((third, other), (other, third), (one, one)):
        with pytest.raises((RuleBroken, ValueError)):
            merge_children(by=keeper, kept=kept, joined=joined)
    restrict_child(by=keeper, child=third)
    with pytest.raises(RuleBroken, match="restricted"):
        merge_children(by=keeper, kept=one, joined=third)


def test_the_finder_puts_before_the_keeper_what_nobody_else_may_know(enter, aigerim, dana, keeper, saule) -> None:
    mine, theirs = enter(aigerim), enter(dana, given="Aygerim", surname="Serikova")
    made = look_for_same(by=FINDER, child_id=theirs.id)
    assert [set(pair.records) for pair in made] == [{mine.id, theirs.id}]
    assert look_for_same(by=FINDER, child_id=mine.id) == [], "a pair is put forward once"
    with reading(keeper):
        (waits,) = queries.queue(keeper)
        assert {waits.one.pk, waits.other.pk} == {mine.pk, theirs.pk}
        assert {str(row.label) for row in queries.side_by_side(waits)} >= {"Surname", "Given name", "Birth date"}
        assert waits.comparison.grade is Grade.CERTAIN
    for by in (aigerim, dana, saule):
        with reading(by):
            assert not Pair.objects.visible_to(by).exists()
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM matching_pair")
                assert cursor.fetchone() == (0,)
    told = Entry.objects.filter(stream__in=[mine.id, theirs.id]).values_list("verb", flat=True)
    about = Entry.objects.filter(about__overlap=[mine.id, theirs.id], verb__startswith="matching.")
    assert set(told) == {"children.child.registered"}, "no history of a child tells of the pair"
    assert not about.exists()


def test_the_job_looks_for_the_child_it_names_and_for_none_that_is_gone(enter, aigerim, dana, keeper) -> None:
    enter(aigerim)
    theirs = enter(dana)
    look(child=str(theirs.id))
    assert of_pair(keeper).state == PairState.WAITING
    assert look_for_same(by=FINDER, child_id=Principal.system("children.finder").standing_id) == []


def test_a_refused_pair_stays_refused(enter, aigerim, dana, keeper) -> None:
    mine, theirs = enter(aigerim), enter(dana)
    look_for_same(by=FINDER, child_id=mine.id)
    refuse_pair(by=keeper, pair=of_pair(keeper))
    for child in (mine, theirs):
        assert look_for_same(by=FINDER, child_id=child.id) == []
    with acting(FINDER):
        assert put_forward(by=FINDER, one=theirs.id, other=mine.id, grade=Grade.CERTAIN) is None
    with reading(keeper):
        assert queries.queue(keeper) == []
        assert [one.pair.state for one in queries.told_apart_lately(keeper)] == [PairState.DIFFERENT]
    with pytest.raises(RuleBroken, match="different people"):
        merge_children(by=keeper, kept=mine, joined=theirs)
    with pytest.raises(RuleBroken, match="decided already"):
        refuse_pair(by=keeper, pair=of_pair(keeper))


def test_a_refusal_can_be_taken_back_and_the_records_then_joined(enter, aigerim, dana, keeper) -> None:
    mine, theirs = enter(aigerim), enter(dana)
    look_for_same(by=FINDER, child_id=mine.id)
    refuse_pair(by=keeper, pair=of_pair(keeper))
    undo_refusal(by=keeper, pair=of_pair(keeper))
    with pytest.raises(RuleBroken, match="waits already"):
        undo_refusal(by=keeper, pair=of_pair(keeper))
    merge = merge_children(by=keeper, kept=mine, joined=theirs)
    assert of_pair(keeper).state == PairState.SAME
    with pytest.raises(RuleBroken, match="Undo that first"):
        refuse_pair(by=keeper, pair=of_pair(keeper))
    undo_merge(by=keeper, merge=merge)
    assert of_pair(keeper).state == PairState.WAITING


def test_a_refusal_through_a_third_record_stands(enter, aigerim, dana, saule, keeper) -> None:
    one, other, third = enter(aigerim), enter(dana), enter(saule)
    with acting(FINDER):
        put_forward(by=FINDER, one=one.id, other=other.id, grade=Grade.PROBABLE)
    refuse_pair(by=keeper, pair=of_pair(keeper))
    merge_children(by=keeper, kept=third, joined=one)
    with pytest.raises(RuleBroken, match="different people"):
        merge_children(by=keeper, kept=Child.objects.visible_to(keeper).get(pk=third.pk), joined=other)


def test_joined_records_are_no_pair_any_more(enter, aigerim, dana, keeper) -> None:
    mine, theirs = enter(aigerim), enter(dana)
    merge_children(by=keeper, kept=mine, joined=theirs)
    assert look_for_same(by=FINDER, child_id=mine.id) == []
    with reading(keeper):
        assert queries.queue(keeper) == []
        assert [merge.joined_id for merge in queries.joinings(keeper, mine)] == [theirs.id]
    with pytest.raises(ValueError, match="no pair with itself"):
        settle_pair(by=keeper, one=mine.id, other=mine.id)


def test_one_record_of_two_children_is_parted_and_they_are_told_apart(enter, aigerim, saule, dana, keeper) -> None:
    child = enter(aigerim)
    with pytest.raises(RuleBroken, match="name"):
        split_child(by=keeper, child=child, facts=facts(given="", surname=""))
    other = split_child(by=keeper, child=child, facts=facts(given="Айгүл"))
    for by, knows in ((aigerim, True), (saule, True), (dana, False)):
        with reading(by):
            assert Child.objects.visible_to(by).filter(pk=other.pk).exists() is knows
    assert look_for_same(by=FINDER, child_id=other.id) == []
    with pytest.raises(RuleBroken, match="different people"):
        merge_children(by=keeper, kept=child, joined=other)
    with reading(aigerim):
        assert Registration.objects.get(child=other).way == "split"


def test_a_room_above_may_listen(enter, aigerim, keeper) -> None:
    heard = []

    @on(ChildrenMerged)
    def hear(event: ChildrenMerged, *, by: Principal) -> None:
        heard.append((event.subject, event.joined, by))

    try:
        one, other = enter(aigerim), enter(aigerim, given="Дана")
        merge_children(by=keeper, kept=one, joined=other)
        assert heard == [(one.id, other.id, keeper)]
    finally:
        journal_actions._listeners[ChildrenMerged].remove(hear)
    assert hear not in listeners().get(ChildrenMerged, [])
