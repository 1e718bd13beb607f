"""What a new version changes."""

from __future__ import annotations

import pytest

from qorgan.forms.comparing import field_changes
from tests.forms.sheets import choice, form, row

pytestmark = pytest.mark.usefixtures("english")


def changes(old, new):
    return [(change.name, change.change, change.aspects) for change in field_changes(old, new)]


def test_the_same_form_changes_nothing():
    built = form(row("text", "a", "A"))
    assert changes(built, form(row("text", "a", "A"))) == []


def test_added_removed_and_changed_questions_are_told_apart():
    old = form(row("text", "a", "A"), row("integer", "b", "B"), row("integer", "c", "C"))
    new = form(row("integer", "b", "B renamed", constraint=". > 0"), row("decimal", "c", "C"), row("date", "d", "D"))
    assert changes(old, new) == [
        ("b", "changed", ("label", "constraint")),
        ("c", "changed", ("kind",)),
        ("d", "added", ()),
        ("a", "removed", ()),
    ]


def test_a_changed_list_is_a_change_of_its_question():
    line = row("select_one call", "k", "K")
    old = form(line, choices=[choice("call", "x", "X")])
    new = form(line, choices=[choice("call", "x", "X"), choice("call", "y", "Y")])
    assert changes(old, new) == [("k", "changed", ("choices",))]


def test_a_change_of_protection_is_seen_also_where_another_question_causes_it():
    old = form(row("integer", "a", "A"), row("calculate", "b", calculation="${a} + 1"))
    new = form(row("integer", "a", "A", pii="yes"), row("calculate", "b", calculation="${a} + 1"))
    assert changes(old, new) == [("a", "changed", ("identifies", "is_sealed")), ("b", "changed", ("is_sealed",))]


def test_a_question_that_moved_into_a_repeat_changed_its_place():
    old = form(row("text", "a", "A"), row("begin repeat", "r", "R"), row("text", "b", "B"), row("end repeat"))
    new = form(row("begin repeat", "r", "R"), row("text", "a", "A"), row("text", "b", "B"), row("end repeat"))
    assert ("a", "changed", ("place",)) in changes(old, new)


def test_changes_are_told_in_words():
    old, new = form(row("text", "a", "A")), form(row("integer", "a", "A"))
    [change] = field_changes(old, new)
    assert (str(change.words), [str(word) for word in change.aspect_words]) == (
        "Changed",
        ["type", "whether it is sealed"],
    )
