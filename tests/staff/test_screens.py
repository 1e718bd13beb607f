"""Every screen of staff in a real browser: no violation of accessibility rules, no complaint of the console, no sideways
scroll on a phone. With QORGAN_SHOTS set to a folder the screens are kept there to be looked at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import make_link
from qorgan.staff.models import Membership
from tests.staff.test_passkeys import address, beside, sign_in

__all__ = ["address", "beside"]
pytestmark = [pytest.mark.django_db, pytest.mark.journey]
AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text(encoding="utf-8")
SHOTS = os.environ.get("QORGAN_SHOTS", "")


def looked_at(page: Page, name: str, faults: list[str], language: str) -> None:
    """Runs axe, and measures whether the page is wider than its window."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults += [f"{name}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append(f"{name}: wider than its window")
    if SHOTS:
        size = page.viewport_size or {"width": 0}
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{language}-{size['width']}.png"), full_page=True)


@pytest.mark.parametrize(
    ("language", "options"),
    [
        ("en", {"viewport": {"width": 1280, "height": 800}}),
        ("kk", {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}),
        ("ru", {"viewport": {"width": 360, "height": 740}}),
    ],
)
def test_every_screen_is_fit_for_everybody(world, address, beside, language, options) -> None:
    timur = world.account("timur", "administrator", language=language)
    world.grant(timur, "member", world.ministry)
    target = world.account("target", "counsellor", alias="Айя", phone="+77011234567")
    link = make_link(by=BOOTSTRAP, account=world.account("invited"))
    membership = Membership.objects.get(account=target)
    screens = {
        "own": "/me", "password": "/me/password", "second-factor": "/me/second-factor", "codes": "/me/second-factor/codes",
        "passkey": "/me/second-factor/passkey", "accounts": "/accounts", "account": f"/accounts/{target.ref}",
        "account-new": "/accounts/new", "account-link": f"/accounts/{target.ref}/link",
        "account-register": f"/accounts/{target.ref}/register", "account-close": f"/accounts/{target.ref}/close",
        "role-new": f"/accounts/{target.ref}/roles/new?role=leader", "role-end": f"/memberships/{membership.ref}/end",
        "roles": "/roles", "again": "/sign-in/again",
    }  # fmt: skip

    def play(context: BrowserContext) -> list[str]:
        faults: list[str] = []
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" and "422" not in said.text else None)
        page.goto(f"{address}/sign-in?lang={language}")
        looked_at(page, "sign-in", faults, language)
        page.goto(f"{address}/sign-in/link/{link.secret}?lang={language}")
        looked_at(page, "link", faults, language)
        sign_in_at(page, language)
        page.wait_for_url("**/me/role")
        looked_at(page, "role", faults, language)
        page.locator("button[name=standing]").first.click()
        page.wait_for_url("**/accounts")
        for name, path in screens.items():
            page.goto(f"{address}{path}")
            looked_at(page, name, faults, language)
        page.goto(f"{address}/accounts/{target.ref}/link")
        page.locator("main form button.q-btn-primary").click()
        page.locator("#made-code").wait_for()
        looked_at(page, "link-made", faults, language)
        page.goto(f"{address}/accounts/new")
        page.locator("main form button.q-btn-primary").click()
        page.locator("[data-errors]").wait_for()
        looked_at(page, "refused", faults, language)
        return faults

    def sign_in_at(page: Page, chosen: str) -> Any:
        page.goto(f"{address}/sign-in?lang={chosen}")
        page.locator("input[name=login]").fill("timur")
        page.locator("input[name=password]").fill("kerege uyk shanyrak")
        page.locator("main form button.q-btn-primary").click()

    assert beside(play, **options) == []


def test_the_page_before_anything_else_is_short(world, address, beside) -> None:
    """Who comes with the password of a role that sees children meets one page with one question."""
    world.account("aigerim", "counsellor", language="en")

    def play(context: BrowserContext) -> tuple[int, int]:
        page = context.new_page()
        sign_in(page, address, "aigerim")
        page.wait_for_url("**/me/second-factor")
        return page.locator("main a").count(), page.locator("nav.q-nav").count()

    assert beside(play) == (2, 0)
