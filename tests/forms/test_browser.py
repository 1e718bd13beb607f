"""A form in a real browser: questions that appear, typing that survives, rows, long lists by keyboard; axe on each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from qorgan.forms.binding import bind
from qorgan.forms.definition import Definition
from qorgan.forms.rendering import fill
from qorgan.forms.submission import asked
from tests.forms.conftest import query
from tests.forms.sheets import choice, form, row, toy
from tests.ui.conftest import browse, browser_thread  # noqa: F401  (fixtures)
from tests.ui.stage import Stage, page, posts, violations

pytestmark = pytest.mark.journey
PATH = "/form"
AROUND = (
    "{{% include 'forms/head.html' %}}<form method='post' novalidate>{{% verbatim %}}{part}{{% endverbatim %}}"
    "<button class='q-btn' name='_do' value='finalise'>Finish</button></form>"
)


def served(built: Definition) -> Callable[[Any], HttpResponse]:
    """A page that asks a form and keeps nothing, without a database: whole, or the part that htmx replaces."""

    def answer(request: Any) -> HttpResponse:
        with translation.override("en"):
            is_post = request.method == "POST"
            submitted = query(parse_qsl(request.post_data or "", keep_blank_values=True)) if is_post else None
            is_final = submitted is not None and asked(submitted).verb == "finalise"
            screen = fill(bind(built, submitted, final=is_final), level=2)
            part = render_to_string("forms/fill.html", {"screen": screen})
            return HttpResponse(part) if "hx-request" in request.headers else page(AROUND.format(part=part))

    return answer


@pytest.fixture
def opened(browse):  # noqa: F811
    """`opened(play, built=…, width=360)` opens a form and calls `play(scene, tab)`; the console must stay silent."""

    def open_form(play: Callable[[Stage, Any], None], *, built: Definition | None = None, **options: Any) -> None:
        answer = served(built or toy())

        def run(scene: Stage) -> None:
            scene.play(PATH, answer)
            tab = scene.open(PATH)
            tab.wait_for_load_state("load")
            play(scene, tab)
            assert scene.strange == []
            assert scene.complaints == []

        browse(run, **options)

    return open_form


def counselling(tab: Any) -> None:
    tab.get_by_text("Counselling", exact=True).click()
    tab.locator("#fill-age").wait_for()


def test_questions_appear_when_they_become_relevant_and_what_was_typed_stays(opened):
    def play(scene, tab):
        counselling(tab)
        tab.locator("#fill-age").fill("11")
        tab.get_by_text("Violence", exact=True).click()
        tab.locator("#fill-story").wait_for()
        assert tab.locator("#fill-age").input_value() == "11"
        assert len(posts(scene, PATH)) == 2
        assert violations(tab) == []

    opened(play)


def test_what_is_typed_while_an_answer_is_on_its_way_is_kept(opened):
    def play(scene, tab):
        counselling(tab)
        tab.evaluate("""() => document.addEventListener('htmx:beforeSwap', () => {
            const age = document.getElementById('fill-age');
            age.value = '13';
            age.dispatchEvent(new Event('input', {bubbles: true}));
        }, {once: true})""")
        tab.get_by_text("Violence", exact=True).click()
        tab.locator("#fill-story").wait_for()
        assert tab.locator("#fill-age").input_value() == "13"

    opened(play)


def test_without_our_module_that_typing_would_be_lost(opened):
    """The planted fault: the same with the module kept away."""

    def play(scene, tab):
        scene.play("/static/forms/forms.js", HttpResponse("", content_type="text/javascript"))
        tab.reload()
        counselling(tab)
        tab.evaluate("""() => document.addEventListener('htmx:beforeSwap', () => {
            document.getElementById('fill-age').value = '13';
        }, {once: true})""")
        tab.get_by_text("Violence", exact=True).click()
        tab.locator("#fill-story").wait_for()
        assert tab.locator("#fill-age").input_value() == ""

    opened(play)


def test_a_form_sent_while_its_draft_is_being_kept_waits_for_that_answer(opened):
    """Else it carries the version from before, and meets its own draft as somebody else's change."""

    def play(scene, tab):
        counselling(tab)
        tab.evaluate("""() => {
            document.querySelector('[data-form]').classList.add('htmx-request');
            document.addEventListener('submit', (event) => { window.sent = !event.defaultPrevented; event.preventDefault(); });
        }""")
        finish = tab.get_by_role("button", name="Finish")
        finish.click()
        assert tab.evaluate("window.sent") is False, "it was sent at once"
        tab.evaluate("document.querySelector('[data-form]').classList.remove('htmx-request')")
        tab.wait_for_timeout(300)
        assert tab.evaluate("window.sent")

    opened(play)


def test_a_cascading_choice_offers_what_fits(opened):
    def play(scene, tab):
        counselling(tab)
        tab.get_by_text("Astana", exact=True).click()
        tab.get_by_text("Almaty district", exact=True).wait_for()
        assert tab.get_by_text("Alatau", exact=True).count() == 0

    opened(play)


def test_rows_come_and_go_without_a_reload(opened):
    def play(scene, tab):
        counselling(tab)
        add = tab.locator("#fill-members-add")
        add.click()
        tab.locator("#fill-members-0-member_name").fill("Ана")
        tab.locator("#fill-members-0-member_name").press("Tab")
        tab.get_by_text("Age of Ана").wait_for()
        add.click()
        tab.locator("#fill-members-1-member_name").wait_for()
        assert violations(tab) == []
        tab.locator("#fill-members-0-remove").click()
        tab.locator("#fill-members-1").wait_for(state="detached")
        assert tab.locator("#fill-members-0-member_name").input_value() == ""
        assert sum(request.is_navigation_request() for request in scene.asked) == 1

    opened(play)


def test_enter_in_a_field_removes_no_row(opened):
    def play(scene, tab):
        counselling(tab)
        tab.locator("#fill-members-add").click()
        name = tab.locator("#fill-members-0-member_name")
        name.fill("Ана")
        with tab.expect_navigation():
            name.press("Enter")
        assert name.input_value() == "Ана"

    opened(play)


def test_errors_are_listed_on_top_and_lead_to_their_fields_on_a_phone(opened):
    def play(scene, tab):
        counselling(tab)
        tab.get_by_role("button", name="Finish").click()
        tab.get_by_role("link", name="Age: This must be answered.").click()
        assert tab.evaluate("document.activeElement.id") == "fill-age"
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert violations(tab) == []

    opened(play, width=360)


LONG = form(
    row("select_multiple topic", "reasons", "Reasons"),
    choices=[choice("topic", f"r{index}", name) for index, name in enumerate(
        ["Bullying", "Neglect", "Exams", "Әжуалау", "Friends", "Family", "Money", "Moving", "Health", "Sleep", "Rights",
         "Online games"])],
)  # fmt: skip


def test_a_long_list_is_searched_and_answered_by_keyboard_alone(opened):
    def play(scene, tab):
        search = tab.get_by_role("searchbox", name="Find in the list")
        search.focus()
        tab.keyboard.type("әжу")
        assert tab.locator("[data-search]:visible").all_inner_texts() == ["Әжуалау"]
        assert tab.locator("[data-picks-count]").inner_text() == "Shown: 1"
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Space")
        assert [chip.split() for chip in tab.locator(".q-chip").all_inner_texts()] == [["Әжуалау", "×"]]
        assert violations(tab) == []
        tab.get_by_role("button", name="Take away: Әжуалау").press("Enter")
        assert tab.locator(".q-chip").count() == 0
        assert tab.evaluate("document.activeElement.type") == "search"
        tab.keyboard.press("Enter")
        assert posts(scene, PATH) == []

    opened(play, built=LONG)


def test_a_long_list_finds_a_word_typed_with_russian_letters(opened):
    def play(scene, tab):
        tab.get_by_role("searchbox").fill("ажуалау")
        assert tab.locator("[data-search]:visible").all_inner_texts() == ["Әжуалау"]

    opened(play, built=LONG)


def test_without_script_the_long_list_is_plain_ticks_and_the_button_updates(opened):
    def play(scene, tab):
        assert tab.locator("[data-search]:visible").count() == 12
        assert not tab.get_by_role("searchbox").is_visible()
        tab.get_by_text("Neglect", exact=True).click()
        with tab.expect_navigation():
            tab.get_by_role("button", name="Update the questions").click()
        assert tab.get_by_label("Neglect").is_checked()

    opened(play, built=LONG, java_script_enabled=False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_look_passes_axe_in_light_and_dark_and_in_every_kind_of_question(opened, scheme):
    def play(scene, tab):
        counselling(tab)
        tab.get_by_text("Violence", exact=True).click()
        tab.locator("#fill-story").wait_for()
        tab.locator("#fill-members-add").click()
        tab.locator("#fill-members-0").wait_for()
        assert violations(tab) == []

    opened(play, color_scheme=scheme)


def test_a_draft_is_kept_while_somebody_types_and_the_line_says_when(browse):  # noqa: F811
    with translation.override("en"):
        built, at = toy(), datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
        screen = fill(bind(built), level=2, endpoint=PATH)
        part = render_to_string("forms/fill.html", {"screen": screen})
        line = render_to_string("forms/saved.html", {"screen": screen, "version": 1})
        said = render_to_string("forms/saved.html", {"screen": screen, "version": 2, "saved_at": at})
        made = page(AROUND.format(part=part + line))

    def run(scene):
        scene.play(PATH, lambda request: HttpResponse(said) if request.method == "POST" else made)
        tab = scene.open(PATH)
        assert tab.get_by_text("Not saved yet.").is_visible()
        tab.locator("#fill-minutes").fill("7")
        tab.get_by_text("Saved, 14:05.").wait_for()
        sent = dict(parse_qsl(posts(scene, PATH)[0].post_data))
        assert (sent["_do"], sent["a.minutes"], sent["version"]) == ("autosave", "7", "1")
        assert tab.locator("[name=version]").input_value() == "2"
        assert scene.complaints == []

    browse(run)
