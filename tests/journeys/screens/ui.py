"""Screens of the room `ui`."""

from tests.journeys.screens import Screen

SCREENS = [
    Screen("api"),
    Screen("api/v1/openapi.json", gives="file"),
    Screen("screen", role="counsellor"),
    Screen("styleguide", role="form_editor"),
    Screen("styleguide/table", role="form_editor"),
]
