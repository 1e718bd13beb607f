"""The main job without a mouse: a child from the code on the wall to the answer, a counsellor from the sign-in to the final record.

At every stop of Tab the focus is seen: a ring of at least two pixels, on the screen, covered by nothing.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House, sign_in, speak_kazakh
from tests.journeys.hands import Hands

pytestmark = pytest.mark.journey
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
AWAY = "<!doctype html><title>Күн жүйесі</title><h1>Күн жүйесі</h1>"


@pytest.fixture
def phone(browser: Browser):
    context = browser.new_context(viewport=PHONE, locale="kk")
    yield context.new_page()
    context.close()


@pytest.fixture
def desktop(browser: Browser):
    context = browser.new_context(viewport=DESKTOP, locale="kk")
    yield context.new_page()
    context.close()


def code_of_a_school(house: House, page: Page) -> str:
    """The address on the sheet of a school, as the school itself sees it."""
    sign_in(page, house, "school_representative")
    page.goto(f"{house.address}/organisations")
    page.goto(f"{page.locator('main a[data-open]').first.evaluate('one => one.href')}/code")
    found = re.search(r"/q/([\w-]+)", page.content())
    assert found, "the demo's school has no code"
    return f"{house.address}/q/{found[1]}"


def open_a_conversation(hands: Hands, text: str) -> list[str]:
    """From the open door to the six words."""
    page = hands.page
    hands.to("Негізгі бөлікке өту")
    hands.press("Enter")
    hands.to(name="about")
    hands.press("Space")
    hands.to(name="text")
    hands.write(text)
    hands.to("Жіберу")
    hands.press("Enter")
    page.wait_for_selector("#send", timeout=60_000)
    return [word.strip() for word in page.locator(".code li").all_inner_texts()]


def finalise(hands: Hands, wanted: str) -> None:
    """Chooses the kind of contact in the record beside the conversation, and finalises it."""
    page = hands.page
    hands.to("Бұл қандай өтініш болды?")
    kind = page.locator("#record select").first
    expect(kind).to_be_focused()
    for _option in range(20):
        if kind.evaluate("one => one.value") == wanted:
            break
        hands.press("ArrowDown")
        page.wait_for_timeout(700)  # a person reads the option; meanwhile the form is drawn anew for what it makes relevant
        expect(kind, "the focus stays in the list while the form is drawn anew").to_be_focused()
    assert kind.evaluate("one => one.value") == wanted
    hands.to("Жазбаны аяқтау")
    hands.press("Enter")
    page.wait_for_url("**/contacts/*")
    expect(page.locator("main .q-head .q-tag-ok")).to_be_visible()


def test_a_child_writes_leaves_and_comes_back_by_keyboard(house: House, phone: Page, desktop: Page) -> None:
    address, token = code_of_a_school(house, desktop), f"кезек {time.time_ns() % 10**6}"
    hands = Hands(phone)
    phone.goto(f"{address}?lang=kk")
    assert len(hands.round()) > 10, "Tab goes through the whole page and comes round"
    phone.goto(f"{address}?lang=kk")
    words = open_a_conversation(hands, f"мені ешкім тыңдамайды, {token}")
    assert len(words) == 6

    phone.evaluate("document.activeElement?.blur?.()")
    hands.to(name="text")
    hands.write("тағы жазамын")
    hands.to("Жіберу")
    hands.press("Enter")
    expect(phone.locator("#log .say.me")).to_have_count(2, timeout=30_000)
    assert hands.round(), "the conversation is no trap"

    phone.route("**/wiki/**", lambda route: route.fulfill(body=AWAY, content_type="text/html; charset=utf-8"))
    hands.press("Shift", "Shift", "Shift")
    phone.wait_for_url("**/wiki/**")
    for _ in range(20):  # the word that the child left travels on its own, while the other page opens
        phone.goto(f"{house.address}/chat")
        if phone.url.split("?")[0].endswith("/help"):
            break
        phone.wait_for_timeout(250)
    assert phone.url.split("?")[0].endswith("/help"), "leaving closed the open page"

    phone.goto(f"{house.address}/return?lang=kk")
    hands.to(name="words")
    hands.write(" ".join(words))
    hands.to("Ашу")
    hands.press("Enter")
    phone.wait_for_selector("#send", timeout=60_000)
    phone.evaluate("document.activeElement?.blur?.()")
    hands.to("Бұрынғы хабарларды көрсету")
    hands.press("Enter")
    expect(phone.locator("#log")).to_contain_text(token)
    assert hands.faults == []


def test_a_counsellor_answers_and_finalises_the_record_by_keyboard(house: House, phone: Page, desktop: Page) -> None:
    token = f"пернетақта {time.time_ns() % 10**6}"
    phone.goto(f"{house.address}/help?lang=kk")
    open_a_conversation(Hands(phone), f"қателесіп кірдім, {token}")

    hands = Hands(desktop)
    username, password = house.accounts["counsellor"]
    desktop.goto(f"{house.address}/sign-in?lang=kk&next=/desk")
    hands.to(name="login")
    hands.write(username)
    hands.to(name="password")
    hands.write(password)
    hands.press("Enter")
    desktop.wait_for_url("**/desk")
    speak_kazakh(desktop)
    if desktop.locator(".q-duty button[value=on]").count():
        hands.to("Ауысымды бастау", name="duty")
        hands.press("Enter")
        desktop.wait_for_selector(".q-duty button[value=break]")

    desktop.locator(".q-queue-row", has_text=token).wait_for(timeout=30_000)
    hands.to(token)
    hands.press("Enter")
    desktop.wait_for_url("**/desk/*")
    hands.to("Осы әңгімені алу")
    hands.press("Enter")
    box = desktop.locator("[data-write] textarea")
    expect(box).to_be_focused(timeout=30_000)
    hands.write("Сәлем. Көмек керек болса, осында жаз.")
    hands.press("Control+Enter")
    phone.locator(".say:not(.me)", has_text="Көмек керек болса").wait_for(timeout=30_000)

    finalise(hands, "wrong_number")
    assert hands.faults == []
