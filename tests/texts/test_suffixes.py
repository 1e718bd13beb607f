"""Kazakh words are found by their stem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.texts.alphabet import KAZAKH_LETTERS
from qorgan.texts.folding import fold
from qorgan.texts.suffixes import SHORTEST_STEM, search_tokens, stem

FORMS = {
    "бала": "балалар балалары балаларымыздан балаға баланың баламен баласына",
    "мектеп": "мектепте мектептен мектептерімізден мектебі мектебіне мектептегі мектептердің",
    "кітап": "кітабы кітаптар",
    "жүрек": "жүрегі жүрегім",
    "қызметкер": "қызметкерлер қызметкерлеріне",
    "ұйым": "ұйымдар ұйымдардың",
    "отбасы": "отбасында отбасылар",
    "ауыл": "ауылда ауылдан ауылы",
    "қала": "қалада қаланың қаламыз",
    "мұғалім": "мұғалімге мұғалімдер мұғалімнің",
    "көмек": "көмегі көмекке көмектің",
    "ана": "анам анасы анасынан",
    "әке": "әкем әкесі әкесінен",
    "дос": "достар достарым достарыммен",
    "сабақ": "сабақта сабаққа сабағы",
    "дәрігер": "дәрігерге дәрігердің",
    "сынып": "сыныбында",
    "сыныптас": "сыныптастарым",
    "құқық": "құқығы құқықтары құқықтарын",
    "қыз": "қызы қыздар қызына",
    "ата": "атамның",
    "үйлен": "үйленді",
    "бар": "бардым",
    "кел": "келген",
    "астана": "Астанада",
    "алматы": "Алматыдан",
    "шымкент": "Шымкентке",
    "телефон": "телефоны",
    "адам": "адамдар адамның",
    "жасөспірім": "жасөспірімдер жасөспірімге",
    "орталық": "орталығы орталығына орталықтар",
    "жәрдемақы": "жәрдемақыны",
    "шешім": "шешімдер шешімі",
    "жоба": "жобалар жобаның жобасы",
}


@pytest.mark.parametrize("word", FORMS)
def test_every_form_has_the_stem_of_its_word(word):
    stems = {form: stem(form) for form in FORMS[word].lower().split()}
    assert stems == dict.fromkeys(stems, stem(word))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мектеп", "мекен"),
        ("қыз", "қыс"),
        ("ана", "анар"),
        ("дос", "доп"),
        ("сабақ", "сабын"),
        ("астана", "аста"),
        ("маман", "мама"),
    ],
)
def test_different_words_keep_different_stems(one, other):
    assert stem(one) != stem(other)


def test_words_typed_on_a_russian_keyboard_have_the_same_stem():
    assert stem("кызметкерлерине") == stem("қызметкерлеріне") == stem("қызметкер")


def test_endings_that_the_sounds_forbid_are_not_taken_off():
    assert stem("вокзалтар") == "вокзалтар", "after a voiced consonant it would be -дар"
    assert stem("ыстыдер") == "ыстыдер", "after ы it would be -лар"


def test_a_text_is_found_by_words_and_by_stems():
    found = search_tokens("Мектептерімізде көмек керек, 111")
    assert {fold("мектептерімізде"), "мектеп", "комек", "керек", "111"} <= found
    assert search_tokens("мектебі") & search_tokens("мектепке")


@given(st.text(alphabet=KAZAKH_LETTERS, min_size=1, max_size=24))
def test_a_stem_is_short_of_no_more_than_its_endings(word):
    found = stem(word)
    assert len(found) >= min(SHORTEST_STEM, len(fold(word))) - 1 or not fold(word)
    assert stem(found) == found or len(stem(found)) < len(found)


@given(st.text(alphabet=KAZAKH_LETTERS, min_size=4, max_size=20))
def test_no_word_of_letters_is_lost(word):
    assert fold(word) in search_tokens(word) or not fold(word)
