"""The input of a text in several languages: one labelled input per language, readable by its label alone."""

import pytest
from django import forms
from django.utils.translation import override
from lxml import html

from qorgan.texts.widgets import WordsFormField
from qorgan.texts.words import Words

FULL = {"name_kk": "Мектеп", "name_ru": "Школа", "name_en": "School"}


class NameForm(forms.Form):
    name = WordsFormField(label="Name", max_length=10)


class NoteForm(forms.Form):
    note = WordsFormField(label="Note", required=False, multiline=True)


class TitleForm(forms.Form):
    title = WordsFormField(label="Title", every_language=False)


def test_all_languages_give_words():
    form = NameForm(FULL)
    assert form.is_valid()
    assert form.cleaned_data["name"] == Words(kk="Мектеп", ru="Школа", en="School")


def test_a_missing_language_is_named_in_itself():
    form = NameForm({**FULL, "name_kk": " "})
    with override("en"):
        assert form.errors["name"] == ["Please write this text in every language. Missing: Қазақша"]


def test_a_required_field_that_is_empty_says_so_once():
    assert [error.code for error in NameForm({}).errors.as_data()["name"]] == ["required"]


def test_each_language_has_the_limit():
    assert not NameForm({**FULL, "name_en": "x" * 11}).is_valid()


def test_an_optional_field_takes_some_languages_or_none():
    assert NoteForm({}).is_valid()
    assert NoteForm({"note_ru": "x"}).is_valid()
    form = NoteForm({})
    form.is_valid()
    assert form.cleaned_data["note"] == Words()


def test_one_language_may_be_enough():
    assert TitleForm({"title_ru": "x"}).is_valid()
    assert not TitleForm({}).is_valid()


@pytest.mark.parametrize("initial", [Words(kk="Мектеп"), {"kk": "Мектеп"}])
def test_the_form_knows_whether_something_changed(initial):
    same = {"note_kk": "Мектеп", "note_ru": "", "note_en": ""}
    assert not NoteForm(same, initial={"note": initial}).has_changed()
    assert NoteForm({**same, "note_kk": "x"}, initial={"note": initial}).has_changed()
    assert not NoteForm({}).has_changed()


def test_every_input_has_its_label_its_language_and_its_value():
    page = html.fromstring(f"<form>{NameForm(initial={'name': Words(kk='Мектеп')}).as_div()}</form>")
    assert [legend.text_content() for legend in page.iter("legend")] == ["Name:"]
    found = {}
    for box in page.iter("input"):
        (label,) = page.xpath(f"//label[@for='{box.get('id')}']")
        assert label.get("lang") == box.get("lang")
        found[box.get("name")] = (label.text_content(), box.get("lang"), box.get("value"))
    assert found == {
        "name_kk": ("Қазақша", "kk", "Мектеп"),
        "name_ru": ("Русский", "ru", None),
        "name_en": ("English", "en", None),
    }


def test_long_texts_have_text_areas():
    assert NoteForm().as_div().count("<textarea") == 3


def test_what_was_typed_stays_after_an_error_and_is_escaped():
    text = NameForm({**FULL, "name_kk": "", "name_ru": '"><script>'}).as_div()
    assert "&quot;&gt;&lt;script&gt;" in text
    assert "<script>" not in text
