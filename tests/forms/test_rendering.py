"""What is drawn of a form: looks by length, errors, carried answers, and what may not be shown."""

from __future__ import annotations

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from qorgan.forms.binding import bind
from qorgan.forms.comparing import differences
from qorgan.forms.rendering import fill, read
from qorgan.forms.sealing import sealed_names
from qorgan.texts.dates import day
from tests.forms.conftest import Sheet, query
from tests.forms.sheets import choice, form, row, toy

pytestmark = pytest.mark.usefixtures("english")
FULL = {
    "call_type": "counselling",
    "age": 9,
    "born": "2014-11-25",
    "topics": ["violence", "school"],
    "story": "First line\nsecond line",
    "region": "75",
    "members": [{"member_name": "Ана", "member_age": 41, "member_adult": True}],
    "called_at": "2026-11-24T09:30:00+05:00",
    "call_back": "14:05",
    "minutes": 3.5,
}


def drawn(screen, template="fill") -> Sheet:
    return Sheet(render_to_string(f"forms/{template}.html", {"screen": screen}))


def one(screen, name):
    for item in screen.items:
        for found in (item, *getattr(item, "items", ())):
            if found.node.name == name:
                return found
    raise AssertionError(name)


def several(count, kind="select_one call", label="X", **cells):
    rows = [choice("call", f"c{index}", f"{label}{index}") for index in range(count)]
    return one(fill(bind(form(row(kind, "k", "K", **cells), choices=rows))), "k").widget


@pytest.mark.parametrize(
    ("found", "widget"),
    [
        (lambda: several(3), "segments"),
        (lambda: several(3, label="A rather long answer "), "radios"),
        (lambda: several(7), "radios"),
        (lambda: several(8), "list"),
        (lambda: several(3, appearance="minimal"), "list"),
        (lambda: several(6, appearance="likert"), "segments"),
        (lambda: several(9, "select_multiple call"), "ticks"),
        (lambda: several(10, "select_multiple call"), "picks"),
    ],
)
def test_a_select_looks_after_its_length(found, widget):
    assert found() == widget


def test_errors_stand_on_top_and_at_their_questions():
    bound = bind(toy(), {"call_type": "counselling", "age": "x", "members": [{}]}, final=True)
    page = drawn(fill(bound))
    assert page.errors() == {
        "fill-age": "Age: Write a whole number, in digits.",
        "fill-topics": "Topics: This must be answered.",
        "fill-members-0-member_age": "Age of : This must be answered.",
    }
    for target in page.errors():
        control = page.tree.get_element_by_id(target)
        said = control.get("aria-describedby")
        assert page.tree.get_element_by_id(said.split()[-1]).text_content().strip()
    assert page.tree.get_element_by_id("fill-age").get("value") == "x"


def test_every_control_has_a_label():
    page = drawn(fill(bind(toy(), FULL)))
    labelled = set(page.tree.xpath("//label/@for"))
    for control in page.tree.xpath("//*[self::input or self::select or self::textarea][not(@type='hidden')]"):
        assert control.get("id") in labelled or control.get("aria-label"), control.get("name")
    assert len(page.tree.xpath("//*[@id]")) == len(set(page.tree.xpath("//@id")))


def test_groups_of_controls_have_a_legend():
    for group in drawn(fill(bind(toy(), FULL))).tree.xpath("//fieldset"):
        assert group.xpath("./legend")[0].text_content().strip()


def test_only_questions_that_change_others_ask_the_server():
    page = drawn(fill(bind(toy(), FULL)))
    asking = {name.removeprefix("a.") for name in page.tree.xpath("//*[@hx-trigger]/@name")}
    assert {"call_type", "topics", "region", "members.0.member_age", "members.0.member_name"} <= asking
    assert not {"age", "minutes", "district", "channel"} & asking


def test_the_first_button_that_enter_presses_only_updates():
    assert drawn(fill(bind(toy(), FULL))).tree.xpath("//button")[0].get("value") == "update"


def test_a_sent_page_says_the_same_again():
    bound = bind(toy(), FULL)
    again = bind(toy(), query(drawn(fill(bound)).fields()), {})
    assert again.answers == bound.answers


def test_what_is_away_is_carried_in_hidden_fields():
    bound = bind(toy(), {"call_type": "silent"}, FULL)
    page = drawn(fill(bound))
    assert "members.0.member_name" not in page.names()
    again = bind(toy(), query(page.fields()), {})
    assert again.answers == bound.answers


def test_stored_answers_are_read_in_the_reader_s_language():
    for language, words in {
        "en": ["Counselling", "Violence, School", "3.5", "Yes"],
        "ru": ["Counselling (рус)", "Violence (рус), School (рус)", "3,5", "Да"],
    }.items():
        with translation.override(language):
            text = drawn(read(toy(), FULL), "read").text()
            assert day(date(2014, 11, 25)) in text
        assert [word for word in words if word not in text] == []


def test_what_may_not_be_shown_is_not_on_the_page():
    screen = read(toy(), FULL, without=sealed_names(toy()))
    text = drawn(screen, "read").text()
    assert "second line" not in text
    assert "Ана" not in text, "not even quoted in another label"
    assert "41" in text


def test_without_the_filter_the_words_would_stand_on_the_page():
    text = drawn(read(toy(), FULL), "read").text()
    assert "second line" in text
    assert "Age of Ана" in text


def test_questions_without_answers_leave_no_trace_when_read():
    text = drawn(read(toy(), {"call_type": "silent"}), "read").text()
    assert text == "Kind of call Silent"
    assert drawn(read(toy(), {}), "read").text() == "Nothing was answered."


def test_answers_of_another_time_are_shown_as_they_were_made():
    stored = {"call_type": "silent", "age": 9, "years": 3}
    assert "9" in drawn(read(toy(), stored), "read").text()


def test_what_was_written_is_text_and_never_a_tag():
    evil = "<img src=x onerror=alert(1)>"
    values = FULL | {"story": evil, "child_name": evil, "members": [{"member_name": evil, "member_age": 3}]}
    for page in (drawn(fill(bind(toy(), values))), drawn(read(toy(), values), "read")):
        assert not page.tree.xpath("//img | //@onerror")
        assert page.tree.xpath("//script") == []


def test_a_word_of_another_language_says_so():
    line = row("text", "a", "Only English")
    built = form([cell if "(қаз)" not in cell and "(рус)" not in cell else "" for cell in line])
    with translation.override("kk"):
        page = drawn(fill(bind(built)))
    assert page.tree.xpath("//div[@lang='en']/label/text()")[0].strip() == "Only English"


def test_the_printed_record_names_the_form_and_its_version():
    class Version:
        number = 4

    page = Sheet(render_to_string("forms/print.html", {"screen": read(toy(), FULL), "title": "Contact", "version": Version}))
    assert "Version of the form: 4" in page.text()
    assert not page.tree.xpath("//input | //button")


def test_differences_are_shown_in_words_question_by_question():
    theirs = FULL | {"age": 10, "topics": ["school"], "members": [{"member_age": 40}]}
    found = {line.name: (line.label, line.mine, line.theirs) for line in differences(toy(), FULL, theirs)}
    assert found == {
        "age": ("Age", "9", "10"),
        "topics": ("Topics", "Violence, School", "School"),
        "members": ("Household member", "Ана, 41, Yes", "40"),
    }
