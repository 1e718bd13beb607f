"""A text in several languages, as a value."""

import copy
import pickle

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from qorgan.texts.words import Words

SCHOOL = Words(kk="Мектеп", ru="Школа", en="School")


@pytest.mark.parametrize(("code", "text"), [("kk", "Мектеп"), ("ru", "Школа"), ("en", "School")])
def test_it_prints_itself_in_the_reader_s_language(code, text):
    with override(code):
        assert str(SCHOOL) == f"{SCHOOL}" == SCHOOL.in_language() == text
    assert SCHOOL.in_language(code) == text


def test_a_missing_language_falls_back_in_the_order_of_the_installation():
    assert Words(ru="Школа", en="School").in_language("kk") == "Школа"
    assert Words(en="School").in_language("kk") == "School"
    assert Words(en="School", ru="Школа").shown_in("kk") == "ru"
    assert Words(ky="Мектеп").in_language("kk") == "Мектеп"


def test_no_words_are_an_empty_text():
    assert str(Words()) == ""
    assert Words().shown_in() is None
    assert not Words()
    assert Words({"kk": "  "}) == Words()


def test_missing_names_the_languages_without_a_text():
    assert Words(ru="Школа").missing() == ("kk", "en")
    assert SCHOOL.missing() == ()


def test_words_do_not_change_and_copies_do():
    with pytest.raises(AttributeError):
        SCHOOL.kk = "x"
    assert SCHOOL.replaced(en="Lyceum")["en"] == "Lyceum"
    assert SCHOOL["en"] == "School"
    assert Words({"kk": "а"}, kk="б")["kk"] == "б"


@pytest.mark.parametrize("wrong", [{"kk": 5}, {"kk": None}, {5: "x"}])
def test_only_texts_by_language_are_words(wrong):
    with pytest.raises(TypeError):
        Words(wrong)


def test_equal_words_are_one_in_a_set_whatever_their_order():
    assert {Words(kk="а", ru="б"), Words(ru="б", kk="а")} == {Words(kk="а", ru="б")}


def test_the_representation_shows_languages_and_no_text():
    assert repr(SCHOOL) == "Words(kk, ru, en)"


@given(st.dictionaries(st.sampled_from(["kk", "ru", "en", "ky"]), st.text(max_size=10)))
def test_words_survive_copies_pickles_and_json(texts):
    words = Words(texts)
    assert copy.deepcopy(words) == pickle.loads(pickle.dumps(words)) == Words(words.plain()) == words
    assert list(words) == sorted(words, key=["kk", "ru", "en", "ky"].index)
