"""Visitors who are more than a demo role: a child with an open page, somebody new who sets up a second factor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Page

if TYPE_CHECKING:
    from tests.journeys.walk import Walk

PASSWORD = "kerege uyk shanyrak bosaga"
STEP = 30  # seconds that a one-time code lives; RFC 6238


def one_time_code(secret: str) -> str:
    """The six figures that an authenticator app shows now (RFC 6238: HMAC-SHA-1, thirty seconds)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // STEP), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def send(page: Page) -> None:
    """Sends the main form."""
    page.locator("main form[method=post] button.q-btn-primary").first.click()


def write_as_a_child(walk: Walk, page: Page) -> None:
    """Opens a conversation at the door."""
    page.goto(walk.address("/help", "kk"))
    page.check("input[name=about][value=self]")
    page.fill("textarea[name=text]", "Сәлем. Мектепте бірге ойнайтын ешкім жоқ.")
    page.click("button.on")
    page.wait_for_selector("#send")


def one_time_link(walk: Walk) -> tuple[str, str]:
    """The address and the code of a link that the administrator made for somebody new; `walk.kept` has the name."""
    name = f"newcomer{time.time_ns() % 10**9}"
    with walk.page("administrator") as page:
        page.goto(walk.address("/accounts/new"))
        for field, value in (("username", name), ("name", "Жаңа қызметкер")):
            page.fill(f"main [name={field}]", value)
        page.select_option("main [name=language]", "kk")
        send(page)
        page.wait_for_url(lambda address: "/accounts/" in address and not address.endswith("/new"))
        page.goto(page.url.split("?")[0].removesuffix("/link") + "/link")
        walk.confirm(page, "administrator")
        send(page)
        page.locator("#made-code").wait_for()
        walk.kept["newcomer"] = name
        return page.inner_text("#made-link"), page.inner_text("#made-code")


def key_of_a_program(walk: Walk, role: str) -> str:
    """The page of a key to the API that somebody in this role made; made once in a walk."""
    if "key" not in walk.kept:
        with walk.page(role) as page:
            page.goto(walk.address("/keys/new"))
            walk.confirm(page, role)
            page.fill("main [name=name]", "Колл-центр")
            page.locator("main [name=scopes]").first.check()
            page.fill("main [name=ends_on]", (datetime.now(UTC).date() + timedelta(days=30)).isoformat())
            send(page)
            page.locator("#made-key").wait_for()
            walk.kept["key"] = urlsplit(page.locator("main a.q-btn").first.get_attribute("href") or "").path
    return walk.kept["key"]


def come_as_somebody_new(walk: Walk, page: Page) -> None:
    """Opens the one-time link, chooses a password, signs in, sets up codes from an app and keeps the recovery codes."""
    address, code = one_time_link(walk)
    page.goto(address)
    page.fill("[name=code]", code)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    send(page)
    page.wait_for_url("**/sign-in?**")
    give_password(walk, page)
    page.goto(walk.address("/me/second-factor/codes"))
    walk.kept["secret"] = page.locator("main code").first.inner_text().strip()
    page.fill("[name=code]", one_time_code(walk.kept["secret"]))
    send(page)
    page.wait_for_url("**/me/recovery-codes")


def give_password(walk: Walk, page: Page) -> None:
    """Signs in as the newcomer, as far as a password leads."""
    if "newcomer" not in walk.kept:
        with walk.page("newcomer"):
            pass  # opening a page as the newcomer makes the account
    page.goto(walk.address("/sign-in"))
    page.fill("[name=login]", walk.kept["newcomer"])
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=login]) button[type=submit]").click()
    page.wait_for_load_state()
