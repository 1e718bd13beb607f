"""Screens of the room `conferences`."""

from tests.journeys.screens import Screen, refused

SECRETARY, OFFICER = "conference_secretary", "grant_officer"

SCREENS = [
    Screen("conferences", role=SECRETARY),
    Screen("conferences", role=OFFICER, state="reader"),
    Screen("conferences/new", role=SECRETARY),
    Screen("conferences/editions/new", role=SECRETARY),
    Screen("conferences/editions/new", role=SECRETARY, state="refused", then=refused),
    Screen("conferences/invited", gives="absent"),
    Screen("conferences/arrive/<slug:code>", role=SECRETARY, gives="absent", at="/conferences/arrive/nobody"),
]
