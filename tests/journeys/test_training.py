"""Training: the same house on a database of its own. The banner stays wherever one goes, and the real database is not touched."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page

from qorgan.site.launcher import Server
from tests.canaries.search import dump
from tests.journeys.conftest import House, open_folder, running_house, sign_in
from tests.site.homes import with_demo

pytestmark = pytest.mark.journey
BANNER = ".q-training, .train"
WORD = "zhattygu"


@pytest.fixture(scope="module")
def training():
    """A home whose real database has its people and conversations; beside it the training, running."""
    with open_folder() as folder, running_house(with_demo(folder / "home"), "--training") as house:
        yield house


@pytest.fixture
def desk(browser: Browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="kk")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser):
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="kk")
    yield context.new_page()
    context.close()


def real(home: Path) -> list[bytes]:
    """The real database as text, without what `pg_dump` makes up anew each time."""
    return [line for line in dump(home, "qorgan").splitlines() if not line.startswith((b"\\restrict", b"\\unrestrict"))]


def conversations(home: Path, name: str) -> int:
    with psycopg.connect(Server(home).url("superuser", name)) as connection:
        return int(connection.execute("SELECT count(*) FROM helpline_thread").fetchone()[0])  # type: ignore[index]


def has_banner(page: Page, where: str) -> None:
    banner = page.locator(BANNER)
    assert banner.count() == 1, f"{where}: {banner.count()} banners"
    assert banner.is_visible(), where
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{where} scrolls sideways"


def set_up_codes(page: Page, house: House) -> None:
    """As in the real house: a role that sees children opens nothing before there is a second factor."""
    page.goto(f"{house.address}/me/second-factor/codes")
    has_banner(page, "the second factor")
    secret = page.locator("code.q-wrap").inner_text().replace(" ", "")
    page.fill("input[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.click("form:has(input[name=code]) button[type=submit]")
    page.wait_for_url("**/me/recovery-codes")


def test_the_banner_stays_and_nothing_of_the_real_database_is_touched(training: House, desk: Page, phone: Page) -> None:
    before, written = real(training.home), conversations(training.home, "qorgan_training")
    desk.goto(f"{training.address}/sign-in")
    has_banner(desk, "the sign-in")
    sign_in(desk, training, "counsellor")
    set_up_codes(desk, training)
    desk.goto(f"{training.address}/desk")
    has_banner(desk, "the desk")
    if desk.locator(".q-duty button[value=on]").count():
        desk.click(".q-duty button[value=on]")
    desk.wait_for_selector(".q-duty button[value=break]")

    phone.goto(f"{training.address}/help?lang=kk")
    has_banner(phone, "the door")
    phone.check("input[name=about][value=self]")
    phone.fill("textarea[name=text]", WORD)
    phone.click("button.on")
    phone.wait_for_selector("#send", timeout=20_000)
    has_banner(phone, "the conversation of the child")

    row = desk.locator(".q-queue-row", has_text=WORD)
    row.wait_for(timeout=10_000)
    has_banner(desk, "the desk after something new came by itself")
    row.click()
    desk.click(".q-desk-write button")
    desk.fill("[data-write] textarea", "Сәлем")
    desk.keyboard.press("Control+Enter")
    phone.locator(".say", has_text="Сәлем").wait_for(timeout=10_000)
    has_banner(desk, "the desk after an answer")
    for address in ("/contacts", "/me", "/there-is-no-such-address"):
        desk.goto(f"{training.address}{address}")
        has_banner(desk, address)

    assert conversations(training.home, "qorgan_training") == written + 1
    assert real(training.home) == before
