"""Screens of the bridge: from a contact to a case, and the answer back to the child."""

from tests.journeys.screens import Screen, linked_from, refused
from tests.journeys.screens.casework import in_some_case

COUNSELLOR, SUPERVISOR = "counsellor", "case_supervisor"
FOLLOWED = linked_from("/follow-ups")


def of_a_contact(walk, screen: Screen) -> str:
    """The page on which a case is made of the first record of the list."""
    return linked_from("/contacts")(walk, Screen("contacts/<slug:ref>", role=screen.role)) + "/case"


def of_a_follow_up(walk, screen: Screen) -> str:
    """A link on the page of the first follow-up."""
    first = FOLLOWED(walk, Screen("follow-ups/<slug:ref>", role=screen.role))
    return linked_from(first)(walk, screen)


def beside_a_conversation(walk, screen: Screen) -> str:
    """The panel beside the first conversation of the desk."""
    return linked_from("/desk")(walk, Screen("desk/<slug:ref>", role=screen.role)) + "/cases"


SCREENS = [
    Screen("contacts/<slug:ref>/case", role=COUNSELLOR, at=of_a_contact),
    Screen("contacts/<slug:ref>/case", role=COUNSELLOR, at=of_a_contact, state="refused", then=refused),
    Screen("desk/<slug:ref>/cases", role=COUNSELLOR, at=beside_a_conversation, gives="part"),
    Screen("follow-ups", role=COUNSELLOR),
    Screen("follow-ups/<slug:ref>", role=COUNSELLOR, at=FOLLOWED),
    Screen("handovers/<slug:ref>", role=COUNSELLOR, at=of_a_follow_up),
    Screen("answers/<slug:ref>", role=COUNSELLOR, at=of_a_follow_up),
    Screen("handovers/<slug:ref>/answer", role=SUPERVISOR, at=in_some_case("/cases?state=open&waiting=yes")),
]
