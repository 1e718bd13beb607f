"""A long list that can be typed into: the combobox of the ARIA practices over a select that stays what is sent."""

from __future__ import annotations

import pytest
from django.utils import translation

from qorgan.ui.widgets import PlaceSelect
from tests.ui.stage import violations

pytestmark = pytest.mark.journey
CHOICES = [
    ("", ""),
    ("Алматы қаласы", [("alm", "Алматы қаласы"), ("alm-1", "Алмалы ауданы"), ("alm-2", "Әуезов ауданы")]),
    ("Қарағанды облысы", [("kar", "Қарағанды облысы"), ("kar-1", "Абай ауданы"), ("kar-2", "Теміртау қаласы")]),
    ("Абай облысы", [("aba", "Абай облысы"), ("aba-1", "Абай ауданы"), ("aba-2", "Семей қаласы")]),
    ("Атырау облысы", [("aty", "Атырау облысы"), *((f"aty-{n}", f"Аудан {n}") for n in range(6))]),
]
LINE = "#id_place"
KEPT = "select[name=place]"
HEAR = """() => { window.heard = [];
  for (const kind of ['input', 'change']) document.querySelector('select[name=place]').form.addEventListener(kind, (event) =>
    window.heard.push([kind, event.target.name, event.target.value])); }"""


def body(value: str = "") -> str:
    with translation.override("en"):
        drawn = PlaceSelect({"class": "q-input"}, CHOICES).render("place", value, {"id": "id_place", "aria-describedby": "hint"})
    return (
        f'<form method="get" action="/page"><label for="id_place">Place</label><p id="hint">Where</p>{drawn}'
        '<button class="q-btn" id="go">Go</button></form>'
    )


def names(tab) -> list[str]:
    return tab.evaluate("[...document.querySelectorAll('.q-find-list [role=option]')].map((one) => one.firstChild.textContent)")


def test_typing_narrows_by_folded_words_and_enter_chooses(opened):
    def play(scene, tab):
        tab.evaluate(HEAR)
        tab.click(LINE)
        assert len(names(tab)) == 16
        assert violations(tab) == []
        tab.locator(LINE).press_sequentially("ауезов")
        assert names(tab) == ["Әуезов ауданы"]
        marked = tab.get_attribute(LINE, "aria-activedescendant")
        assert tab.get_attribute(f"#{marked}", "aria-selected") == "true"
        tab.keyboard.press("Enter")
        assert (tab.input_value(LINE), tab.input_value(KEPT)) == ("Әуезов ауданы", "alm-2")
        assert tab.get_attribute(LINE, "aria-expanded") == "false"
        assert tab.evaluate("window.heard") == [["input", "place", "alm-2"], ["change", "place", "alm-2"]]
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/page?place=alm-2")

    opened(body(), play)


def test_places_of_one_name_are_told_apart_by_their_region_which_can_be_typed_too(opened):
    def play(scene, tab):
        tab.fill(LINE, "абай ауд")
        assert names(tab) == ["Абай ауданы", "Абай ауданы"]
        assert tab.locator(".q-find-list small").all_inner_texts() == ["Қарағанды облысы", "Абай облысы"]
        tab.fill(LINE, "караганды абай")
        tab.locator(".q-find-list [role=option]").click()
        assert tab.input_value(KEPT) == "kar-1"

    opened(body(), play)


def test_a_name_that_begins_with_the_words_stands_before_one_that_only_holds_them(opened):
    def play(scene, tab):
        tab.fill(LINE, "а")
        assert names(tab)[0] == "Алматы қаласы"
        tab.fill(LINE, "облы")
        assert names(tab)[-1].startswith("Аудан"), "the region alone holds it"
        tab.fill(LINE, "ала")
        assert names(tab) == ["Алматы қаласы", "Алмалы ауданы", "Әуезов ауданы", "Теміртау қаласы", "Семей қаласы"]

    opened(body(), play)


def test_arrows_go_round_and_escape_gives_back_what_was_chosen(opened):
    def play(scene, tab):
        tab.focus(LINE)
        tab.keyboard.press("ArrowUp")
        assert tab.get_attribute(LINE, "aria-activedescendant").endswith("-15")
        tab.keyboard.press("ArrowDown")
        assert tab.get_attribute(LINE, "aria-activedescendant").endswith("-0")
        tab.keyboard.press("ArrowDown")
        assert tab.get_attribute(LINE, "aria-activedescendant").endswith("-1")
        tab.keyboard.press("Escape")
        assert (tab.input_value(LINE), tab.input_value(KEPT)) == ("Семей қаласы", "aba-2")
        assert tab.locator(".q-find-list").is_hidden()
        tab.keyboard.press("Alt+ArrowDown")
        assert tab.locator(".q-find-list").is_visible()
        assert tab.get_attribute(LINE, "aria-activedescendant") is None

    opened(body("aba-2"), play)


@pytest.mark.parametrize(
    ("typed", "line", "kept"),
    [
        ("", "", ""),
        ("теміртау қаласы", "Теміртау қаласы", "kar-2"),
        ("абай ауданы", "Семей қаласы", "aba-2"),
        ("zzz", "Семей қаласы", "aba-2"),
    ],
)
def test_leaving_takes_what_can_only_mean_one_place_and_never_guesses(opened, typed, line, kept):
    def play(scene, tab):
        tab.fill(LINE, typed)
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.id") == "go"
        assert (tab.input_value(LINE), tab.input_value(KEPT)) == (line, kept)

    opened(body("aba-2"), play)


def test_nothing_of_that_name_is_shown_and_said(opened):
    def play(scene, tab):
        tab.fill(LINE, "zzz")
        assert tab.locator(".q-find-list").inner_text() == "Nothing of that name."
        tab.wait_for_function("document.getElementById('said').textContent === 'Nothing of that name.'")

    opened(body(), play)


def test_label_and_hint_lead_to_the_line_and_the_select_is_no_stop(opened):
    def play(scene, tab):
        tab.get_by_label("Place").first.click()
        assert tab.evaluate("document.activeElement.id") == "id_place"
        assert tab.get_attribute(LINE, "aria-describedby") == "hint"
        tab.locator(KEPT).select_option("kar")
        assert tab.input_value(LINE) == "Қарағанды облысы", "what a script or a draft sets is shown"

    opened(body(), play)


def test_a_short_list_and_a_page_without_script_keep_the_browsers_own(opened):
    short = PlaceSelect({"class": "q-input"}, CHOICES[:2]).render("place", "", {"id": "id_place"})

    def play(scene, tab):
        assert tab.locator("[role=combobox]:not(#palette-words)").count() == 0
        assert tab.locator(KEPT).is_visible()

    opened(f'<form><label for="id_place">Place</label>{short}</form>', play)
    opened(body(), play, java_script_enabled=False)
