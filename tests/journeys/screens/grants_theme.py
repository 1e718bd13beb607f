"""Screens of themes, in the room `grants`."""

from tests.journeys.screens import Screen, refused

OFFICER, BODY = "grant_officer", "theme_approver"

SCREENS = [
    Screen("themes", role=OFFICER),
    Screen("themes", role=BODY, state="body"),
    Screen("themes/new", role=OFFICER),
    Screen("themes/new", role=OFFICER, state="refused", then=refused),
    Screen("themes/answer", gives="absent"),
    Screen("themes/asked", role=BODY),
]
