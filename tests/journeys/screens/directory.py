"""Screens of the room `directory`."""

from tests.journeys.screens import Screen, linked_from, refused

KEEPER, WORKER, READER = "registry_keeper", "service_worker", "caseworker"
SHEET = "name_ru,organisation,kind\nПомощь,Никто,legal\n"
ONE = linked_from("/services")


def of_one(route: str):
    """A page of the first service of the list."""

    def find(walk, screen: Screen) -> str:
        return f"{ONE(walk, Screen('services/<slug:ref>', role=screen.role))}/{route}"

    return find


def of_a_site(verb: str):
    """A page of a public site of a service, found on the services' pages."""

    def find(walk, screen: Screen) -> str:
        links = [link for link in walk.links(screen.role, "/services") if link.count("/") == 2 and "/services/" in link]
        for link in links:
            for site in walk.links(screen.role, link):
                if "/sites/" in site and site.endswith("/hide"):
                    return f"{site.removesuffix('hide')}{verb}"
        raise LookupError("no service of the first page has a public site")

    return find


def uploaded(walk, screen: Screen) -> str:
    """A draft of a list that is being brought in."""
    with walk.page(screen.role) as page:
        page.goto(walk.address("/services/import"))
        page.set_input_files("input[type=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": SHEET.encode()})
        page.locator("main form[method=post] button[type=submit]").first.click()
        page.wait_for_url("**/services/import/*")
        return str(page.url)


SCREENS = [
    Screen("services", role=READER),
    Screen("services", role=READER, at="/services?age=15&language=kk&free=yes", state="filtered"),
    Screen("services", role=READER, at="/services?words=yzhyzhyzh", state="empty"),
    Screen("services/new", role=KEEPER),
    Screen("services/new", role=KEEPER, state="refused", then=refused),
    Screen("services/import", role=KEEPER),
    Screen("services/import/<slug:ref>", role=KEEPER, at=uploaded),
    Screen("services/<slug:ref>", role=READER, at=ONE, state="reader"),
    Screen("services/<slug:ref>", role=KEEPER, at=ONE),
    Screen("services/<slug:ref>/change", role=KEEPER, at=of_one("change")),
    Screen("services/<slug:ref>/close", role=KEEPER, at=of_one("close")),
    Screen("services/<slug:ref>/reopen", role=KEEPER, at=of_one("reopen")),
    Screen("services/<slug:ref>/check", role=KEEPER, at=of_one("check")),
    Screen("services/<slug:ref>/places", role=KEEPER, at=of_one("places")),
    Screen("services/<slug:ref>/hours", role=KEEPER, at=of_one("hours")),
    Screen("services/<slug:ref>/day", role=KEEPER, at=of_one("day")),
    Screen("services/<slug:ref>/sites/new", role=KEEPER, at=of_one("sites/new")),
    Screen("services/<slug:ref>/sites/choose", role=KEEPER, at=of_one("sites/choose")),
    *(Screen(f"services/<slug:ref>/sites/<slug:site>/{verb}", role=KEEPER, at=of_a_site(verb))
      for verb in ("change", "hide", "close", "withdraw")),
]  # fmt: skip
