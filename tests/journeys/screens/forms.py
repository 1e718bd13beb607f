"""Screens of the room `forms`."""

from tests.journeys.screens import Screen, linked_from, refused

EDITOR = "form_editor"
VERSION = "forms/<slug:key>/<int:number>"


def of_a_version(route: str):
    """A page of the first version of the list."""

    def find(walk, screen: Screen) -> str:
        return linked_from("/forms")(walk, Screen(VERSION, role=screen.role)) + route

    return find


SCREENS = [
    Screen("forms", role=EDITOR),
    Screen("forms/upload", role=EDITOR),
    Screen("forms/upload", role=EDITOR, state="refused", then=refused),
    Screen("forms/<slug:key>/upload", role=EDITOR, at="/forms/contact_record/upload"),
    Screen(VERSION, role=EDITOR, at=of_a_version("")),
    Screen(f"{VERSION}/try", role=EDITOR, at=of_a_version("/try")),
    Screen(f"{VERSION}/sheet", role=EDITOR, at=of_a_version("/sheet"), gives="file"),
]
