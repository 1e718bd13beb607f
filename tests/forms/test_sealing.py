"""What is sealed, and that the parts of an answer set find together again."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from qorgan.forms.binding import bind
from qorgan.forms.sealing import joined, part, sealed_names
from tests.forms.sheets import form, row, toy

CANARY = "Жасырын сөз"


def test_identity_and_stories_are_sealed_and_codes_are_not():
    assert sealed_names(toy()) == {"child_name", "born", "member_name", "story"}


def test_a_calculation_from_a_sealed_answer_is_sealed_through_any_chain():
    built = form(
        row("text", "who", "Who"),
        row("calculate", "first", calculation="substring-before(${who}, ' ')"),
        row("calculate", "second", calculation="concat(${first}, '')"),
        row("calculate", "letters", calculation="string-length(${who})", sealed="no"),
        row("calculate", "beyond", calculation="${letters} + 1"),
    )
    assert sealed_names(built) == {"who", "first", "second"}


def test_nothing_makes_an_identifying_answer_plain():
    built = form(row("text", "who", "Who", pii="yes", sealed="no"), row("integer", "n", "N", pii="yes"))
    assert sealed_names(built) == {"who", "n"}


def test_a_text_that_holds_no_story_may_be_declared_plain_and_a_code_may_be_declared_sealed():
    built = form(row("text", "channel", "C", sealed="no"), row("integer", "n", "N", sealed="yes"))
    assert sealed_names(built) == {"n"}


def test_the_plain_side_holds_no_word_that_a_person_wrote():
    answers = bind(
        toy(),
        {
            "call_type": "counselling",
            "child_name": CANARY,
            "topics": ["violence"],
            "story": CANARY,
            "members": [{"member_name": CANARY, "member_age": 3}],
        },
    ).answers
    plain, sealed = part(toy(), answers)
    assert CANARY not in json.dumps(plain, ensure_ascii=False)
    assert json.dumps(sealed, ensure_ascii=False).count(CANARY) == 3


def test_without_the_seal_the_word_would_stand_in_the_plain_side():
    """The planted fault: the same answers under a form whose author declared everything harmless."""
    built = form(row("text", "story", "S", sealed="no"))
    assert CANARY in json.dumps(part(built, {"story": CANARY})[0], ensure_ascii=False)


def test_what_the_form_does_not_know_is_sealed():
    assert part(toy(), {"ghost": CANARY}) == ({}, {"ghost": CANARY})


def test_rows_keep_their_places_when_only_some_have_sealed_answers():
    answers = {"members": [{"member_age": 1}, {"member_name": "Б"}, {"member_age": 3, "member_name": "В"}]}
    plain, sealed = part(toy(), answers)
    assert plain == {"members": [{"member_age": 1}, {}, {"member_age": 3}]}
    assert sealed == {"members": [{}, {"member_name": "Б"}, {"member_name": "В"}]}


def test_an_erased_seal_leaves_the_plain_side_readable():
    plain, _sealed = part(toy(), {"age": 3, "members": [{"member_age": 1, "member_name": "Б"}]})
    assert joined(plain, {}) == {"age": 3, "members": [{"member_age": 1}]}


members = st.lists(
    st.fixed_dictionaries({}, optional={"member_age": st.integers(0, 99), "member_name": st.text(min_size=1)}),
    max_size=5,
)
sets = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(),
        "story": st.text(),
        "topics": st.lists(st.text(max_size=3), max_size=3),
        "members": members,
        "child_name": st.text(),
        "ghost": st.integers(),
    },
)


@given(sets)
def test_the_parts_find_together_again(answers):
    plain, sealed = part(toy(), answers)
    assert joined(plain, sealed) == answers
    assert not set(plain) & (sealed_names(toy()) | {"ghost"})
