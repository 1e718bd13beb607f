"""Plural categories follow CLDR."""

import pytest

from qorgan.texts.plurals import category, choose, ordinal_category

CASES = {"one": "дело", "few": "дела", "many": "дел"}


@pytest.mark.parametrize(
    ("number", "word"),
    [(0, "дел"), (1, "дело"), (2, "дела"), (4, "дела"), (5, "дел"), (11, "дел"), (12, "дел"), (14, "дел"), (21, "дело"),
     (22, "дела"), (111, "дел"), (101, "дело"), (1_000_002, "дела"), (-1, "дело")],
)  # fmt: skip
def test_russian_nouns_follow_the_number(number, word):
    assert choose(number, CASES, "ru") == word


def test_kazakh_and_english_have_one_and_other():
    assert [category(n, "kk") for n in (0, 1, 2, 5)] == ["other", "one", "other", "other"]
    assert category(1, "en-gb") == "one"
    assert category(21, "en") == "other"


def test_kazakh_ordinals_of_6_9_and_round_tens_are_many():
    assert [n for n in range(21) if ordinal_category(n, "kk") == "many"] == [6, 9, 10, 16, 19, 20]


def test_english_ordinals_are_first_second_third():
    assert [ordinal_category(n, "en") for n in (1, 2, 3, 4, 11, 12, 13, 22)] == [
        "one", "two", "few", "other", "other", "other", "other", "two",
    ]  # fmt: skip
    assert ordinal_category(1, "ru") == "other"


def test_a_missing_form_falls_back_and_none_is_an_error():
    assert choose(1, {"other": "бала"}, "kk") == "бала"
    assert choose(2, {"one": "дело"}, "ru") == "дело"
    with pytest.raises(ValueError, match="no forms"):
        choose(1, {}, "kk")
