"""Who of the cast sees which child, by the first wall and by the second."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from qorgan.access.acting import acting
from qorgan.access.grants import grant
from qorgan.access.models import Grant
from qorgan.children import access
from qorgan.children.actions import merge_children, restrict_child, undo_merge
from qorgan.children.models import Child

pytestmark = pytest.mark.django_db


def sees(by) -> tuple[set, set]:
    """What the model gives somebody, and what the database alone gives."""
    with acting(by):
        first = set(Child.objects.visible_to(by).values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM children_child")
            second = {row[0] for row in cursor.fetchall()}
    return first, second


def test_each_of_the_cast_sees_what_is_theirs_by_both_walls(enter, aigerim, bolat, saule, dana, ermek, keeper) -> None:
    mine, theirs = enter(aigerim), enter(dana, given="Дана", surname="Оспанова")
    assert sees(aigerim) == ({mine.id}, {mine.id})
    assert sees(bolat) == (set(), set())
    assert sees(saule) == ({mine.id}, {mine.id})
    assert sees(dana) == ({theirs.id}, {theirs.id})
    assert sees(ermek) == (set(), set())
    assert sees(keeper) == ({mine.id, theirs.id}, {mine.id, theirs.id})


def test_a_body_of_the_place_knows_the_children_of_its_places_alone(enter, aigerim, places, cast) -> None:
    north = enter(aigerim, place=places["lake"])
    enter(aigerim, given="Ерлан", surname="Ким", place=places["hill"])
    body = cast.person(access.CHILD_READ, access.PLACE_OVERSEE, at=cast.elsewhere, places=("toyland.north",))
    assert sees(body) == ({north.id}, {north.id})


def test_a_restricted_record_is_closed_to_whoever_merely_oversees(enter, aigerim, saule, keeper, places, cast) -> None:
    child = enter(aigerim, place=places["lake"])
    body = cast.person(access.CHILD_READ, access.PLACE_OVERSEE, at=cast.elsewhere, places=("toyland.north",))
    restrict_child(by=keeper, child=child)
    assert sees(saule) == sees(body) == (set(), set())
    assert sees(aigerim) == ({child.id}, {child.id})
    assert sees(keeper) == ({child.id}, {child.id})


def test_a_granted_child_is_known_and_so_is_the_record_it_was_joined_with(enter, aigerim, bolat, dana, keeper, owner) -> None:
    mine, theirs = enter(aigerim), enter(dana)
    now = timezone.now()
    with owner():
        grant(account_id=bolat.account_id, subject=mine.id, kind=Grant.Kind.ASSIGNED, since=now, until=now + timedelta(days=1))
    assert sees(bolat) == ({mine.id}, {mine.id})
    merge = merge_children(by=keeper, kept=theirs, joined=mine)
    both = {mine.id, theirs.id}
    assert sees(bolat) == sees(aigerim) == sees(dana) == (both, both)
    undo_merge(by=keeper, merge=merge)
    assert sees(bolat) == sees(aigerim) == ({mine.id}, {mine.id})
    assert sees(dana) == ({theirs.id}, {theirs.id})
