"""The main job: a pupil scans a code and writes in Kazakh; a counsellor sees it within a second, answers, keeps the record;
the child returns later with six words and reads the answer. Two real browsers, real processes, a real database."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import House, shot, sign_in

pytestmark = pytest.mark.journey
TOKEN = f"сынып {time.time_ns() % 100000}"
FIRST = f"сәлем, үйге барғым келмейді, {TOKEN}"
ANSWER = "Сәлем. Мен осындамын. Не болды?"


@pytest.fixture
def phone(browser: Browser):
    """A child's phone, 360 pixels wide."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, has_touch=True, locale="kk")
    yield context.new_page()
    context.close()


@pytest.fixture
def desktop(browser: Browser):
    """A counsellor's screen."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="kk")
    yield context.new_page()
    context.close()


def test_a_pupil_writes_and_a_counsellor_answers(house: House, phone, desktop) -> None:
    requests: list[str] = []
    for page in (phone, desktop):
        page.on("request", lambda request: requests.append(request.url))
    sign_in(desktop, house, "counsellor")
    desktop.goto(f"{house.address}/desk")
    if desktop.locator(".q-duty button[value=on]").count():
        desktop.click(".q-duty button[value=on]")
    desktop.wait_for_selector(".q-duty button[value=break]")

    phone.goto(f"{house.address}/help?lang=kk")
    assert not phone.context.cookies()
    shot(phone, "door-kk")
    phone.check("input[name=about][value=self]")
    phone.fill("textarea[name=text]", FIRST)
    phone.click("button.on")
    phone.wait_for_selector("#send", timeout=20000)
    words = [li.inner_text() for li in phone.query_selector_all(".code li")]
    assert len(words) == 6
    shot(phone, "door-words-kk")

    row = desktop.locator(".q-queue-row", has_text=TOKEN)
    row.wait_for(timeout=5000)
    shot(desktop, "desk-queue-kk")
    row.click()
    desktop.click(".q-desk-write button")
    desktop.wait_for_selector("[data-write] textarea")
    expect(phone.locator("#who")).not_to_have_text("111", timeout=10000)

    desktop.fill("[data-write] textarea", ANSWER)
    sent = time.monotonic()
    desktop.keyboard.press("Control+Enter")
    phone.locator(".say", has_text="Мен осындамын").wait_for(timeout=10000)
    assert time.monotonic() - sent < 5
    shot(phone, "door-answer-kk")

    phone.fill("#send textarea", "рахмет")
    phone.click("#send button")
    desktop.locator(".q-said", has_text="рахмет").wait_for(timeout=10000)
    shot(desktop, "desk-talk-kk")

    phone.context.set_offline(True)
    phone.fill("#send textarea", "байланыссыз жазылды")
    phone.click("#send button")
    phone.locator(".st").last.wait_for()
    phone.context.set_offline(False)
    desktop.locator(".q-said", has_text="байланыссыз жазылды").wait_for(timeout=30000)
    assert desktop.locator(".q-said", has_text="байланыссыз жазылды").count() == 1

    phone.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'a'}))")
    phone.route("**/wiki/**", lambda route: route.fulfill(body="<title>Күн жүйесі</title>", content_type="text/html"))
    phone.click("[data-exit]")
    phone.wait_for_url("**/wiki/**")
    phone.goto(f"{house.address}/chat")
    assert phone.url.split("?")[0].endswith("/help"), "the open page was closed by Exit"

    phone.goto(f"{house.address}/return?lang=kk")
    phone.fill("input[name=words]", " ".join(words))
    phone.click("button.on")
    phone.wait_for_selector("#send", timeout=20000)
    assert "Мен осындамын" in phone.inner_text("#log")
    shot(phone, "door-back-kk")
    own = [url for url in requests if "wiki" not in url]
    assert all(url.startswith((house.address, "data:")) for url in own), "a request left for somebody else"


def test_the_door_works_without_a_script(house: House, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{house.address}/help?lang=ru")
    page.check("input[name=about][value=other]")
    page.fill("textarea[name=text]", "пишу без скрипта")
    page.wait_for_timeout(5000)
    page.click("button.on")
    page.wait_for_selector(".code li")
    shot(page, "door-plain-ru")
    page.fill("#send textarea", "ещё одно")
    page.click("#send button")
    page.wait_for_load_state()
    assert "ещё одно" in page.frame_locator("iframe").locator("main").inner_text()
    context.close()


@pytest.mark.parametrize(("lang", "scheme"), [("kk", "light"), ("ru", "dark"), ("en", "light")])
def test_the_door_looks_calm_in_every_language(house: House, browser: Browser, lang: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    for name, address in (("door", "/help"), ("return", "/return"), ("timetable", "/help?look=timetable")):
        page.goto(f"{house.address}{address}{'&' if '?' in address else '?'}lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shot(page, f"{name}-{lang}-{scheme}")
    context.close()
