"""Screens of the room `organisations`."""

from pathlib import Path

from tests.journeys.screens import Screen, linked_from, refused

KEEPER = "registry_keeper"
SHEET = Path("packs/kz/demo/organisations.csv")
ONE = linked_from("/organisations")


def of_one(route: str):
    """A page of the first organisation of the list."""

    def find(walk, screen: Screen) -> str:
        base = ONE(walk, Screen("organisations/<slug:ref>", role=screen.role))
        return f"{base}/{route}"

    return find


def of_a_school(route: str):
    """A page of a school's code, as the school itself sees it."""

    def find(walk, screen: Screen) -> str:
        base = ONE(walk, Screen("organisations/<slug:ref>", role="school_representative"))
        return f"{base}/{route}"

    return find


def uploaded(walk, screen: Screen) -> str:
    """A draft of a list that is being brought in."""
    with walk.page(screen.role) as page:
        page.goto(walk.address("/organisations/import"))
        page.set_input_files("input[type=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": SHEET.read_bytes()})
        page.locator("main form[method=post] button[type=submit]").first.click()
        page.wait_for_url("**/organisations/import/*")
        return str(page.url)


SCREENS = [
    Screen("organisations", role=KEEPER),
    Screen("organisations", role="council_member", at="/organisations?name=zzzz", state="empty"),
    Screen("organisations/new", role=KEEPER),
    Screen("organisations/new", role=KEEPER, state="refused", then=refused),
    Screen("organisations/import", role=KEEPER),
    Screen("organisations/import/<slug:ref>", role=KEEPER, at=uploaded),
    Screen("organisations/<slug:ref>", role=KEEPER, at=ONE),
    Screen("organisations/<slug:ref>", role="school_representative", at=ONE, state="school"),
    Screen("organisations/<slug:ref>/change", role=KEEPER, at=of_one("change")),
    Screen("organisations/<slug:ref>/contacts", role=KEEPER, at=of_one("contacts")),
    Screen("organisations/<slug:ref>/contacts", role="school_representative", at=of_a_school("contacts"), state="school"),
    Screen("organisations/<slug:ref>/rename", role=KEEPER, at=of_one("rename")),
    Screen("organisations/<slug:ref>/close", role=KEEPER, at=of_one("close")),
    Screen("organisations/<slug:ref>/successor", role=KEEPER, at=of_one("successor")),
    Screen("organisations/<slug:ref>/seal", role=KEEPER, at=of_one("seal")),
    Screen("organisations/<slug:ref>/code", role="school_representative", at=of_a_school("code")),
    Screen("organisations/<slug:ref>/poster.<poster:kind>", role="school_representative", at=of_a_school("poster.pdf"), gives="file"),
]
