"""One spelling for every way of writing a name: the vectors that every encoder shares, and laws that hold for any name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qorgan.matching.aliases import canonical
from qorgan.matching.normaliser import VECTORS, deletions, fold, skeleton, stem
from qorgan.texts.alphabet import KAZAKH_LETTERS
from qorgan.texts.transliteration import passport_spellings, to_latin

NAMES = st.text(alphabet=KAZAKH_LETTERS.replace("ъ", "").replace("ь", ""), min_size=2, max_size=14)
KEYBOARD = str.maketrans("әғқңөұүһі", "агкноуухи")


def test_every_encoder_gives_the_skeletons_of_the_vectors() -> None:
    assert {name: skeleton(stem(name)) for name in VECTORS} == VECTORS


@given(NAMES)
def test_a_russian_keyboard_makes_no_difference(name: str) -> None:
    assert fold(name.translate(KEYBOARD)) == fold(name)


@given(NAMES)
def test_capitals_hyphens_and_marks_of_softness_make_no_difference(name: str) -> None:
    assert fold(name.upper()) == fold(name)
    assert fold(name[:1] + "-" + name[1:]) == fold(name)


@given(NAMES)
def test_a_skeleton_has_no_vowel_but_says_where_one_leads(name: str) -> None:
    made = skeleton(fold(name))
    assert not set(made) & set("aeiou")
    assert made.startswith("*") == (fold(name)[:1] in set("aeiou") and bool(fold(name)))


@given(st.text(max_size=40))
def test_nothing_breaks_it_and_only_its_letters_remain(text: str) -> None:
    assert set(fold(text)) <= set("abvgdejziklmnoprstufhcx")
    assert set(skeleton(stem(text))) <= set("bvgdjzklmnprstfhcx*")


def test_the_latin_of_2021_and_passports_meet_for_the_names_of_the_pack() -> None:
    for name in ("Айгүл", "Қанат", "Ғалым", "Жұлдыз", "Шолпан", "Нұрсұлтан", "Ақбота", "Өмірзақ", "Ілияс", "Хамит", "Юлия", "Яна"):
        assert fold(to_latin(name)) == fold(name), name
        assert {skeleton(fold(spelled)) for spelled in passport_spellings(name)} == {skeleton(fold(name))}, name


def test_surnames_and_patronymics_meet_whatever_their_ending() -> None:
    for group in (
        ("Ахметов", "Ахметова", "Ахметұлы", "Ахметқызы", "Akhmetov", "Akhmetuly"),
        ("Нұрбай", "Нұрбаев", "Нурбаева", "Nurbayeva"),
        ("Достоевский", "Достоевская", "Dostoyevskaya"),
        ("Серікұлы", "Серікович", "Серіковна", "Serikkyzy"),
    ):
        assert len({skeleton(stem(name)) for name in group}) == 1, group


def test_a_letter_is_left_out_only_where_enough_remain() -> None:
    assert deletions("kn") == frozenset()
    assert deletions("knmh") == {"nmh", "kmh", "knh", "knm"}


def test_short_names_stand_for_their_full_ones() -> None:
    assert canonical(fold("Саша")) == {fold("Александр"), fold("Александра")}
    assert canonical(fold("Чингис")) == canonical(fold("Шыңғыс")) == {fold("Шыңғыс")}
    assert canonical(fold("Бекзат")) == frozenset()


def test_a_country_without_a_list_of_short_names_is_compared_without_it(settings, tmp_path) -> None:
    settings.PACK = tmp_path
    assert canonical(fold("Саша")) == frozenset()
