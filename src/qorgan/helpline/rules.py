"""When something is allowed at the helpline: pure questions about a conversation's state."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from qorgan.helpline.choices import State
from qorgan.helpline.models import Presence, Promise, Thread

LONGEST_MESSAGE = 5_000
"""Characters of one message: more is kept on the page and asked to be sent in parts."""
ORIGIN_KEPT = timedelta(days=30)
KEY_LIVES = timedelta(hours=12)
AT_PAGE_LASTS = timedelta(seconds=45)
"""How long after its last word a page counts as open."""


def may_write_as_staff(thread: Thread, account_id: UUID | None) -> bool:
    """Only whoever holds the conversation writes to the child."""
    return thread.state == State.TAKEN and thread.taken_by == account_id


def may_leave_word(thread: Thread, account_id: UUID | None, *, oversees: bool) -> bool:
    """Whoever holds the conversation writes, or held it when it ended; a shift leader may where it has ended."""
    return may_write_as_staff(thread, account_id) or (thread.state == State.ENDED and (thread.taken_by == account_id or oversees))


def may_take(thread: Thread) -> bool:
    """A waiting conversation is free."""
    return thread.state == State.WAITING


def may_end(thread: Thread, account_id: UUID | None, *, oversees: bool) -> bool:
    """The holder ends it; a shift leader may for them."""
    return thread.state == State.TAKEN and (thread.taken_by == account_id or oversees)


def is_late(thread: Thread, now: datetime) -> bool:
    """Whether the first message has waited longer than the line promises."""
    return thread.first_read_at is None and now > thread.read_by


def is_silent(thread: Thread, promise: Promise, now: datetime) -> bool:
    """Whether the child waits for an answer of whoever holds the conversation longer than the line's limit of silence."""
    if thread.state != State.TAKEN or thread.unanswered_since is None or promise.silence_minutes is None:
        return False
    return now - max(thread.unanswered_since, thread.taken_at or thread.unanswered_since) > timedelta(minutes=promise.silence_minutes)


def is_seen_anew(before: Presence | None, now: datetime, *, seen_seq: int, is_typing: bool) -> bool:
    """Whether the other side's page would show something else after this word of a page: come, read further, writing or not."""
    if before is None or now - before.seen_at >= AT_PAGE_LASTS:
        return True
    return seen_seq > before.seen_seq or is_typing != (before.typing_at is not None)


def is_empty(text: str) -> bool:
    """Whether there is nothing to send."""
    return not text.strip()
