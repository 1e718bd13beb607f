"""When something is allowed at the helpline: pure questions about a conversation's state."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from qorgan.helpline.choices import State
from qorgan.helpline.models import Thread

LONGEST_MESSAGE = 5_000
"""Characters of one message: more is kept on the page and asked to be sent in parts."""
ORIGIN_KEPT = timedelta(days=30)
KEY_LIVES = timedelta(hours=12)


def may_write_as_staff(thread: Thread, account_id: UUID | None) -> bool:
    """Only whoever holds the conversation writes to the child."""
    return thread.state == State.TAKEN and thread.taken_by == account_id


def may_take(thread: Thread) -> bool:
    """A waiting conversation is free."""
    return thread.state == State.WAITING


def may_end(thread: Thread, account_id: UUID | None, *, oversees: bool) -> bool:
    """The holder ends it; a shift leader may for them."""
    return thread.state == State.TAKEN and (thread.taken_by == account_id or oversees)


def is_late(thread: Thread, now: datetime) -> bool:
    """Whether the first message has waited longer than the line promises."""
    return thread.first_read_at is None and now > thread.read_by


def is_empty(text: str) -> bool:
    """Whether there is nothing to send."""
    return not text.strip()
