"""Controls: a list drawn by Python is the control that Django draws."""

from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html
from django.utils import translation
from lxml import html

from qorgan.ui.forms import DaysField, Form
from qorgan.ui.widgets import DayInput, Options

HOSTILE = "<b>\"a\" & 'b'</b>"
PLAIN = [("", "any"), (1, "one"), ("x", HOSTILE), (HOSTILE, "two"), (None, "none"), ("x", "again")]
GROUPED = [("", "any"), (HOSTILE, [("a", "A"), ("b", "B")]), ("other", (("c", "C"),))]


@pytest.mark.parametrize("choices", [PLAIN, GROUPED])
@pytest.mark.parametrize("value", ["", None, "x", 1, "b", HOSTILE, "unknown"])
def test_a_list_is_drawn_as_django_draws_it(choices, value):
    attrs = {"class": "q-input", "id": "id_x", "required": True, "disabled": False, "data-said": HOSTILE}
    theirs = forms.Select(attrs, choices).render("x", value, {"aria-invalid": "true"})
    ours = Options(attrs, choices).render("x", value, {"aria-invalid": "true"})
    assert parse_html(ours) == parse_html(theirs)


class Meet(Form):
    """A form with days as rooms declare them."""

    on = forms.DateField(label="On")
    between = DaysField(label="Between", required=False)


def line(drawn: str, name: str = "on"):
    return html.fromstring(f"<div>{drawn}</div>").xpath(f"//input[@name='{name}']")[0]


@pytest.mark.parametrize(("language", "hint"), [("kk", "кк.аа.жжжж"), ("ru", "дд.мм.гггг"), ("en", "dd.mm.yyyy")])
def test_the_hint_of_a_day_is_in_the_language_of_the_page_and_not_of_the_browser(language, hint):
    with translation.override(language):
        field = line(str(Meet()["on"]))
    assert (field.get("type"), field.get("placeholder"), field.get("inputmode")) == ("text", hint, "numeric")


@pytest.mark.parametrize("sent", ["2026-11-05", "05112026", "05/11/2026", "5.11.2026"])
def test_a_day_that_was_sent_is_read_and_drawn_again_as_it_is_written_here(sent):
    form = Meet({"on": sent, "between_from": sent, "between_to": ""})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"].isoformat() == "2026-11-05"
    assert form.cleaned_data["between"][0].isoformat() == "2026-11-05"
    assert line(str(form["on"])).get("value") == "05.11.2026"
    assert line(str(form["between"]), "between_from").get("value") == "05.11.2026"


def test_what_is_no_day_stays_as_it_was_typed_and_the_error_shows_how_to_write_one():
    form = Meet({"on": HOSTILE, "between_from": "", "between_to": ""})
    with translation.override("en"):
        assert form.errors["on"] == ["Write the day like this: 05.11.2026."]
    assert line(str(form["on"])).get("value") == HOSTILE


def test_the_calendar_beside_a_day_is_no_answer_and_waits_for_a_script():
    drawn = html.fromstring(f"<div>{DayInput().render('on', None, {'id': 'id_on'})}</div>")
    assert [one.get("name") for one in drawn.xpath("//input")] == ["on"]
    button = drawn.xpath("//button")[0]
    assert button.get("hidden") is not None
    assert button.get("aria-label")
