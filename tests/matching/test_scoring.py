"""Weights, vetoes and reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.matching import comparing, scoring
from qorgan.matching.attributes import Attributes, Birth, Profile, profile
from qorgan.matching.choices import Grade
from qorgan.texts.identifiers import check_digit

AIGERIM = Attributes(
    given="Айгерім", surname="Серікова", patronymic="Нұрланқызы", sex="female", born=Birth.on(date(2014, 5, 2)), region="75",
    district="75.1",
)  # fmt: skip


def iin(eleven: str) -> str:
    return f"{eleven}{check_digit(eleven)}"


def judged(**other) -> scoring.Comparison:
    return scoring.judge(profile(AIGERIM), profile(replace(AIGERIM, **other)))


def test_the_same_child_in_another_script_is_certain() -> None:
    found = judged(given="Aygerim", surname="SERIKOVA", patronymic="Nurlankyzy")
    assert found.grade is Grade.CERTAIN
    assert found.levels == {
        "given": "same",
        "surname": "same",
        "patronymic": "same",
        "born": "date",
        "sex": "same",
        "place": "district",
    }


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ({"given": "Айга"}, ("given", "alias")),
        ({"given": "Айгарим"}, ("given", "sound")),
        ({"given": "Айгерин"}, ("given", "similar")),
        ({"given": "Айгүл"}, ("given", "prefix")),
        ({"given": "Серікова", "surname": "Айгерім"}, ("order", "swapped")),
        ({"born": Birth.on(date(2014, 2, 5))}, ("born", "swapped")),
        ({"born": Birth.on(date(2014, 5, 3))}, ("born", "part")),
        ({"born": Birth.on(date(2015, 1, 1))}, ("born", "near")),
        ({"born": Birth.in_month(2014, 5)}, ("born", "month")),
        ({"born": Birth.in_year(2014)}, ("born", "year")),
        ({"born": Birth.at_age(11, date(2026, 11, 1))}, ("born", "near")),
        ({"born": Birth.on(date(2010, 9, 9))}, ("born", "different")),
        ({"sex": "male"}, ("sex", "different")),
        ({"district": "75.2"}, ("place", "region")),
        ({"region": "10", "district": ""}, ("place", "different")),
    ],
)
def test_each_attribute_says_how_far_it_agrees(other, level) -> None:
    found = judged(**other)
    assert found.levels[level[0]] == level[1]
    assert [str(reason) for reason in found.reasons if scoring.REASONS[level] == reason] == [str(scoring.REASONS[level])]


def test_what_one_side_does_not_say_is_not_compared() -> None:
    found = judged(surname="", patronymic="", born=None, sex="", region="", district="")
    assert found.levels == {"given": "same"}


def test_brothers_and_sisters_with_wholly_different_names_are_never_put_forward() -> None:
    sister = judged(given="Дана")
    assert (sister.grade, sister.veto) == (None, "given")
    twin_with_papers = scoring.judge(
        profile(replace(AIGERIM, iin=iin("14050260001"))), profile(replace(AIGERIM, given="Дана", iin=iin("14050260002")))
    )
    assert (twin_with_papers.grade, twin_with_papers.veto) == (None, "given")
    assert judged(given="Айгерім").veto == ""


@pytest.mark.parametrize(("one", "other"), [("Асан", "Үсен"), ("Хасан", "Хусейн"), ("Айгүл", "Айгерім")])
def test_twins_are_at_the_most_possible(one: str, other: str) -> None:
    found = scoring.judge(profile(replace(AIGERIM, given=one)), profile(replace(AIGERIM, given=other)))
    assert found.grade in (None, Grade.POSSIBLE)


def test_two_valid_numbers_that_differ_are_two_people_and_a_slip_of_one_digit_is_not() -> None:
    mine = replace(AIGERIM, iin=iin("14050260001"))
    assert scoring.judge(profile(mine), profile(replace(mine, iin=iin("14050260777")))).veto == "iin"
    slipped = mine.iin[:10] + str((int(mine.iin[10]) + 1) % 10) + mine.iin[11]
    found = scoring.judge(profile(mine), profile(replace(mine, iin=slipped)))
    assert (found.levels["iin"], found.veto, found.grade) == ("slip", "", Grade.CERTAIN)
    wrong = mine.iin[:-1] + str((int(mine.iin[-1]) + 5) % 10)
    assert scoring.judge(profile(mine), profile(replace(mine, iin=wrong[:3] + "9" + wrong[4:]))).levels["iin"] == "doubtful"


def test_the_same_number_outweighs_another_name() -> None:
    mine = replace(AIGERIM, iin=iin("14050260001"))
    assert scoring.judge(profile(mine), profile(replace(mine, given="Дана"))).veto == ""


def test_every_level_has_a_weight_and_words() -> None:
    known = scoring.weights().bits
    assert set(scoring.REASONS) <= set(known)
    assert set(known) <= set(scoring.REASONS)
    assert known["born", "date"] > 0 > known["born", "different"]
    assert known["iin", "same"] > known["born", "date"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = 2\nnormaliser = 99\n[levels]\n[grades]\n", "another version"),
        ("version = 2\nnormaliser = 1\n[grades]\n[levels.sex]\nsame = { m = 1.0, u = 0.5 }\n", "shares"),
    ],
)
def test_weights_of_another_normaliser_and_impossible_shares_are_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        scoring.read_weights(text)


WORDS = st.text(alphabet="абвгдежзиклмнопрстуәғқңөұүі ", max_size=12)
DAYS = st.dates(date(1990, 1, 1), date(2026, 12, 31))
BIRTHS = (
    st.none()
    | DAYS.map(Birth.on)
    | st.integers(1990, 2026).map(Birth.in_year)
    | st.builds(Birth.in_month, st.integers(1990, 2026), st.integers(1, 12))
)
PEOPLE = st.builds(
    Attributes, given=WORDS, surname=WORDS, patronymic=WORDS, sex=st.sampled_from(["", "male", "female"]), born=BIRTHS,
    region=st.sampled_from(["", "10", "75"]), district=st.sampled_from(["", "75.1"]),
    iin=st.sampled_from(["", iin("14050260001"), "123456789012"]),
)  # fmt: skip


@given(PEOPLE, PEOPLE)
def test_a_comparison_does_not_depend_on_the_side(one: Attributes, other: Attributes) -> None:
    here, there = scoring.judge(profile(one), profile(other)), scoring.judge(profile(other), profile(one))
    assert here.weight == pytest.approx(there.weight)
    assert (here.levels, here.grade, here.veto) == (there.levels, there.grade, there.veto)


@given(PEOPLE)
def test_what_is_sealed_is_what_is_compared(one: Attributes) -> None:
    who = profile(one)
    assert Profile.unpacked(who.packed()) == who
    assert comparing.compare(who, who).keys() >= ({"given"} if who.given else set())


def test_a_patronymic_beside_the_given_name_is_taken_as_one() -> None:
    who = profile(Attributes(given="Айгерім Нұрланқызы", surname="Серікова"))
    assert who == profile(Attributes(given="Айгерім", patronymic="Нұрланқызы", surname="Серікова"))
    assert profile(Attributes(given="Анна Мария")).given.folded == "anamaria"


def test_nothing_that_holds_a_name_shows_it() -> None:
    assert "Айгерім" not in repr(AIGERIM)
    assert "aigerim" not in repr(profile(AIGERIM)) + repr(profile(AIGERIM).given)


def test_a_birth_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        Birth(2014, 2, 30)
