"""A day in a browser: written as the page's language writes it, chosen in the browser's calendar, usable without script."""

from __future__ import annotations

import pytest
from django import forms
from django.http import HttpResponse

from qorgan.ui.forms import Form, MomentField
from tests.ui.stage import violations

pytestmark = pytest.mark.journey


class Meet(Form):
    """One day."""

    on = forms.DateField(label="On")


class Call(Form):
    """A day and a time."""

    at = MomentField(label="On")


BODY = f'<form method="get" action="/page"><label for="id_on">On</label>{Meet()["on"]}<button class="q-btn" id="go">Go</button></form>'
PICK = """() => {
  HTMLInputElement.prototype.showPicker = function () { };
  document.querySelector('[data-day-open]').click();
  const native = document.querySelector('[data-day-native]');
  native.value = '2026-11-05';
  native.dispatchEvent(new Event('input', { bubbles: true }));
  native.dispatchEvent(new Event('change', { bubbles: true }));
}"""
HEAR = """() => { window.heard = [];
  for (const kind of ['input', 'change']) document.querySelector('#id_on').form.addEventListener(kind, (event) =>
    window.heard.push([kind, event.target.name, event.target.value])); }"""


def test_a_day_chosen_in_the_calendar_is_written_into_the_line_and_told_once(opened):
    def play(scene, tab):
        tab.evaluate(HEAR)
        tab.evaluate(PICK)
        assert tab.input_value("#id_on") == "05.11.2026"
        assert tab.evaluate("window.heard") == [["input", "on", "05.11.2026"], ["change", "on", "05.11.2026"]]
        assert tab.evaluate("document.activeElement.id") == "id_on"
        assert violations(tab) == []

    opened(BODY, play)


@pytest.mark.parametrize("typed", ["05112026", "5.11.2026", "5/11/2026", "2026-11-05", "5 11 2026"])
def test_a_day_typed_in_another_way_becomes_the_written_one_when_the_field_is_left(opened, typed):
    def play(scene, tab):
        tab.locator("#id_on").press_sequentially(typed)
        tab.keyboard.press("Tab")
        assert tab.input_value("#id_on") == "05.11.2026"

    opened(BODY, play)


def test_what_is_no_day_is_left_as_it_was_typed(opened):
    def play(scene, tab):
        tab.fill("#id_on", "ертең")
        tab.keyboard.press("Tab")
        assert tab.input_value("#id_on") == "ертең"

    opened(BODY, play)


def test_the_keyboard_opens_the_calendar_on_the_day_that_is_written(opened):
    def play(scene, tab):
        tab.evaluate("HTMLInputElement.prototype.showPicker = function () { window.shown = [this.type, this.value]; }")
        tab.fill("#id_on", "05.11.2026")
        tab.focus("#id_on")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.dataset.dayOpen") == ""
        tab.keyboard.press("Enter")
        assert tab.evaluate("window.shown") == ["date", "2026-11-05"]
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.id") == "go", "the calendar's own input is no stop"

    opened(BODY, play)


def test_without_script_the_line_alone_is_there_and_is_sent(opened):
    def play(scene, tab):
        assert tab.locator("[data-day-open]:visible").count() == 0
        tab.fill("#id_on", "05.11.2026")
        tab.click("#go")
        tab.wait_for_url("**/page?on=05.11.2026*")

    opened(BODY, play, java_script_enabled=False)


def test_a_field_that_comes_later_has_its_calendar_too(opened):
    part = HttpResponse(f'<div id="late">{Meet(prefix="late")["on"]}</div>')

    def play(scene, tab):
        tab.locator("#late [data-day-open]:visible").wait_for()

    opened('<div id="late" hx-get="/part" hx-trigger="load" hx-swap="outerHTML"></div>', play, answers={"/part": part})


MOMENT = (
    f'<form method="get" action="/page"><label for="id_at">At</label>{Call()["at"]}<button class="q-btn" id="go">Go</button></form>'
)


def test_the_calendar_changes_the_day_of_a_moment_and_leaves_its_time(opened):
    def play(scene, tab):
        tab.fill("#id_at", "01.02.2026 07:30")
        tab.evaluate(PICK)
        assert tab.input_value("#id_at") == "05.11.2026 07:30"
        tab.fill("#id_at", "")
        tab.evaluate(PICK)
        assert tab.input_value("#id_at") == "05.11.2026 ", "the time is typed behind the day; none is made up"
        for typed, written in (("051120261405", "05.11.2026 14:05"), ("5.11.2026, 9.05", "05.11.2026 09:05"), ("05112026", "05112026")):
            tab.fill("#id_at", typed)
            tab.keyboard.press("Tab")
            assert tab.input_value("#id_at") == written
            tab.focus("#id_at")
        assert violations(tab) == []

    opened(MOMENT, play)
