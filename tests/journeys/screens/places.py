"""Screens of the room `places`."""

from pathlib import Path

from tests.journeys.screens import Screen, linked_from, refused

KEEPER = "registry_keeper"
SHEET = Path("packs/kz/districts.csv")


def uploaded(walk, screen: Screen) -> str:
    """A draft of a list that is being brought in."""
    with walk.page(screen.role) as page:
        page.goto(walk.address("/places/import"))
        page.set_input_files("input[type=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": SHEET.read_bytes()})
        page.locator("main form[method=post] button[type=submit]").first.click()
        page.wait_for_url("**/places/import/*")
        return str(page.url)


SCREENS = [
    Screen("places", role=KEEPER),
    Screen("places", role=KEEPER, at="/places?level=zzz", state="empty"),
    Screen("places/map", role="ombudsman_observer"),
    Screen("places/<slug:ref>", role=KEEPER, at=linked_from("/places")),
    Screen("places/import", role=KEEPER),
    Screen("places/import", role=KEEPER, state="refused", then=refused),
    Screen("places/import/<slug:ref>", role=KEEPER, at=uploaded),
]
