"""Examples of every screen: each room says in a file of its own which addresses show its pages, and to whom.

A new room adds `tests/journeys/screens/<room>.py` with `SCREENS: list[Screen]`; nothing else has to be registered. The
walk (`tests/journeys/test_every_screen.py`) opens each of them in a real browser, in the demo country; a guard without a
browser (`tests/house/test_screens.py`) names every route that has no example and what to write.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.house.routes import Route, routes

if TYPE_CHECKING:
    from tests.journeys.walk import Walk

# Beside the roles of the pack: who has not signed in; who has written to the helpline; a new colleague with a second factor
# and no role yet; the same person after the password and before the code.
NOBODY, CHILD, NEWCOMER, HALF_SIGNED_IN = "nobody", "child", "newcomer", "half-signed-in"
Place = str | Callable[["Walk", "Screen"], str]


@dataclass(frozen=True)
class Screen:
    """One screen: the route as the resolver writes it, who looks, where, and in which state.

    `at` is an address, or a function that finds one in the running house (`linked_from`); without it the route itself.
    `gives` is what comes back: a page; a frame that another page shows; a file (no HTML document at all); a part of
    a page that its script asks for (empty where nothing stands there); a way elsewhere
    (a redirect); absent (404 in the demo country). `then` is done in the page before it is looked at, for a further state;
    `state` names that state.
    """

    route: str
    role: str = NOBODY
    at: Place = ""
    gives: Literal["page", "frame", "file", "part", "elsewhere", "absent"] = "page"
    state: str = ""
    then: Callable[[Any], None] | None = None

    @property
    def name(self) -> str:
        """A name for the picture and the test: letters, digits and hyphens."""
        words = self.route.translate(str.maketrans({"<": "", ">": "", ":": "-", "/": "-", ".": "-"})) or "home"
        return f"{words}-{self.state}" if self.state else words

    def find(self, walk: Walk) -> str:
        """The address in this house. Raises LookupError where the demo data has no example."""
        return self.at(walk, self) if callable(self.at) else self.at or f"/{self.route}"


def route_of(address: str) -> str:
    """The route that answers an address of ours, as the resolver writes it; empty for none."""
    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return ""


def linked_from(source: Place) -> Callable[[Walk, Screen], str]:
    """The first link on the page `source` that leads to the screen's own route, seen by the screen's own role."""

    def find(walk: Walk, screen: Screen) -> str:
        start = source(walk, screen) if callable(source) else source
        links = walk.links(screen.role, start)
        found = next((link for link in links if route_of(link) == screen.route), None)
        if found is None:
            raise LookupError(f"{screen.route}: no link to it on {start} as {screen.role}; the demo data has no example")
        return found

    return find


def refused(page: Any) -> None:
    """Sends the main form of a page as it is, and waits for the errors."""
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.locator("[data-errors]").first.wait_for()


def every_screen() -> Iterator[Screen]:
    """The screens of all rooms, by room."""
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        yield from import_module(f"{__name__}.{module}").SCREENS


def waiting() -> set[str]:
    """Routes of rooms whose demo data is not told yet: `waiting.txt`, which only gets shorter."""
    lines = (Path(__file__).parent / "waiting.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def without_example(found: list[Route], screens: list[Screen], late: Collection[str] = ()) -> list[str]:
    """Routes that answer GET and that no screen shows, with what their author has to write. `late` may still come."""
    shown = {screen.route for screen in screens} | set(late)
    missing = (route for route in found if route.page is not None and "GET" in route.page.methods and route.written not in shown)
    return [
        f'{route.written}: no example. Add Screen("{route.written}", role=…, at=linked_from("/…")) to SCREENS in '
        f"tests/journeys/screens/{room_of(route)}.py; see screens/__init__.py"
        for route in missing
    ]


def room_of(route: Route) -> str:
    """The room whose page answers; allauth's own views are dressed by the room `staff`."""
    parts = route.view.__module__.split(".")
    return parts[1] if parts[0] == "qorgan" else "staff"


def left_over(found: list[Route], screens: list[Screen]) -> list[str]:
    """Screens of routes that are gone, and two screens of one name."""
    known, names = {route.written for route in found}, [screen.name for screen in screens]
    gone = [f"{screen.route}: no such route any more" for screen in screens if screen.route not in known]
    return gone + [f"{name}: two screens of this name; give one a state" for name in sorted({n for n in names if names.count(n) > 1})]


def all_routes() -> list[Route]:
    """All routes of the product; the toy of the tests is none of them."""
    return [route for route in routes() if not route.view.__module__.startswith("tests.")]
