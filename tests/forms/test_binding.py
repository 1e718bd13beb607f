"""Answers bound to a form: typed, worked out, checked; never an exception for whatever is submitted."""

from __future__ import annotations

import json
import string as letters
from datetime import UTC, datetime

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.forms.answers import LINE_LIMIT, STORY_LIMIT
from qorgan.forms.binding import bind
from qorgan.forms.submission import MOST_ROWS
from tests.forms.conftest import query
from tests.forms.sheets import choice, form, row, toy

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
COUNSELLING = {"call_type": "counselling", "age": 12, "topics": ["school"]}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def errors(bound):
    return {path: str(message) for path, message in bound.errors.items()}


def test_a_new_form_takes_its_defaults():
    bound = bind(toy(), at=AT)
    assert bound.answers == {"channel": "phone", "called_at": "2026-11-24T09:30:00+05:00", "member_count": 0}


def test_a_form_that_was_begun_takes_no_defaults_again():
    assert "channel" not in bind(toy(), {}, {"call_type": "test"}, at=AT).answers


@pytest.mark.parametrize(
    ("name", "given_", "kept"),
    [
        ("age", "12", 12),
        ("age", " 1 2 ", 12),
        ("age", "+7", 7),
        ("age", "-0", 0),
        ("minutes", "3,5", 3.5),
        ("minutes", "2.0", 2),
        ("minutes", "1 000,25", 1000.25),
        ("minutes", "\u221241", -41),
        ("born", "2014-11-25", "2014-11-25"),
        ("born", "25.11.2014", "2014-11-25"),
        ("born", "5/1/2014", "2014-01-05"),
        ("call_back", "14:05", "14:05"),
        ("call_back", "9:05:59", "09:05"),
        ("called_at", "2026-11-24T10:00", "2026-11-24T10:00:00+05:00"),
        ("called_at", "2026-11-24T10:00:00Z", "2026-11-24T10:00:00+00:00"),
        ("child_name", "  Ә\x00лия \n б. ", "Әлия б."),
        ("topics", ["school", "violence", "school"], ["violence", "school"]),
        ("region", "75", "75"),
    ],
)
def test_what_was_typed_becomes_typed(name, given_, kept):
    bound = bind(toy(), {"call_type": "counselling", name: given_}, at=AT)
    assert errors(bound) == {}
    assert bound.answers[name] == kept


@pytest.mark.parametrize(
    ("name", "given_"),
    [
        ("age", "x"),
        ("age", "1.5"),
        ("age", "1e3"),
        ("age", "9" * 30),
        ("minutes", "1,2,3"),
        ("minutes", "nan"),
        ("minutes", "Infinity"),
        ("born", "2026-02-30"),
        ("born", "yesterday"),
        ("born", "2026-1-1"),
        ("call_back", "25:00"),
        ("called_at", "2026-11-24"),
        ("born", "0001-01-01"),
        ("called_at", "0001-01-01T00:00"),
        ("called_at", "9999-12-31T23:59:59-23:59"),
        ("region", "99"),
        ("call_type", "call"),
        ("topics", ["violence", "planets"]),
        ("child_name", "x" * (LINE_LIMIT + 1)),
        ("age", "٣"),
    ],
)
def test_what_is_no_answer_is_refused_and_shown_again(name, given_):
    bound = bind(toy(), {"call_type": "counselling", "age": 3, "topics": ["school"]} | {name: given_}, at=AT)
    if name == "call_type":
        assert list(bound.errors) == ["call_type"]
    else:
        assert name in bound.errors
    assert name not in bound.answers
    assert bound.raw[name] == (given_ if isinstance(given_, list) else [given_])


def test_a_draft_misses_nothing_and_a_final_set_is_complete():
    assert errors(bind(toy(), {"call_type": "counselling"})) == {}
    final = bind(toy(), {"call_type": "counselling", "members": [{}]}, final=True)
    assert errors(final) == {
        "age": "This must be answered.",
        "topics": "This must be answered.",
        "members.0.member_age": "This must be answered.",
    }
    assert errors(bind(toy(), {}, final=True)) == {"call_type": "Say what kind of call it was."}


def test_a_draft_keeps_what_is_not_asked_and_a_final_set_drops_it():
    given_ = COUNSELLING | {"story": "…", "members": [{"member_age": 4}]}
    draft = bind(toy(), {"call_type": "silent"}, given_)
    assert draft.answers["members"] == [{"member_age": 4}]
    assert draft.answers["age"] == 12
    final = bind(toy(), {"call_type": "silent"}, given_, final=True)
    assert final.is_valid
    assert set(final.answers) == {"call_type", "member_count"}


def test_a_final_set_with_errors_keeps_everything_like_a_draft():
    bound = bind(toy(), {"call_type": "counselling", "story": "kept"}, final=True)
    assert not bound.is_valid
    assert bound.answers["story"] == "kept"


def test_what_is_not_asked_is_empty_for_others():
    assert "oldest" in bind(toy(), COUNSELLING | {"members": [{"member_age": 40}]}).answers
    assert "oldest" not in bind(toy(), {"call_type": "silent"}, {"members": [{"member_age": 40}]}, final=True).answers


def test_a_constraint_speaks_in_the_reader_s_language():
    bad = COUNSELLING | {"age": 99}
    assert errors(bind(toy(), bad))["age"] == "An age between 0 and 25."
    four = COUNSELLING | {"topics": ["school", "family", "peers", "money"]}
    assert errors(bind(toy(), four))["topics"] == "At most three topics."


def test_a_born_date_in_the_future_is_refused_by_the_local_day():
    tonight = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # already the 25th in Almaty
    assert errors(bind(toy(), COUNSELLING | {"born": "2026-11-25"}, at=tonight)) == {}
    assert "born" in bind(toy(), COUNSELLING | {"born": "2026-11-26"}, at=tonight).errors


def test_calculations_follow_their_sources_whatever_was_submitted():
    bound = bind(toy(), COUNSELLING | {"born": "2014-11-25", "years": 99, "member_count": 99}, at=AT)
    assert bound.answers["years"] == 11
    assert bound.answers["member_count"] == 0


def test_a_chain_of_calculations_settles_in_one_run_in_any_order_of_rows():
    built = form(
        row("calculate", "c", calculation="${b} + 1"),
        row("calculate", "b", calculation="${a} + 1"),
        row("integer", "a", "A"),
        row("text", "seen", "Seen", relevant="${c} > 10"),
    )
    bound = bind(built, {"a": 9})
    assert (bound.answers["b"], bound.answers["c"]) == (10, 11)
    assert "seen" in bound.relevant


def test_a_cascading_choice_that_no_longer_fits_is_taken_back_and_said():
    bound = bind(toy(), COUNSELLING | {"region": "71", "district": "7510"})
    assert "district" not in bound.answers
    assert "no longer fits" in errors(bound)["district"]
    assert [option.name for option in bound.offered["district"]] == ["7110"]


def test_rows_see_themselves_and_the_whole_sees_all_rows():
    bound = bind(toy(), COUNSELLING | {"members": [{"member_age": 40}, {"member_age": 7}]})
    assert "members.0.member_adult" in bound.relevant
    assert "members.1.member_adult" not in bound.relevant
    assert bound.answers["oldest"] == 40


def test_a_row_may_look_at_the_row_before_it():
    built = form(
        row("begin repeat", "r", "R"),
        row("integer", "n", "N"),
        row("calculate", "before", calculation="indexed-repeat(${n}, ${r}, position(..) - 1)"),
        row("end repeat"),
    )
    assert bind(built, {"r": [{"n": 5}, {"n": 6}]}).answers["r"] == [{"n": 5}, {"n": 6, "before": 5}]


def test_repeats_within_repeats_keep_their_rows_apart():
    built = form(
        row("begin repeat", "visits", "Visit"),
        row("begin repeat", "people", "Person"),
        row("integer", "n", "N"),
        row("end repeat"),
        row("calculate", "total", calculation="sum(${n})"),
        row("end repeat"),
        row("calculate", "all", calculation="sum(${n})"),
    )
    bound = bind(built, {"visits": [{"people": [{"n": 1}, {"n": 2}]}, {"people": [{"n": 10}]}]})
    assert [visit["total"] for visit in bound.answers["visits"]] == [3, 10]
    assert bound.answers["all"] == 13


def test_rows_are_added_and_taken_away_by_their_buttons():
    base = query([("a.call_type", "counselling"), ("a.members._rows", "1"), ("_do", "add:members")])
    assert bind(toy(), base).answers["members"] == [{}]
    fields = [("a.call_type", "counselling"), ("a.members._rows", "1")]
    for index, age in enumerate((1, 2, 3)):
        fields += [(f"a.members.{index}._row", "1"), (f"a.members.{index}.member_age", str(age))]
    removed = bind(toy(), query([*fields, ("_do", "remove:members.1")]))
    assert removed.answers["members"] == [{"member_age": 1}, {"member_age": 3}]


def test_an_error_moves_with_its_row():
    fields = [("a.call_type", "counselling"), ("a.members._rows", "1")]
    for index, age in enumerate(("1", "x", "y")):
        fields += [(f"a.members.{index}._row", "1"), (f"a.members.{index}.member_age", age)]
    bound = bind(toy(), query([*fields, ("_do", "remove:members.1")]))
    assert list(bound.errors) == ["members.1.member_age"]
    assert bound.raw == {"members.1.member_age": ["y"]}


def test_rows_have_a_limit():
    full = COUNSELLING | {"members": [{}] * (MOST_ROWS + 5)}
    assert len(bind(toy(), full).answers["members"]) == MOST_ROWS
    bound = bind(toy(), query([("_do", "add:members")]), bind(toy(), full).answers)
    assert "members" in bound.errors


def test_questions_absent_from_the_page_keep_their_answers():
    kept = {
        "call_type": "counselling",
        "age": 5,
        "topics": ["school"],
        "members": [{"member_age": 8, "member_name": "Б"}],
    }
    bound = bind(
        toy(),
        query([("a.age", "6"), ("a.members._rows", "1"), ("a.members.0._row", "1"), ("a.members.0.member_age", "9")]),
        kept,
    )
    assert bound.answers["age"] == 6
    assert bound.answers["topics"] == ["school"]
    assert bound.answers["members"] == [{"member_age": 9, "member_name": "Б"}]


def test_the_empty_companion_of_ticks_takes_the_answer_away():
    kept = {"call_type": "counselling", "topics": ["school"]}
    assert "topics" not in bind(toy(), query([("a.topics", "")]), kept).answers


def test_a_story_that_grew_too_long_does_not_cost_what_was_kept():
    kept = COUNSELLING | {"topics": ["violence"], "story": "kept"}
    bound = bind(toy(), {"story": "x" * (STORY_LIMIT + 1)}, kept)
    assert bound.answers["story"] == "kept"
    assert "Too long" in errors(bound)["story"]


def test_answers_that_no_longer_fit_a_form_are_left_out_and_break_nothing():
    assert bind(toy(), {}, {"age": {"x": 1}, "topics": "planets", "members": "none", "ghost": 1}).answers == {"member_count": 0}


def test_read_only_questions_take_nothing_from_outside():
    built = form(row("text", "fixed", "Fixed", default="ours", readonly="yes"))
    assert bind(built).answers == {"fixed": "ours"}
    assert bind(built, {"fixed": "theirs"}, {"fixed": "ours"}).answers == {"fixed": "ours"}


def test_a_required_condition_is_worked_out():
    built = form(
        row("select_one call", "k", "K"),
        row("text", "why", "Why", required="${k} = 'other'"),
        choices=[choice("call", "other", "Other"), choice("call", "none", "None")],
    )
    assert bind(built, {"k": "none"}, final=True).is_valid
    assert list(bind(built, {"k": "other"}, final=True).errors) == ["why"]


def test_the_words_of_a_choice_can_be_calculated():
    built = form(
        row("select_one call", "k", "K"),
        row("calculate", "said", calculation="jr:choice-name(${k}, '${k}')"),
        choices=[choice("call", "x", "Word")],
    )
    assert bind(built, {"k": "x"}, language="ru").answers["said"] == "Word (рус)"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from([node.name for node in toy().walk()])
row_values = st.lists(st.dictionaries(names, json_values, max_size=5) | json_values, max_size=4)
submissions = st.dictionaries(names, json_values | row_values, max_size=10)


@settings(deadline=None)
@given(submitted=submissions, answers=submissions, final=st.booleans())
def test_no_data_makes_binding_fail(submitted, answers, final):
    bound = bind(toy(), submitted, answers, final=final)
    json.dumps(bound.answers, allow_nan=False).encode()
    assert all(str(message) for message in bound.errors.values())
    assert bound.errors.keys() <= bound.relevant


paths = (
    st.from_regex(r"a\.(members\.[0-9]{1,3}\.)?[a-z_]{1,12}(\._rows?)?", fullmatch=True)
    | st.text(max_size=12)
    | st.builds("a.{}".format, names)
    | st.builds("a.members.{}.{}".format, st.integers(-1, 99999), names | st.just("_row"))
)


@settings(deadline=None)
@given(
    fields=st.lists(st.tuples(paths, st.text(max_size=40)), max_size=25),
    do=st.text(alphabet=letters.ascii_lowercase + ":.0123456789_-"),
    opened=st.booleans(),
)
def test_no_fields_make_binding_fail(fields, do, opened):
    start = [("a.call_type", "counselling"), ("a.members._rows", "1")] if opened else []
    bound = bind(toy(), query([*start, *fields, ("_do", do)]))
    json.dumps(bound.answers, allow_nan=False).encode()


@settings(deadline=None)
@given(submitted=submissions)
def test_binding_its_own_answers_again_changes_nothing(submitted):
    once = bind(toy(), submitted, {"call_type": "counselling"}, at=AT)
    again = bind(toy(), once.answers, {}, at=AT)
    assert again.answers == once.answers
