"""Screens of the room `portal`."""

from tests.journeys.screens import Screen

SCREENS = [Screen("")]
