"""Screens of the room `helpline`: the child's door and the desk."""

from tests.journeys.screens import CHILD, NOBODY, Screen, linked_from

HEAD, LEADER, COUNSELLOR = "helpline_head", "shift_leader", "counsellor"


SCREENS = [
    Screen("help", role=NOBODY),
    Screen("help", role=NOBODY, at="/help?look=timetable", state="timetable"),
    Screen("q/<slug:code>", role=NOBODY, at="/q/zzzzzz"),
    Screen("return", role=NOBODY),
    Screen("chat", role=CHILD),
    Screen("chat/log", role=CHILD, gives="frame"),
    Screen("chat/news", role=CHILD, gives="file"),
    Screen("chat/end", role=CHILD),
    Screen("desk", role=COUNSELLOR),
    Screen("desk", role=LEADER, state="leader"),
    Screen("desk/<slug:ref>", role=COUNSELLOR, at=linked_from("/desk")),
    Screen("desk/<slug:ref>", role=LEADER, at=linked_from("/desk"), state="leader"),
    Screen("contacts", role=COUNSELLOR),
    Screen("contacts/new", role=COUNSELLOR),
    Screen("contacts/search", role=COUNSELLOR),
    Screen("contacts/<slug:ref>", role=COUNSELLOR, at=linked_from("/contacts")),
    Screen("board", role=LEADER),
    Screen("conversations", role=LEADER),
    Screen("helpline/figures", role=LEADER),
    Screen("helpline/replies", role=HEAD),
    Screen("helpline/replies/new", role=HEAD),
    Screen("helpline/replies/<slug:ref>", role=HEAD, at=linked_from("/helpline/replies")),
    Screen("helpline/flag-words", role=HEAD),
    Screen("helpline/flag-words/new", role=HEAD),
    Screen("helpline/flag-words/<slug:ref>", role=HEAD, at=linked_from("/helpline/flag-words")),
]
