"""Screens of danger, in the room `intake`."""

from tests.journeys.screens import Screen, linked_from, refused, route_of

LEADER, COUNSELLOR, HEAD, SUPERVISOR = "shift_leader", "counsellor", "helpline_head", "case_supervisor"
ONE = "dangers/<slug:ref>"
OPEN = "/dangers?state=open"
MOST = 12
"""Dangers that are looked through for an example."""


def of_one(route: str = "", listed: str = OPEN):
    """A page of the first danger of a list."""

    def find(walk, screen: Screen) -> str:
        return linked_from(listed)(walk, Screen(ONE, role=screen.role)) + route

    return find


def in_some_danger(listed: str = OPEN):
    """A link to the screen's own route in the first danger of a list that has one."""

    def find(walk, screen: Screen) -> str:
        found = [link for link in walk.links(screen.role, listed) if route_of(link) == ONE]
        for danger in found[:MOST]:
            for link in walk.links(screen.role, danger):
                if route_of(link) == screen.route:
                    return link
        raise LookupError(f"{screen.route}: none of {len(found[:MOST])} dangers of {listed} has one")

    return find


def of_a_conversation(walk, screen: Screen) -> str:
    """The questions about a conversation of the desk."""
    talk = linked_from("/desk")(walk, Screen("desk/<slug:ref>", role=screen.role))
    return linked_from(talk)(walk, screen)


def of_a_call(walk, screen: Screen) -> str:
    """The questions about a contact where nobody wrote, which a counsellor keeps."""
    for contact in [link for link in walk.links(screen.role, "/contacts?channel=phone") if route_of(link) == "contacts/<slug:ref>"][
        :MOST
    ]:
        for link in walk.links(screen.role, contact):
            if route_of(link) == screen.route:
                return link
    raise LookupError(f"{screen.route}: no contact by telephone leads there")


SCREENS = [
    Screen("answer", gives="absent"),
    Screen("dangers", role=LEADER),
    Screen("dangers", role=HEAD, state="head"),
    Screen("dangers", role=LEADER, at="/dangers?level=1&state=closed&kind=neglect", state="empty"),
    Screen("dangers/received", role=SUPERVISOR),
    Screen("dangers/received/<slug:ref>", role=SUPERVISOR, at=linked_from("/dangers/received")),
    Screen("dangers/received/<slug:ref>", role=SUPERVISOR, at=linked_from("/dangers/received?standing=sent"), state="waiting"),
    Screen("dangers/assess/<slug:ref>", role=COUNSELLOR, at=of_a_conversation),
    Screen("dangers/assess/contact/<slug:ref>", role=COUNSELLOR, at=of_a_call),
    Screen(ONE, role=LEADER, at=of_one()),
    Screen(ONE, role=LEADER, at=of_one("", "/dangers?state=taken"), state="taken"),
    Screen(ONE, role=LEADER, at=of_one("", "/dangers?state=closed"), state="closed"),
    Screen(ONE, role=HEAD, at=of_one(), state="head"),
    Screen(f"{ONE}/call", role=LEADER, at=of_one("/call")),
    Screen(f"{ONE}/close", role=LEADER, at=of_one("/close")),
    Screen(f"{ONE}/close", role=LEADER, at=of_one("/close"), state="refused", then=refused),
    Screen(f"{ONE}/report", role=LEADER, at=of_one("/report")),
    Screen(f"{ONE}/omit", role=LEADER, at=of_one("/omit")),
    Screen(f"{ONE}/notify/<slug:body>", role=LEADER, at=in_some_danger()),
    Screen("dangers/told/<slug:ref>/remind", role=LEADER, at=in_some_danger()),
    Screen("dangers/told/<slug:ref>/taken", role=LEADER, at=in_some_danger()),
    Screen("dangers/told/<slug:ref>/declined", role=LEADER, at=in_some_danger()),
    Screen("dangers/told/<slug:ref>/withdraw", role=LEADER, at=in_some_danger()),
    Screen("dangers/reports/<slug:ref>", role=LEADER, at=in_some_danger()),
]
