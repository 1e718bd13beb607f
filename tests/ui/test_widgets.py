"""Controls: a list drawn by Python is the control that Django draws."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django import forms
from django.test.html import parse_html
from django.utils import timezone, translation
from lxml import html

from qorgan.ui.forms import DaysField, Form, MomentField
from qorgan.ui.widgets import DayInput, MomentInput, Options

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


class Call(Form):
    """A form with a moment."""

    at = MomentField(label="When")


MOMENTS = [("kk", "кк.аа.жжжж сс:мм"), ("ru", "дд.мм.гггг чч:мм"), ("en", "dd.mm.yyyy hh:mm")]


@pytest.mark.parametrize(("language", "hint"), MOMENTS)
def test_the_hint_of_a_moment_is_in_the_language_of_the_page_and_has_no_half_of_the_day(language, hint):
    with translation.override(language):
        field = line(str(Call()["at"]), "at")
        assert field.get("placeholder") == hint
        drawn = line(str(Call(initial={"at": datetime(2026, 11, 5, 19, 5, tzinfo=UTC)})["at"]), "at")
    assert (field.get("type"), field.get("data-day"), drawn.get("value")) == ("text", "moment", "06.11.2026 00:05")


@pytest.mark.parametrize("language", [code for code, _hint in MOMENTS])
@pytest.mark.parametrize(
    "sent",
    [
        "05.11.2026 14:05",
        "5.11.2026, 14.05",
        "051120261405",
        "05112026 1405",
        "05/11/2026 14:05",
        "2026-11-05T14:05",
        "2026-11-05 14:05:30",
    ],
)
def test_a_moment_that_was_sent_is_read_here_and_drawn_again_as_it_is_written_here(language, sent):
    with translation.override(language):
        form = Call({"at": sent})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["at"].isoformat() == "2026-11-05T14:05:00+05:00"
        assert line(str(form["at"]), "at").get("value") == "05.11.2026 14:05"


SAID = {
    "kk": ("Күн мен уақытты былай жазыңыз", "Уақыт жазылмаған"),
    "ru": ("Напишите день и время так", "Не указано время"),
    "en": ("Write the day and the time like this", "The time is missing"),
}


@pytest.mark.parametrize("language", SAID)
def test_a_moment_that_cannot_be_read_says_what_is_missing_and_stays_as_it_was_typed(language):
    wrong, timeless = SAID[language]
    with translation.override(language):
        for sent, said in ((HOSTILE, wrong), ("31.02.2026 14:05", wrong), ("05.11.2026 25:00", wrong), ("05.11.2026 2:05 pm", wrong),
                           ("05.11.2026", timeless), ("2026-11-05", timeless)):  # fmt: skip
            form = Call({"at": sent})
            (text,) = form.errors["at"]
            assert text.startswith(said), sent
            assert "05.11.2026 14:05" in text, sent
            assert line(str(form["at"]), "at").get("value") in (sent, "05.11.2026"), sent
        assert list(Call({"at": ""}).errors) == ["at"]


def test_an_hour_that_a_clock_skips_is_no_moment():
    with timezone.override("Europe/Berlin"), translation.override("en"):
        assert Call({"at": "29.03.2026 02:30"}).errors["at"] == ["On this day the clocks skip or repeat this hour. Write another one."]
        assert Call({"at": "29.03.2026 03:30"}).is_valid()


def test_the_calendar_beside_a_moment_is_no_answer():
    drawn = html.fromstring(f"<div>{MomentInput().render('at', None, {'id': 'id_at'})}</div>")
    assert [one.get("name") for one in drawn.xpath("//input")] == ["at"]
    assert drawn.xpath("//button[@data-day-open and @hidden]")
