"""Screens of the room `directory`."""

from tests.journeys.screens import Screen

SCREENS = [
    Screen("services", role="counsellor"),
    Screen("services/new", role="registry_keeper"),
    Screen("services/import", role="registry_keeper"),
]
