"""The main job by what a screen reader is told and nothing else: roles, names, live regions. Also other eyes: large text,
forced colours, paper."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import looking
from tests.journeys.conftest import House, sign_in

pytestmark = pytest.mark.journey
# A control in Playwright's tree of names that has none: `- button`, `- link:` and so on.
NAMELESS = re.compile(r"^\s*- (?:button|link|textbox|radio|checkbox|combobox|img|dialog|log|region)(?: \[[^\]]*\])*:?$", re.MULTILINE)
MAIN = [("desk", "counsellor"), ("contacts", "counsellor"), ("organisations", "registry_keeper"), ("places/map", "registry_keeper")]


def by_name(page: Page, role: str, name: str):
    """The one element of this role and name in the tree of accessibility."""
    return page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]


def nameless(page: Page) -> list[str]:
    return NAMELESS.findall(page.locator("body").aria_snapshot())


def on_duty(page: Page, house: House) -> None:
    sign_in(page, house, "counsellor")
    page.goto(f"{house.address}/desk")
    if page.get_by_role("button", name="Ауысымды бастау").count():
        page.get_by_role("button", name="Ауысымды бастау").click()
        by_name(page, "button", "Үзіліс").wait_for()


def test_a_child_and_a_counsellor_by_names_only(house: House, browser: Browser) -> None:
    child = browser.new_context(viewport={"width": 360, "height": 740}, locale="kk").new_page()
    staff = browser.new_context(viewport={"width": 1440, "height": 900}, locale="kk").new_page()
    token = f"атаулар {time.time_ns() % 10**6}"
    on_duty(staff, house)

    child.goto(f"{house.address}/help?lang=kk")
    expect(child.get_by_role("heading", level=1)).to_have_count(1)
    assert nameless(child) == []
    by_name(child.get_by_role("group", name="Кімге көмек керек?"), "radio", "Маған").check()
    by_name(child, "textbox", "Не болды?").fill(f"сөйлескім келеді, {token}")
    by_name(child, "button", "Жіберу").click()
    log = by_name(child, "log", "Әңгіме")
    log.wait_for(timeout=60_000)
    expect(child.get_by_role("listitem")).to_have_count(6)
    assert nameless(child) == []

    staff.get_by_role("link", name=token).click(timeout=30_000)
    by_name(staff, "button", "Осы әңгімені алу").click()
    answer = by_name(staff, "textbox", "Жауап")
    expect(answer).to_be_focused(timeout=30_000)
    log.evaluate("one => { one.firstElementChild.isTheSame = true; }")
    answer.fill("Сәлем. Мен тыңдап отырмын.")
    staff.get_by_role("button", name="Жіберу").click()

    # The answer comes into a live region that is added to, never drawn anew, so it is read out and nothing else is.
    expect(log).to_contain_text("Мен тыңдап отырмын", timeout=30_000)
    assert log.evaluate("one => one.firstElementChild.isTheSame"), "the log was drawn anew: a reader hears all of it again"
    assert log.get_attribute("aria-live") in (None, "polite"), "a log is polite by itself"
    expect(child.get_by_role("status").first).to_be_attached()
    assert nameless(child) + nameless(staff) == []
    child.context.close()
    staff.context.close()


COLOURED = """() => [...document.querySelectorAll('.q-tag, .q-note, .q-clock, .q-badge, [aria-current], [aria-invalid=true]')]
  .filter((one) => one.checkVisibility() && !one.innerText.trim() && !one.getAttribute('aria-label') && !one.value)
  .map((one) => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize(("path", "role"), MAIN, ids=[path for path, _role in MAIN])
def test_other_eyes_and_paper(house: House, browser: Browser, path: str, role: str) -> None:
    """Doubled text, forced colours and paper keep what the page says; no status is a colour without a word."""
    context = browser.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2, locale="ru")  # 1440 at 200 %
    page = context.new_page()
    sign_in(page, house, role)
    page.goto(f"{house.address}/{path}")
    assert looking.width(page) == []
    assert page.evaluate(COLOURED) == []
    page.emulate_media(forced_colors="active")
    assert looking.violations(page) == []
    assert page.locator("main :is(a, button)").first.is_visible()
    page.emulate_media(media="print", forced_colors="none")
    assert not page.locator(".q-side").is_visible()
    assert not page.locator(".q-top .q-find").is_visible()
    assert page.locator(".q-print-only").is_visible(), "who printed it, and when, stands on the paper"
    assert page.pdf(format="A4").startswith(b"%PDF")
    context.close()


@pytest.mark.parametrize("path", ["help", "return", "help?look=timetable"])
def test_the_door_reflows_at_320_pixels_and_keeps_its_words_in_forced_colours(house: House, browser: Browser, path: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256}, locale="ru", forced_colors="active")
    page = context.new_page()
    page.goto(f"{house.address}/{path}{'&' if '?' in path else '?'}lang=ru")
    assert looking.width(page) == []
    assert looking.violations(page) == []
    context.close()
