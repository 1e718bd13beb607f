"""Every page that answers GET has an example that the walk through all screens opens."""

from __future__ import annotations

from tests.house.routes import Route
from tests.journeys.screens import Screen, all_routes, every_screen, left_over, waiting, without_example


def test_every_route_has_an_example_for_the_walk() -> None:
    assert without_example(all_routes(), list(every_screen()), waiting()) == []


def test_what_waits_for_demo_data_has_no_example_yet_and_is_still_a_route() -> None:
    """The list only gets shorter: whoever gives an example, or takes a route away, strikes its line out."""
    assert waiting() & {screen.route for screen in every_screen()} == set(), "it has an example: strike it out of waiting.txt"
    assert waiting() - {route.written for route in all_routes()} == set(), "it is gone: strike it out of waiting.txt"


def test_no_example_is_left_over() -> None:
    assert left_over(all_routes(), list(every_screen())) == []


def test_a_room_without_examples_makes_the_guard_red_and_is_told_what_to_write() -> None:
    """The planted fault: one screen is taken away, one is left over, one stands twice."""
    screens = [screen for screen in every_screen() if screen.route != "places/map"]
    (said,) = without_example(all_routes(), screens, waiting())
    assert said.startswith('places/map: no example. Add Screen("places/map"')
    assert "tests/journeys/screens/places.py" in said
    assert left_over(all_routes(), [Screen("gone")]) == ["gone: no such route any more"]
    assert left_over(all_routes(), [Screen("places"), Screen("places")]) == ["places: two screens of this name; give one a state"]


def test_pages_that_only_take_forms_need_no_example() -> None:
    posts = [route for route in all_routes() if route.page is not None and "GET" not in route.page.methods]
    assert posts
    assert without_example([route for route in posts if isinstance(route, Route)], []) == []
