"""Passkeys in a real browser with a virtual authenticator: made, used alone, used as a second step, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from qorgan.journal.models import Entry
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import make_link
from tests.staff.conftest import PASSWORD
from tests.staff.served import served

pytestmark = [pytest.mark.django_db, pytest.mark.journey]
CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run", "--disable-sync"]


@pytest.fixture
def address(as_web) -> Iterator[str]:
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def beside() -> Iterator[Callable[..., Any]]:
    """Runs `play(context)` in a thread of its own with a browser, and gives its result.

    Playwright keeps an event loop in its thread; in the thread of the tests it would give Django other connections.
    """
    if not CHROMIUM.exists():
        pytest.fail("chromium is missing: apt-get install chromium")
    with ThreadPoolExecutor(max_workers=1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        browser = thread.submit(lambda: playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)).result()
        yield lambda play, **options: thread.submit(_play, browser, play, options).result()
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


def _play(browser: Browser, play: Callable[[BrowserContext], Any], options: dict[str, Any]) -> Any:
    context = browser.new_context(locale="en-GB", **options)
    context.set_default_timeout(15_000)
    try:
        return play(context)
    finally:
        context.close()


def new_page(context: BrowserContext, *, verifies: bool = True) -> tuple[Page, list[str]]:
    """A page with a virtual authenticator that knows its holder, and what the browser complains about."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": verifies,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page, complaints


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in?lang=en")
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/me/role?lang=en")
    page.get_by_role("button", name="Sign out").last.click()
    page.wait_for_url("**/sign-in?said=signed-out")


def make_passkey(page: Page, address: str, name: str) -> None:
    """From the password to the first passkey."""
    sign_in(page, address, name)
    page.wait_for_url("**/me/second-factor")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/me/recovery-codes")


def test_a_counsellor_makes_a_passkey_and_then_comes_in_with_it_alone(world, address, beside) -> None:
    aigerim = world.account("aigerim", "counsellor", language="en")

    def play(context: BrowserContext) -> list[str]:
        page, complaints = new_page(context)
        make_passkey(page, address, "aigerim")
        assert page.locator("li code").count() == 10
        page.get_by_role("link", name="I have kept them").click()
        page.wait_for_url("**/me")
        sign_out(page, address)
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/me")
        assert page.get_by_role("heading", name="My account").is_visible()
        return complaints

    assert beside(play) == []
    found = Entry.objects.filter(stream=aigerim.id, verb="staff.signin.succeeded").latest("seq")
    assert '"method":"webauthn"' in found.body


def test_after_the_password_a_passkey_is_the_second_step_and_proves_oneself_again(world, address, beside) -> None:
    world.account("aigerim", "counsellor", language="en")

    def play(context: BrowserContext) -> list[str]:
        page, complaints = new_page(context)
        make_passkey(page, address, "aigerim")
        sign_out(page, address)
        sign_in(page, address, "aigerim")
        page.wait_for_url("**/sign-in/second")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/me")
        page.goto(f"{address}/sign-in/again/passkey?next=/me/password")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/me/password")
        return complaints

    assert beside(play) == []


def test_a_passkey_that_does_not_check_its_holder_is_not_made(world, address, beside) -> None:
    world.account("aigerim", "counsellor", language="en")

    def play(context: BrowserContext) -> None:
        page, _complaints = new_page(context, verifies=False)
        sign_in(page, address, "aigerim")
        page.goto(f"{address}/me/second-factor/passkey")
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_text("The passkey was not made.").wait_for()

    beside(play)
    assert not Authenticator.objects.exists()


def test_a_passkey_that_was_taken_away_does_not_come_in(world, address, beside) -> None:
    aigerim = world.account("aigerim", "counsellor", language="en")
    link = make_link(by=BOOTSTRAP, account=aigerim, clears_second_factor=True)

    def play(context: BrowserContext) -> None:
        page, _complaints = new_page(context)
        make_passkey(page, address, "aigerim")
        sign_out(page, address)
        page.goto(f"{address}/sign-in/link/{link.secret}?lang=en")
        page.get_by_label("Code").fill(link.code)
        page.get_by_label("New password").fill("zhaz kelip kun zhyly")
        page.get_by_label("The same password again").fill("zhaz kelip kun zhyly")
        page.get_by_role("button", name="Set password").click()
        page.wait_for_url("**/sign-in?said=password-chosen")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/sign-in?said=passkey-failed")
        assert page.get_by_text("The passkey was not accepted").is_visible()

    beside(play)
    assert not Authenticator.objects.exists()


def test_without_script_the_page_offers_the_password_alone(world, address, beside) -> None:
    world.account("saule", "leader", language="en")

    def play(context: BrowserContext) -> None:
        page = context.new_page()
        page.goto(f"{address}/sign-in?lang=en")
        assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
        sign_in(page, address, "saule")
        page.wait_for_url("**/accounts")

    beside(play, java_script_enabled=False)
