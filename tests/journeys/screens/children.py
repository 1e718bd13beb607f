"""Screens of the room `children`."""

from tests.journeys.screens import Screen

SCREENS = [
    Screen("children", role="counsellor"),
    Screen("children/new", role="counsellor"),
    Screen("children/search", role="counsellor"),
]
