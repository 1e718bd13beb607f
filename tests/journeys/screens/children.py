"""Screens of the register of children. What the demo country has no example of is registered here, as people would."""

import time

from tests.journeys.screens import Screen, refused
from tests.journeys.walk import Walk

WORKER, KEEPER = "caseworker", "child_registry_keeper"
TRIES = 60


def registered(walk: Walk, given: str = "Балнұр") -> str:
    """The page of a child that the caseworker registered; one for each given name."""
    if given not in walk.kept:
        with walk.page(WORKER) as page:
            page.goto(walk.address("/children/new"))
            for name, text in (("surname", "Экранова"), ("given", given), ("patronymic", "Үлгіқызы"), ("born_on", "2015-03-04")):
                page.fill(f"[name={name}]", text)
            page.locator("main form[method=post] button[type=submit]").first.click()
            page.wait_for_url(lambda address: "/children/new" not in address)
            walk.kept[given] = str(page.url).partition("?")[0]
    return walk.kept[given]


def of_child(route: str = ""):
    """A page of the registered child."""

    def find(walk: Walk, _screen: Screen) -> str:
        return registered(walk) + (f"/{route}" if route else "")

    return find


def sent(walk: Walk, route: str, **typed: str) -> None:
    """A form about the registered child, filled in and sent."""
    with walk.page(WORKER) as page:
        page.goto(walk.address(f"{registered(walk)}/{route}"))
        for name, text in typed.items():
            page.fill(f"[name={name}]", text)
        page.locator("main form[method=post] button[type=submit]").first.click()
        page.wait_for_load_state()


def linked(part: str, end: str, route: str, **typed: str):
    """A link of the child's page that ends so, once the form that makes its thing was sent."""

    def find(walk: Walk, _screen: Screen) -> str:
        if part not in walk.kept:
            sent(walk, route, **typed)
            walk.kept[part] = "sent"
        with walk.page(WORKER) as page:
            page.goto(walk.address(registered(walk)))
            found = page.eval_on_selector_all("main a[href]", "all => all.map(one => one.getAttribute('href'))")
        return next(link for link in found if part in link and link.endswith(end))

    return find


def pair(walk: Walk, _screen: Screen) -> str:
    """Two records that the finder put before the keeper: the second was registered although the first was shown."""
    registered(walk)
    if "pair" not in walk.kept:
        with walk.page(WORKER) as page:
            page.goto(walk.address("/children/new"))
            for name, text in (("surname", "Ekranova"), ("given", "Balnur"), ("born_on", "2015-03-04")):
                page.fill(f"[name={name}]", text)
            page.locator("main form[method=post] button[type=submit]").first.click()
            page.locator("[name=although_similar]").check()
            page.locator("main form[method=post] button[type=submit]").first.click()
            page.wait_for_url(lambda address: "/children/new" not in address)
        walk.kept["pair"] = _waiting(walk)
    return walk.kept["pair"]


def _waiting(walk: Walk) -> str:
    with walk.page(KEEPER) as page:
        for _ in range(TRIES):
            page.goto(walk.address("/registry/pairs"))
            links = page.eval_on_selector_all("main a[href]", "all => all.map(one => one.getAttribute('href'))")
            if found := [link for link in links if "/registry/pairs/" in link]:
                return str(found[-1])
            time.sleep(1)
    raise LookupError("no pair came to the keeper within a minute")


def similar(page) -> None:
    """The first sending shows a record that looks the same."""
    for name, text in (("surname", "Экранова"), ("given", "Балнур"), ("born_on", "2015-03-04")):
        page.fill(f"[name={name}]", text)
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.locator("[name=although_similar]").wait_for()


def found(page) -> None:
    """A search with an answer."""
    page.fill("[name=surname]", "Экранова")
    page.fill("[name=given]", "Балнұр")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state()


SCREENS = [
    Screen("children", role=WORKER),
    Screen("children", role="shift_leader", at="/children?sex=female", state="filtered"),
    Screen("children/new", role=WORKER),
    Screen("children/new", role=WORKER, state="refused", then=refused),
    Screen("children/new", role=WORKER, at=lambda walk, _: registered(walk) and "/children/new", state="similar", then=similar),
    Screen("children/search", role=WORKER),
    Screen("children/search", role=WORKER, at=lambda walk, _: registered(walk) and "/children/search", state="found", then=found),
    Screen("children/<slug:ref>", role=WORKER, at=of_child()),
    Screen("children/<slug:ref>", role=KEEPER, at=of_child(), state="keeper"),
    Screen("children/<slug:ref>/correct", role=WORKER, at=of_child("correct")),
    Screen("children/<slug:ref>/restrict", role=KEEPER, at=of_child("restrict")),
    Screen("children/<slug:ref>/split", role=KEEPER, at=of_child("split")),
    Screen("children/<slug:ref>/caregiver", role=WORKER, at=of_child("caregiver")),
    Screen("children/<slug:ref>/caregiver/known", role=WORKER, at=of_child("caregiver/known")),
    Screen("children/<slug:ref>/household", role=WORKER, at=of_child("household")),
    Screen("children/caregivers/<slug:ref>/correct", role=WORKER, at=linked("/caregivers/", "/correct", "caregiver", given="Гүлнар")),
    Screen("children/caregivers/<slug:ref>/end", role=WORKER, at=linked("/caregivers/", "/end", "caregiver", given="Гүлнар")),
    Screen("children/members/<slug:ref>/add", role=WORKER, at=linked("/members/", "/add", "household", address="Абай көшесі 1")),
    Screen("children/members/<slug:ref>/end", role=WORKER, at=linked("/members/", "/end", "household", address="Абай көшесі 1")),
    Screen("registry/pairs", role=KEEPER),
    Screen("registry/pairs/<slug:ref>", role=KEEPER, at=pair),
]
