"""A walk through a running house: one browser, one signed-in visitor for each role, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import House, sign_in
from tests.journeys.screens import CHILD, HALF_SIGNED_IN, NEWCOMER, NOBODY, Screen
from tests.journeys.visitors import come_as_somebody_new, give_password, one_time_code, write_as_a_child

VISITS = {CHILD: write_as_a_child, NEWCOMER: come_as_somebody_new, HALF_SIGNED_IN: give_password}
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@dataclass
class Walk:
    """Visitors by role. `seen` remembers what was found, so that an address is looked for once; `kept` is for visitors."""

    house: House
    browser: Browser
    cookies: dict[str, Any] = field(default_factory=dict)
    language: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    seen: dict[Screen, str] = field(default_factory=dict)
    listed: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def address(self, path: str, language: str = "") -> str:
        """The whole address; with the language asked for."""
        whole = urljoin(self.house.address, path)
        return f"{whole}{'&' if '?' in whole else '?'}lang={language}" if language else whole

    def spoken(self, screen: Screen, page: Page, language: str) -> str:
        """The address in a language. Staff keep theirs in the account, so it is chosen there first, as they do it."""
        where = self.where(screen)
        if screen.role in (NOBODY, CHILD, HALF_SIGNED_IN):
            return self.address(where, language)
        if self.language.get(screen.role) != language:
            page.goto(self.address("/me"))
            page.locator(f".q-langs button[value={language}]").first.click()
            page.wait_for_selector(f"html[lang={language}]", state="attached")
            self.language[screen.role] = language
        return self.address(where)

    def where(self, screen: Screen) -> str:
        """The address of a screen in this house."""
        if screen not in self.seen:
            found = urlsplit(screen.find(self))
            self.seen[screen] = found.path + (f"?{found.query}" if found.query else "")
        return self.seen[screen]

    def links(self, role: str, path: str) -> list[str]:
        """The paths that a page leads to, in its own order."""
        if (role, path) not in self.listed:
            with self.page(role) as page:
                page.goto(self.address(path))
                found = page.eval_on_selector_all("main a[href], aside a[href]", "all => all.map(one => one.href)")
            self.listed[role, path] = [urlsplit(link).path for link in found]
        return self.listed[role, path]

    @contextmanager
    def page(self, role: str, **options: Any) -> Iterator[Page]:
        """A new page of somebody in this role, in a browser profile of its own."""
        context = self.browser.new_context(**{"viewport": DESKTOP, "locale": "kk", **options})
        context.set_default_timeout(20_000)
        try:
            self._identify(context, role)
            yield context.new_page()
        finally:
            context.close()

    def _identify(self, context: BrowserContext, role: str) -> None:
        if role == NOBODY:
            return
        if role not in self.cookies:
            page = context.new_page()
            if role in VISITS:
                VISITS[role](self, page)
            else:
                sign_in(page, self.house, role)
            page.close()
            self.cookies[role] = context.cookies()
        context.add_cookies(self.cookies[role])

    def confirm(self, page: Page, role: str) -> None:
        """Gives the password once more where a page asks whether it is still the same person."""
        if "/sign-in/again" not in page.url:
            return
        if role == NEWCOMER:
            page.fill("main [name=code]", one_time_code(self.kept["secret"]))
        else:
            page.fill("main [name=password]", self.house.accounts[role][1])
        page.locator("main form[method=post] button.q-btn-primary").first.click()
        page.wait_for_url(lambda address: "/sign-in/again" not in address)
        self.cookies[role] = page.context.cookies()  # whoever proves again who they are gets a session of another number
