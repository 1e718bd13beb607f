"""Screens of the room `casework`."""

from tests.journeys.screens import Screen, linked_from, refused, route_of

WORKER, SUPERVISOR = "caseworker", "case_supervisor"
ONE = "cases/<slug:ref>"
OPEN, CLOSED = "/cases?state=open", "/cases?state=closed"
MOST = 12
"""Cases that are looked through for an example."""


def of_one(route: str = "", listed: str = OPEN):
    """A page of the first case of a list."""

    def find(walk, screen: Screen) -> str:
        return linked_from(listed)(walk, Screen(ONE, role=screen.role)) + route

    return find


def in_some_case(listed: str = OPEN, part: str = ""):
    """A link to the screen's own route in the first case of a list that has one."""

    def find(walk, screen: Screen) -> str:
        cases = [link for link in walk.links(screen.role, listed) if route_of(link) == ONE]
        for case in cases[:MOST]:
            for link in walk.links(screen.role, case + part):
                if route_of(link) == screen.route:
                    return link
        raise LookupError(f"{screen.route}: none of {len(cases[:MOST])} cases of {listed} has one")

    return find


def begun(walk, screen: Screen) -> str:
    """A form that this worker begins; the one that is there where it was begun before."""
    with walk.page(screen.role) as page:
        page.goto(walk.address(of_one("?part=forms")(walk, screen)))
        page.locator("main form:has(input[name=kind]) button").first.click()
        page.wait_for_url("**/cases/forms/*")
        return str(page.url)


def of_a_new_child(walk, screen: Screen) -> str:
    """A case for the first child of the register."""
    child = linked_from("/children")(walk, Screen("children/<slug:ref>", role=screen.role))
    return "/cases/new/" + child.rsplit("/", 1)[-1]


SCREENS = [
    Screen("cases", role=WORKER),
    Screen("cases", role=SUPERVISOR, state="supervisor"),
    Screen("cases", role=WORKER, at="/cases?state=closed&risk=no_action", state="empty"),
    Screen("tasks", role=WORKER),
    Screen("caseload", role=SUPERVISOR),
    Screen("offered", role=SUPERVISOR),
    Screen("offered/<slug:ref>", role=SUPERVISOR, at=linked_from("/offered")),
    Screen("cases/new/<slug:child>", role=WORKER, at=of_a_new_child),
    Screen("cases/new/<slug:child>", role=WORKER, at=of_a_new_child, state="refused", then=refused),
    Screen(ONE, role=WORKER, at=of_one()),
    Screen(ONE, role=WORKER, at=of_one("?part=forms"), state="forms"),
    Screen(ONE, role=WORKER, at=of_one("?part=papers"), state="papers"),
    Screen(ONE, role=SUPERVISOR, at=of_one("?part=readers"), state="readers"),
    Screen(ONE, role=SUPERVISOR, at=of_one("", "/cases?stage=service_provision"), state="served"),
    Screen(f"{ONE}/change", role=WORKER, at=of_one("/change")),
    Screen(f"{ONE}/assign", role=SUPERVISOR, at=of_one("/assign")),
    Screen(f"{ONE}/share", role=WORKER, at=of_one("/share")),
    Screen(f"{ONE}/task", role=WORKER, at=of_one("/task")),
    Screen(f"{ONE}/note", role=WORKER, at=of_one("/note")),
    Screen(f"{ONE}/note", role=WORKER, at=of_one("/note"), state="refused", then=refused),
    Screen(f"{ONE}/document", role=WORKER, at=of_one("/document")),
    Screen(f"{ONE}/close", role=WORKER, at=of_one("/close")),
    Screen(f"{ONE}/hand-over", role=SUPERVISOR, at=of_one("/hand-over")),
    Screen(f"{ONE}/reopen", role=SUPERVISOR, at=of_one("/reopen", CLOSED)),
    Screen("cases/forms/<slug:ref>", role=WORKER, at=begun),
    Screen("cases/tasks/<slug:ref>/end", role=WORKER, at=in_some_case()),
    Screen("cases/tasks/<slug:ref>/give", role=WORKER, at=in_some_case()),
    Screen("cases/services/<slug:ref>", role=SUPERVISOR, at=in_some_case("/cases?stage=service_provision")),
    Screen("cases/approvals/<slug:ref>", role=SUPERVISOR, at=in_some_case("/cases?stage=case_plan")),
]
