"""Two tabs, a line that breaks, a second press, a browser that dies: nothing typed is lost, nothing is sent twice."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import House, sign_in

pytestmark = pytest.mark.journey
WAITING = {
    "kk": "Әлі жеткен жоқ. Өзі жіберіледі.",
    "ru": "Ещё не доставлено. Отправится само.",
}


def mark() -> str:
    """A word that stands nowhere else."""
    return f"белгі{time.time_ns()}"


@contextmanager
def browsing(browser: Browser, lang: str = "kk", **given: object) -> Iterator[BrowserContext]:
    """A browser of somebody's own."""
    context = browser.new_context(locale=lang, **given)
    yield context
    context.close()


def open_door(context: BrowserContext, house: House, text: str, lang: str = "kk") -> Page:
    """A child writes the first message."""
    page = context.new_page()
    page.goto(f"{house.address}/help?lang={lang}")
    page.check("input[name=about][value=self]")
    page.fill("textarea[name=text]", text)
    page.dblclick("button.on")
    page.wait_for_selector("#send", timeout=20000)
    return page


def sit_down(context: BrowserContext, house: House, role: str = "counsellor") -> Page:
    """Somebody signs in and is on shift."""
    page = context.new_page()
    sign_in(page, house, role)
    page.goto(f"{house.address}/desk")
    if page.locator(".q-duty button[value=on]").count():
        page.click(".q-duty button[value=on]")
        page.wait_for_selector(".q-duty button[value=break]")
    return page


def take(page: Page, text: str) -> None:
    """The conversation with these words."""
    page.locator(".q-queue-row", has_text=text).first.click()
    page.click(".q-desk-write button")
    page.wait_for_selector("[data-write] textarea")


def own_words(page: Page) -> list[str]:
    """What the child's page shows as sent by the child, without what is on its way."""
    return page.locator("#log .say.me[data-seq]").all_inner_texts()


def test_two_tabs_show_one_conversation_and_neither_loses_what_is_typed(house: House, browser: Browser) -> None:
    with browsing(browser) as phone:
        word = mark()
        first = open_door(phone, house, word)
        second = phone.new_page()
        second.goto(f"{house.address}/chat?lang=kk")
        second.fill("#send textarea", "екіншіде жазып отырмын")
        first.fill("#send textarea", f"{word} біріншіден")
        first.click("#send button")
        for page in (first, second):
            expect(page.locator("#log .say.me[data-seq]", has_text=f"{word} біріншіден")).to_have_count(1, timeout=20000)
        assert second.input_value("#send textarea") == "екіншіде жазып отырмын"
        second.click("#send button")
        expect(first.locator("#log .say.me[data-seq]", has_text="екіншіде жазып отырмын")).to_have_count(1, timeout=20000)
        assert own_words(first) == own_words(second) == [word, f"{word} біріншіден", "екіншіде жазып отырмын"]


def test_a_second_conversation_in_another_tab_does_not_mix_with_the_first(house: House, browser: Browser) -> None:
    with browsing(browser) as phone:
        one, other = mark(), mark()
        first = open_door(phone, house, one)
        first.fill("#send textarea", "жіберілмеген сөз")
        open_door(phone, house, other)
        first.evaluate("dispatchEvent(new Event('online'))")
        expect(first.locator("#log .say.me[data-seq]", has_text=other)).to_have_count(1, timeout=20000)
        assert own_words(first) == [other]
        assert first.input_value("#send textarea") == "жіберілмеген сөз"


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_a_child_whose_line_breaks_keeps_the_words_and_they_go_once(house: House, browser: Browser, lang: str) -> None:
    with browsing(browser, lang) as phone:
        page = open_door(phone, house, mark(), lang)
        phone.set_offline(True)
        page.locator("#send textarea").press_sequentially("жазып отырғанда үзілді")
        page.dblclick("#send button")
        expect(page.locator(".st").last).to_have_text(WAITING[lang], timeout=10000)
        page.fill("#send textarea", "келесі сөз")
        phone.set_offline(False)
        expect(page.locator("#log .say.me[data-seq]", has_text="жазып отырғанда үзілді")).to_have_count(1, timeout=20000)
        assert page.input_value("#send textarea") == "келесі сөз"
        page.reload()
        assert page.input_value("#send textarea") == "келесі сөз"
        expect(page.locator("#log .say.me", has_text="жазып отырғанда үзілді")).to_have_count(1)


def test_a_counsellor_whose_line_breaks_keeps_the_words_and_they_go_once(house: House, browser: Browser) -> None:
    with browsing(browser) as phone, browsing(browser, viewport={"width": 1440, "height": 900}) as office:
        word = mark()
        child, desk = open_door(phone, house, word), sit_down(office, house)
        take(desk, word)
        office.set_offline(True)
        desk.locator("[data-write] textarea").press_sequentially("Мен осындамын, байланыс үзілді")
        desk.dblclick("[data-send]")
        expect(desk.locator("[data-kept]")).to_have_text(WAITING["kk"], timeout=10000)
        desk.locator("[data-write] textarea").press_sequentially(" тағы бір ой")
        office.set_offline(False)
        expect(child.locator("#log .say:not(.me)", has_text="байланыс үзілді")).to_have_count(1, timeout=30000)
        expect(desk.locator("[data-write] textarea")).to_have_value("тағы бір ой", timeout=10000)


def test_a_counsellor_whose_browser_dies_finds_everything_again(house: House, browser: Browser) -> None:
    with browsing(browser) as phone:
        word = mark()
        open_door(phone, house, word)
        office = browser.new_context(locale="kk", viewport={"width": 1440, "height": 900})
        desk = sit_down(office, house)
        take(desk, word)
        address = desk.url
        question = desk.locator("#desk-record select").first
        name = question.get_attribute("name")
        value = question.locator("option:not([value=''])").first.get_attribute("value")
        question.select_option(value)
        desk.locator("[data-write] textarea").press_sequentially("жарты жазылған жауап", delay=20)
        desk.wait_for_timeout(2500)
        office.close()
        with browsing(browser, viewport={"width": 1440, "height": 900}) as again:
            desk = sit_down(again, house)
            expect(desk.locator(".q-queue-row", has_text=word)).to_have_count(1)
            desk.goto(address)
            assert desk.input_value("[data-write] textarea") == "жарты жазылған жауап"
            assert desk.input_value(f"#desk-record select[name='{name}']") == value


def test_of_two_who_take_one_conversation_the_second_is_told_calmly(house: House, browser: Browser) -> None:
    with browsing(browser) as phone, browsing(browser) as one, browsing(browser) as other:
        word = mark()
        open_door(phone, house, word)
        quick, slow = sit_down(one, house), sit_down(other, house, "psychologist")
        for desk in (quick, slow):
            desk.locator(".q-queue-row", has_text=word).first.click()
            desk.wait_for_selector(".q-desk-write button")
        quick.click(".q-desk-write button")
        quick.wait_for_selector("[data-write] textarea")
        slow.click(".q-desk-write button")
        told = re.compile("Бұл әңгімені әріптес жаңа ғана алды|Эту беседу только что взял коллега")
        expect(slow.locator("[data-errors]")).to_have_text(told, timeout=10000)
