"""What the tests of the screens share: a request as somebody, and the page parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from lxml import html
from playwright.sync_api import sync_playwright

from qorgan.access.principal import Principal
from qorgan.ui import slots
from tests.ui.stage import Stage, page

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(autouse=True)
def nothing_from_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screens are proved apart from the rooms that hang things in them."""
    for slot in (slots.NAVIGATION, slots.COMMANDS, slots.BANNERS, slots.ME, slots.MARKS):
        monkeypatch.setattr(slot, "_fillers", [])


@pytest.fixture
def ask() -> Callable[..., HttpRequest]:
    """Makes a request as a principal: `ask(by, "/x?y=1")`, `ask(by, "/x", post={…})`, `htmx="partial"`."""

    def make(by: Principal, path: str = "/", *, post: dict[str, Any] | None = None, htmx: str = "") -> HttpRequest:
        headers = {"HX-Request": "true", "HX-Target": htmx} if htmx else {}
        factory = RequestFactory(headers=headers)
        request = factory.get(path) if post is None else factory.post(path, post)
        request.by = by
        return request

    return make


@pytest.fixture
def parsed() -> Callable[[HttpResponse | str], Any]:
    """The parsed HTML of a response or of a text."""

    def parse(answer: HttpResponse | str) -> Any:
        return html.fromstring(answer if isinstance(answer, str) else answer.content.decode())

    return parse


@pytest.fixture(scope="session")
def browser_thread() -> Iterator[Callable[..., Any]]:
    """A thread with Playwright and Debian's headless Chromium, one for the run.

    Playwright keeps an event loop in its thread; in the thread of the tests it would give Django other connections.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="chromium") as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        browser = thread.submit(lambda: playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)).result()
        yield lambda play, **options: thread.submit(_played, browser, play, options).result()
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


def _played(browser: Any, play: Callable[[Stage], Any], options: dict[str, Any]) -> Any:
    size = {"width": options.pop("width", 1440), "height": options.pop("height", 900)}
    context = browser.new_context(viewport=size, **options)
    context.set_default_timeout(5_000)
    try:
        return play(Stage(context))
    finally:
        context.close()


@pytest.fixture
def browse(browser_thread: Callable[..., Any]) -> Callable[..., Any]:
    """`browse(play, width=360, color_scheme="dark")` runs `play(stage)` beside the browser and gives its result.

    Inside, nothing touches the database: pages are made before.
    """
    return browser_thread


@pytest.fixture
def opened(browse):
    """`opened(body, play, answers={path: answer})` opens the page and calls `play(scene, tab)`."""

    def open_page(body, play, *, answers=None, person=True, preference=None, language="en", **options):
        made = page(body, person=person, preference=preference, language=language)

        def run(scene):
            scene.play("/page", made)
            for path, answer in (answers or {}).items():
                scene.play(path, answer)
            tab = scene.open("/page")
            tab.wait_for_load_state("load")
            return play(scene, tab)

        return browse(run, **options)

    return open_page
