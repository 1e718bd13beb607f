"""Latin letters of 2021, and passport spellings that share a folded key with the name."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qorgan.texts.folding import fold
from qorgan.texts.transliteration import CLASHES, REVERSIBLE, from_latin, lower, passport_spellings, to_latin, upper

SAMPLES = {
    "бұрынғы": "būrynğy",
    "данышпан кісі": "danyşpan kısı",
    "жеңіл": "jeñıl",
    "сый": "syi",
    "Қазақстан": "Qazaqstan",
    "Шымкент": "Şymkent",
    "Яна": "İana",
    "ЯНА": "İANA",
    "ҚИЯ": "QİİA",
    "Ілияс": "Iliias",
    "Иманов": "İmanov",
    "Щукин": "Şşukin",
    "«Өрлеу» 111": "«Örleu» 111",
}


@pytest.mark.parametrize("cyrillic", SAMPLES)
def test_the_2021_alphabet_is_written_as_published(cyrillic):
    assert to_latin(cyrillic) == SAMPLES[cyrillic]


@given(st.text(alphabet=REVERSIBLE + REVERSIBLE.upper() + " ", max_size=30))
def test_pure_kazakh_words_come_back_from_latin(text):
    assume(not CLASHES.search(text.lower()))
    assert from_latin(to_latin(text)) == text


def test_a_short_i_after_a_vowel_comes_back():
    assert from_latin("Aigül") == "Айгүл"
    assert from_latin("Abai") == "Абай"


def test_what_is_not_latin_2021_stays():
    assert from_latin("x, 5 — w") == "x, 5 — w"


def test_dotted_and_dotless_i_have_their_own_capitals():
    assert upper("iı") == "İI"
    assert lower("İI") == "iı"
    assert lower(upper("ilıas")) == "ilıas"


def test_passports_print_a_name_in_several_ways_the_usual_one_first():
    spellings = passport_spellings("Жақсылық")
    assert spellings[0] == "zhaksylyk"
    assert {"jaqsylyq", "zhaqsylyk"} <= set(spellings)
    assert {"yerlan", "erlan"} == set(passport_spellings("Ерлан"))
    assert "kassym" in passport_spellings("Қасым")
    assert "aliyeva" in passport_spellings("Алиева")


def test_the_number_of_spellings_is_bounded():
    assert len(passport_spellings("Жақсылыққожағұл", limit=10)) == 10


NAMES = "Айгүл Әлия Бауыржан Ерлан Қасым Ғани Жанар Сүйінбай Нұрсұлтан Хадиша Мәдина Өмірбек Ұлжан Сейіт Юлия Шыңғыс Щербаков"


@pytest.mark.parametrize("name", NAMES.split())
def test_every_passport_spelling_has_the_key_of_the_name(name):
    assert {fold(spelling) for spelling in passport_spellings(name, limit=500)} == {fold(name)}


@pytest.mark.parametrize("name", NAMES.split())
def test_the_2021_spelling_has_the_key_of_the_name(name):
    assert fold(to_latin(name)) == fold(name)
