"""Lists stand in the order of the 42-letter Kazakh alphabet."""

import itertools
import random

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


# Printed by Intl.Collator("kk") of ICU 78.2. The embedded PostgreSQL is built without ICU, so it cannot be asked.
ICU_ORDER = (
    "10|2|а|А|ананас|Анна|Асан|Асанов|ә|Ә|Әлия|б|Б|Б-1|в|В|г|Г|ғ|Ғ|д|Д|е|Е|Ерлан|ё|Ё|Ёлкин|ж|Ж|з|З|и|И|й|Й|к|К|қ|Қ|"
    "Қыз|Қыз жібек|Қызыл|л|Л|м|М|н|Н|ң|Ң|о|О|ө|Ө|п|П|р|Р|с|С|т|Т|у|У|Улан|ұ|Ұ|Ұлан|ү|Ү|ф|Ф|х|Х|һ|Һ|ц|Ц|ч|Ч|ш|Ш|"
    "щ|Щ|ъ|Ъ|ы|Ы|і|І|Ілияс|Іңкәр|ь|Ь|э|Э|ю|Ю|я|Я|b"
)


def test_the_order_is_the_one_of_icu():
    icu = ICU_ORDER.split("|")
    shuffled = random.Random(2).sample(icu, len(icu))
    assert sorted(shuffled, key=sort_key) == icu


@given(st.lists(st.text(max_size=8), max_size=12))
def test_the_order_is_total_and_ignores_where_it_began(texts):
    once = sorted(texts, key=sort_key)
    assert sorted(texts, key=sort_key) == once
    for one, other in itertools.pairwise(once):
        assert (sort_key(one) == sort_key(other)) == (one == other)
        assert not sort_key(other) < sort_key(one)
