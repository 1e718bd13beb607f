"""What open pages of the helpline follow: a conversation, and the desk of a line."""

from __future__ import annotations

from uuid import UUID

from qorgan.access.principal import Principal
from qorgan.helpline import access
from qorgan.helpline.models import Thread
from qorgan.live.sources import Source


def may_follow_thread(by: Principal, key: str) -> bool:
    """Whoever may know the conversation; the key is its public id."""
    return Thread.objects.visible_to(by).filter(ref=key).exists()


def last_of_thread(by: Principal, key: str) -> int:
    """The number of its newest message."""
    return Thread.objects.visible_to(by).filter(ref=key).values_list("last_seq", flat=True).first() or 0


def may_follow_desk(by: Principal, key: str) -> bool:
    """Counsellors and whoever sees the board follow their own line; the key is the organisation's id."""
    try:
        line = UUID(key)
    except ValueError:
        return False
    return line in by.organisations and (by.may(access.QUEUE_READ) or by.may(access.BOARD_READ))


THREAD = Source("helpline.thread", may=may_follow_thread, last=last_of_thread)
DESK = Source("helpline.desk", may=may_follow_desk)
