"""Every screen of the product in a real browser and the demo country, in three languages, on a phone and a desktop, light and dark.

`make test` looks at each screen once, in a language and a look that take turns; `make test-long` at all combinations, and
keeps a picture of each in `var/shots/`. Examples: `tests/journeys/screens/`.
"""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import looking
from tests.journeys.conftest import SHOTS, House
from tests.journeys.screens import Screen, every_screen
from tests.journeys.walk import DESKTOP, PHONE, Walk

pytestmark = pytest.mark.journey
LANGUAGES, LOOKS = ("kk", "ru", "en"), ("light", "dark")
SCREENS = list(every_screen())
PAGES = [screen for screen in SCREENS if screen.gives == "page"]
OTHERS = [screen for screen in SCREENS if screen.gives != "page"]
DOOR = ("help", "q/<slug:code>", "return", "chat", "chat/end")
ROUNDS = [(screen, LANGUAGES[turn % 3], LOOKS[turn // 3 % 2]) for turn, screen in enumerate(PAGES)]


@pytest.fixture(scope="module")
def walk(house: House, browser: Browser) -> Walk:
    return Walk(house, browser)


def opened(walk: Walk, page: Page, screen: Screen, language: str) -> None:
    """Goes there, and brings the page into its state."""
    answer = page.goto(walk.spoken(screen, page, language))
    assert answer is not None
    assert answer.status == 200, f"{answer.status} for {screen.name}"
    if not screen.route.startswith("sign-in/again"):
        walk.confirm(page, screen.role)
    assert page.url.split("?")[0] == walk.address(walk.where(screen)).split("?")[0], f"led away to {page.url}"
    if screen.then is not None:
        screen.then(page)
    page.evaluate("document.fonts.ready")


def faults_of(page: Page, screen: Screen) -> list[str]:
    """All that is measured in one width."""
    return looking.width(page) + (looking.sizes(page) if screen.route in DOOR else [])


@pytest.mark.parametrize(("screen", "language", "look"), ROUNDS, ids=[f"{s.name}-{lang}-{look}" for s, lang, look in ROUNDS])
def test_a_screen_is_fit_for_everybody(walk: Walk, screen: Screen, language: str, look: str) -> None:
    with walk.page(screen.role, viewport=DESKTOP, color_scheme=look, locale=language) as page:
        heard = looking.Listener(page, allowed=("422",) if screen.then else ())
        opened(walk, page, screen, language)
        faults = looking.violations(page) + looking.frame(page, language) + looking.words(page, language)
        faults += faults_of(page, screen)
        page.set_viewport_size(PHONE)
        faults += faults_of(page, screen)
    found = heard.faults + faults
    assert not found, "\n".join(["", *sorted(set(found))])


@pytest.mark.parametrize("screen", OTHERS, ids=[screen.name for screen in OTHERS])
def test_what_is_no_page_answers_what_it_says(walk: Walk, screen: Screen) -> None:
    with walk.page(screen.role) as page:
        answer = page.request.get(walk.address(walk.where(screen)), max_redirects=0)
        body = answer.body()
    if screen.gives == "elsewhere":
        assert answer.status in (302, 303)
    elif screen.gives == "absent":
        assert answer.status == 404
    else:
        assert answer.status == 200
        assert body or screen.gives == "part"
        assert (b"<html" in body) == (screen.gives == "frame")


def kept(page: Page, screen: Screen, language: str, look: str, size: dict[str, int]) -> None:
    """A picture of the whole page for whoever looks."""
    folder = SHOTS / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{screen.name}.{language}.{'phone' if size == PHONE else 'desktop'}.{look}.png", full_page=True)


@pytest.mark.long
@pytest.mark.parametrize("screen", PAGES, ids=[screen.name for screen in PAGES])
def test_a_screen_in_every_language_size_and_look(walk: Walk, screen: Screen) -> None:
    faults = []
    for language, look in product(LANGUAGES, LOOKS):
        with walk.page(screen.role, viewport=DESKTOP, color_scheme=look, locale=language) as page:
            heard = looking.Listener(page, allowed=("422",) if screen.then else ())
            opened(walk, page, screen, language)
            found = looking.frame(page, language) + looking.words(page, language)
            for size in (DESKTOP, PHONE):
                page.set_viewport_size(size)
                found += looking.violations(page) + faults_of(page, screen)
                kept(page, screen, language, look, size)
        faults += [f"{language} {look}: {fault}" for fault in heard.faults + found]
    assert not faults, "\n".join(["", *faults])
