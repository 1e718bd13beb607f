"""Folding brings every way of writing a word to one key, and does not bring different words together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.texts.alphabet import KAZAKH_LETTERS
from qorgan.texts.folding import fold, tokens

SPELLINGS = {
    "Айгүл": "Айгуль Aigül Aygul Aigul Aygul' Aygulʼ AЙГҮЛ айгүл",
    "Әлия": "Алия Älia Aliya Alia Aliia",
    "Бауыржан": "Bauyrjan Bauyrzhan",
    "Ерлан": "Yerlan Erlan",
    "Дмитрий": "Dmitriy Dmitrii",
    "Сүйінбай": "Suyinbay Süiinbai Suiinbai",
    "Жанар": "Janar Zhanar Джанар Dzhanar",
    "Нұрсұлтан": "Нурсултан Nūrsūltan Nursultan",
    "Қызылорда": "Кызылорда Qyzylorda Kyzylorda",
    "Щукин": "Shchukin Şşukin",
    "Юрий": "Yuriy Iurii Iuriy",
    "Хадиша": "Khadisha Hadişa Hadisha",
    "Түймебаев": "Tuymebayev Tuimebaev",
    "Ғани": "Гани Gani Ghani Ğani",
    "Қасым": "Касым Qasym Kassym Kasym",
    "Ілияс": "Ilyas İlyas Ilias",
    "Һарун": "Харун Harun Kharun",
    "Пётр": "Петр Petr Pyotr",
    "Райымбек": "Raiymbek Rayymbek",
    "Ауыл": "auyl",
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_of_a_name_has_one_key(name):
    keys = {spelling: fold(spelling) for spelling in SPELLINGS[name].split()}
    assert keys == dict.fromkeys(keys, fold(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [("быть", "бить"), ("мыло", "мило"), ("11", "1"), ("бала", "балалар"), ("ұл", "ол"), ("дом", "том")],
)
def test_different_words_keep_different_keys(one, other):
    assert fold(one) != fold(other)


def test_the_reference_letters_fold_to_russian_ones():
    assert fold("ә ғ қ ң ө ұ ү һ і ё") == "а г к н о у у х и е"


def test_a_latin_letter_inside_a_cyrillic_word_is_a_slip_of_the_keyboard():
    assert fold("pебёнок") == fold("ребенок") == fold("ребёнoк")


def test_apostrophes_join_and_everything_else_parts_words():
    assert tokens("Al'mira, Қызыл-Ту!\n(111)") == ["алмира", "кызыл", "ту", "111"]


def test_a_text_without_words_has_an_empty_key():
    assert fold(" — ! ") == ""
    assert tokens("") == []
    assert tokens("ь") == []


def test_combining_and_composed_letters_are_the_same():
    assert fold("Й\u0306") == fold("Й")
    assert fold("g\u0306ani") == fold("ğani")
    assert fold("İ") == fold("i")


def test_marks_of_other_scripts_stay_with_their_word():
    assert len(tokens("नमस्ते")) == 1
    assert fold("नमस्ते") != fold("नमसत")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=KAZAKH_LETTERS + "abcdefghijklmnopqrstuvwxyz ışğñ'", max_size=40))
def test_folding_mixed_letters_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=KAZAKH_LETTERS + " -", max_size=40))
def test_case_never_matters(text):
    assert fold(text.upper()) == fold(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_words_fold_one_by_one(first, second):
    assert tokens(f"{first} {second}") == tokens(first) + tokens(second)
