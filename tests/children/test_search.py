"""Searching: remembered, limited, within the need to know."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.children.actions import search_children
from qorgan.children.actions.search import LIMITS
from qorgan.children.choices import Purpose
from qorgan.journal.models import Entry
from qorgan.matching.attributes import Attributes
from qorgan.staff.throttle import Rule
from tests.children.conftest import facts

pytestmark = pytest.mark.django_db
AIGERIM = facts().attributes()


def test_a_search_is_remembered_by_what_was_asked_and_never_by_its_values(enter, aigerim) -> None:
    child = enter(aigerim)
    assert [hint.child.pk for hint in search_children(by=aigerim, asked=AIGERIM)] == [child.pk]
    entry = Entry.objects.get(stream=aigerim.account_id, verb="children.child.searched")
    assert '"found":1' in entry.body.replace(" ", "")
    assert "given" in entry.body
    for word in ("Айгерім", "2014-05-02", "Серікова"):
        assert word not in entry.body


def test_a_search_that_finds_nobody_or_nobody_one_may_know_is_remembered_too(enter, dana, aigerim) -> None:
    enter(dana)
    assert search_children(by=aigerim, asked=AIGERIM) == []
    assert Entry.objects.filter(stream=aigerim.account_id, verb="children.child.searched").count() == 1


@pytest.mark.parametrize(
    "asked", [Attributes(), Attributes(given="Айгерім"), Attributes(region="75", district="75.1", born=AIGERIM.born)]
)
def test_a_name_alone_or_no_name_is_no_search(aigerim, asked) -> None:
    with pytest.raises(RuleBroken, match="two things"):
        search_children(by=aigerim, asked=asked)


def test_an_iin_is_enough(enter, aigerim) -> None:
    child = enter(aigerim, iin="140502600019")
    assert [hint.child.pk for hint in search_children(by=aigerim, asked=Attributes(iin="140502 600019"))] == [child.pk]


def test_a_list_of_names_is_stopped_soon(aigerim, bolat, monkeypatch) -> None:
    monkeypatch.setitem(LIMITS, Purpose.SEARCH, (Rule("toy-search", free=3, shortest=60, longest=60, forgotten=60),))
    for _ in range(4):
        search_children(by=aigerim, asked=AIGERIM)
    with pytest.raises(RuleBroken, match="Too many searches") as stopped:
        search_children(by=aigerim, asked=AIGERIM)
    assert stopped.value.field == "limit"
    assert search_children(by=bolat, asked=AIGERIM) == [], "nobody else waits for it"
    assert search_children(by=aigerim, asked=AIGERIM, purpose=Purpose.REGISTER) == [], "registering goes on"


def test_who_may_not_search_finds_nobody(ermek) -> None:
    with pytest.raises(Refused):
        search_children(by=ermek, asked=AIGERIM)


def test_a_hidden_child_and_an_absent_one_cost_the_same_statements_in_the_whole_action(enter, dana, aigerim) -> None:
    enter(dana)
    absent = Attributes(given="Зухра", surname="Бөлекбаева", patronymic="Оразқызы", sex="female", born=AIGERIM.born)
    counts = []
    search_children(by=aigerim, asked=absent)
    for asked in (AIGERIM, absent):
        with acting(aigerim), CaptureQueriesContext(connection) as seen:
            search_children(by=aigerim, asked=asked)
        counts.append([query["sql"].split()[0] for query in seen.captured_queries])
    assert counts[0] == counts[1]
