"""A danger in two browsers: the counsellor asks, rings, tells the police; the duty officer answers on a telephone; the counsellor
sees it at once. What a person hears by telephone (the code) and finds in the mailbox (the link) is handed from one to the other.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import House, shot, sign_in

pytestmark = pytest.mark.journey
TOKEN = f"қорқып тұрмын {time.time_ns() % 100000}"
WHAT = "Бала үйде жалғыз, есікті мас адам ұрып тұр. Алматы, Абай 10."
PATH_OF_LINK = """
import django
django.setup()
from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.notices.models import Delivery
by = Principal.system("notices.sender")
with reading(by):
    rows = Delivery.objects.visible_to(by).filter(wording="intake.notified", path__startswith="/l/")
    print(rows.order_by("-made_at").values_list("path", flat=True)[0])
"""


@pytest.fixture
def desktop(browser: Browser):
    """A counsellor's screen."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="kk")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser):
    """The telephone of a duty officer."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True, locale="kk")
    yield context.new_page()
    context.close()


def held(desktop, house: House, browser: Browser) -> None:
    """A child writes, and the counsellor takes the conversation."""
    sign_in(desktop, house, "counsellor")
    desktop.goto(f"{house.address}/desk")
    if desktop.locator(".q-duty button[value=on]").count():
        desktop.click(".q-duty button[value=on]")
    child = browser.new_context(viewport={"width": 360, "height": 740}, locale="kk").new_page()
    child.goto(f"{house.address}/help?lang=kk")
    child.check("input[name=about][value=self]")
    child.fill("textarea[name=text]", TOKEN)
    child.click("button.on")
    child.wait_for_selector("#send", timeout=20000)
    child.context.close()
    desktop.locator(".q-queue-row", has_text=TOKEN).click()
    desktop.click(".q-desk-write button")
    desktop.wait_for_selector("[data-write] textarea")


def assessed(desktop) -> None:
    """The questions, by keyboard alone: the first is answered yes."""
    desktop.locator("#desk-record a[href^='/dangers/assess/']").click()
    desktop.wait_for_selector("[data-asks]")
    desktop.keyboard.press("y")
    expect(desktop.locator("#danger-result a[href='tel:102']")).to_be_visible(timeout=10000)
    shot(desktop, "danger-questions-kk")
    desktop.locator("input[name=offence][value=yes]").check()
    desktop.locator("[name=place]").select_option(index=2)
    desktop.locator("[data-asks] button[type=submit]").click()
    desktop.wait_for_url(re.compile(r"/dangers/[a-z0-9]{16}$"))
    shot(desktop, "danger-found-kk")


def told(desktop) -> str:
    """The police is told by a link; gives the code that is shown once."""
    desktop.locator("a[href$='/notify/police']").first.click()
    desktop.locator("input[name=organisation]").first.check()
    desktop.fill("textarea[name=message]", WHAT)
    shot(desktop, "danger-notify-kk")
    desktop.locator("main form[method=post] button[type=submit]").click()
    code = desktop.locator(".q-pin").inner_text()
    shot(desktop, "danger-sent-kk")
    desktop.locator("main a.q-btn-primary").click()
    desktop.wait_for_selector(".q-clock")
    shot(desktop, "danger-told-kk")
    return str(code)


def test_a_danger_is_told_and_taken(house: House, browser: Browser, desktop, phone) -> None:
    held(desktop, house, browser)
    assessed(desktop)
    code = told(desktop)
    path = house.run("-c", PATH_OF_LINK).strip()

    phone.goto(f"{house.address}{path}")
    assert WHAT not in phone.inner_text("main"), "a look at the link shows nothing"
    shot(phone, "danger-link-kk")
    phone.fill("input[name=code]", "000000" if code != "000000" else "111111")
    phone.locator("main form[method=post] button[type=submit]").click()
    expect(phone.locator("[data-errors]")).to_be_visible()
    phone.fill("input[name=code]", code)
    phone.locator("main form[method=post] button[type=submit]").click()
    expect(phone.locator("main")).to_contain_text(WHAT)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(phone, "danger-officer-kk")
    take = phone.locator("form:has(input[name=do][value=take])")
    take.locator("[name=name]").fill("Ерлан Сапаров")
    take.locator("[name=position]").fill("кезекші инспектор")
    take.locator("[name=plan]").fill("Шықтық, 10 минутта жетеміз")
    take.locator("button[type=submit]").click()
    expect(phone.locator(".q-note-ok")).to_be_visible()
    shot(phone, "danger-taken-phone-kk")
    assert phone.goto(f"{house.address}{path}").status == 404, "a link is used once"

    desktop.reload()
    expect(desktop.locator("main")).to_contain_text("Ерлан Сапаров")
    expect(desktop.locator(".q-clock-ok")).to_be_visible()
    shot(desktop, "danger-taken-kk")
