"""Lists stand in the order of the 42-letter Kazakh alphabet."""

import itertools
import random

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from qorgan.texts.alphabet import KAZAKH_LETTERS, RUSSIAN_LETTERS, sort_key


def test_the_alphabet_has_42_letters_and_holds_the_russian_one_in_its_order():
    assert len(KAZAKH_LETTERS) == len(set(KAZAKH_LETTERS)) == 42
    assert [letter for letter in KAZAKH_LETTERS if letter in RUSSIAN_LETTERS] == list(RUSSIAN_LETTERS)


def test_letters_sort_as_the_alphabet_says_and_code_points_do_not():
    shuffled = random.Random(1).sample(KAZAKH_LETTERS, 42)
    assert sorted(shuffled, key=sort_key) == list(KAZAKH_LETTERS)
    assert sorted(shuffled) != list(KAZAKH_LETTERS)


def test_names_sort_as_a_kazakh_reader_expects():
    names = [
        "Ярослав",
        "Іңкәр",
        "Ілияс",
        "Әлия",
        "Айгүл",
        "Қасым",
        "Камила",
        "Ғани",
        "Галия",
        "Ёлкин",
        "Ерлан",
        "Ұлан",
        "Улан",
    ]
    assert sorted(names, key=sort_key) == [
        "Айгүл", "Әлия", "Галия", "Ғани", "Ерлан", "Ёлкин", "Камила", "Қасым", "Улан", "Ұлан", "Ілияс", "Іңкәр",
        "Ярослав",
    ]  # fmt: skip


def test_a_shorter_name_comes_first_and_small_letters_before_capitals():
    assert sorted(["Асанов", "Асан", "асан"], key=sort_key) == ["асан", "Асан", "Асанов"]


def test_spaces_digits_cyrillic_latin_follow_each_other():
    assert sorted(["б", "b", "2", "-", "10", " "], key=sort_key) == [" ", "-", "10", "2", "б", "b"]


@pytest.mark.django_db
def test_postgresql_sorts_names_of_icu_in_the_same_order():
    names = [
        *KAZAKH_LETTERS,
        *KAZAKH_LETTERS.upper(),
        "Асан",
        "Асанов",
        "Әлия",
        "Ерлан",
        "Ёлкин",
        "Қыз",
        "Қыз жібек",
        "Қызыл",
    ]
    with connection.cursor() as cursor:
        cursor.execute('SELECT n FROM unnest(%s::text[]) AS n ORDER BY n COLLATE "kk-x-icu"', [names])
        assert [row[0] for row in cursor.fetchall()] == sorted(names, key=sort_key)


@given(st.lists(st.text(max_size=8), max_size=12))
def test_the_order_is_total_and_ignores_where_it_began(texts):
    once = sorted(texts, key=sort_key)
    assert sorted(texts, key=sort_key) == once
    for one, other in itertools.pairwise(once):
        assert (sort_key(one) == sort_key(other)) == (one == other)
        assert not sort_key(other) < sort_key(one)
