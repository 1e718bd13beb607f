"""What intake does when something happens in the rooms below: the child comes back and reads, the case ends, another closes it."""

from __future__ import annotations

from django.http import HttpRequest

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.helpline.events import CodeUsed
from qorgan.helpline.models import Thread
from qorgan.intake import access
from qorgan.intake.actions.follow_up import child_of, note_read
from qorgan.intake.queries.answer import unread
from qorgan.journal.actions import on


@on(CodeUsed)
def came_back(event: CodeUsed, *, by: Principal) -> None:
    """The child came back with its words: the newest answer stands first on the page that opens now."""
    child = Principal.bearer(event.subject, access.DOOR)
    for one in unread(child):
        note_read(by=child, follow_up=one)


def seen(request: HttpRequest, *, thread: Thread, seq: int) -> None:
    """An open page of the child says until where it was read."""
    child = child_of(thread)
    with acting(child):
        for one in unread(child, until=seq):
            note_read(by=child, follow_up=one)
