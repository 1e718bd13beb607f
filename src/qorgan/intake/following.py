"""What intake does when something happens in the rooms below: the child comes back and reads, or destroys the conversation."""

from __future__ import annotations

from django.http import HttpRequest

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.helpline.events import CodeUsed, ThreadDestroyed
from qorgan.helpline.models import Thread
from qorgan.intake import access
from qorgan.intake.actions.follow_up import child_of, end_follow_up, note_read
from qorgan.intake.choices import Ending
from qorgan.intake.models import FollowUp
from qorgan.intake.queries.answer import unread
from qorgan.journal.actions import on


@on(CodeUsed)
def came_back(event: CodeUsed, *, by: Principal) -> None:
    """The child came back with its words: the newest answer stands first on the page that opens now."""
    child = Principal.bearer(event.subject, access.DOOR)
    for one in unread(child):
        note_read(by=child, follow_up=one)


@on(ThreadDestroyed)
def destroyed(event: ThreadDestroyed, *, by: Principal) -> None:
    """Nobody can be asked any more whether it helped."""
    with acting(access.BRIDGE):
        waiting = list(FollowUp.objects.visible_to(access.BRIDGE).filter(thread=event.subject, ending=""))
    for one in waiting:
        end_follow_up(by=access.BRIDGE, follow_up=one, ending=Ending.NOT_NEEDED)


def seen(request: HttpRequest, *, thread: Thread, seq: int) -> None:
    """An open page of the child says until where it was read."""
    child = child_of(thread)
    with acting(child):
        for one in unread(child, until=seq):
            note_read(by=child, follow_up=one)
