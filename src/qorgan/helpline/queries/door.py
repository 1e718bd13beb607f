"""What the screens of the helpline read; always for somebody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from qorgan.access.principal import Principal
from qorgan.helpline import pack
from qorgan.helpline.choices import Side, State
from qorgan.helpline.lines import promise_of
from qorgan.helpline.models import Message, Presence, Thread
from qorgan.helpline.rules import AT_PAGE_LASTS

TYPING_LASTS = timedelta(seconds=8)
LONGEST_SHOWN_WAIT = timedelta(minutes=30)


def said_to_child(by: Principal, thread: Thread, *, everything: bool) -> tuple[list[Message], int]:
    """The messages for the child's page, and how many are held back until another tap.

    Coming back shows the newest answer and what the child wrote after it: whoever finds the phone open sees little.
    """
    said = list(Message.objects.visible_to(by).filter(thread=thread).order_by("seq"))
    if everything:
        return said, 0
    answers = [place for place, message in enumerate(said) if message.side == Side.STAFF]
    start = answers[-1] if answers else max(len(said) - 1, 0)
    return said[start:], start


def said_after(by: Principal, thread: Thread, seq: int) -> list[Message]:
    """What came after a message."""
    return list(Message.objects.visible_to(by).filter(thread=thread, seq__gt=seq).order_by("seq"))


def door_state(by: Principal, thread: Thread) -> dict[str, Any]:
    """Who is there, and one honest sentence about how things stand."""
    return {"who": ", ".join(filter(None, (thread.taken_alias, pack.short_name()))), "state": _sentence(by, thread)}


def _sentence(by: Principal, thread: Thread) -> str:
    now = timezone.now()
    if thread.state == State.ENDED:
        return _("This conversation has ended. You can write again at any time.")
    if thread.state == State.TAKEN:
        return _at_the_desk(by, thread, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, on_shift, median_seconds FROM helpline_queue_place()")
        place, on_shift, median = cursor.fetchone() or (1, 0, None)
    wait = timedelta(seconds=(median or 120) * place)
    if thread.promised_at or not on_shift or wait > LONGEST_SHOWN_WAIT:
        return _("Nobody is free. We will write here by %(time)s.") % {"time": _promise(thread, now)}
    minutes = max(1, round(wait.total_seconds() / 60))
    return _("Place in the queue: %(place)s. About %(minutes)s minutes.") % {"place": place, "minutes": minutes}


def _promise(thread: Thread, now: datetime) -> str:
    """The promised time, else the line's own promise from when the child began to wait, rounded up to a quarter of an hour."""
    until = thread.promised_at
    if until is None:
        until = thread.queued_at + timedelta(minutes=promise_of(thread.line, timezone.localdate()).answer_within_minutes)
        until = max(until, now + timedelta(minutes=15))
    until = timezone.localtime(until)
    rounded = until + timedelta(minutes=-until.minute % 15)
    shown = rounded.strftime("%H:%M")
    return shown if rounded.date() == timezone.localdate() else f"{rounded.strftime('%d.%m')}, {shown}"


def _at_the_desk(by: Principal, thread: Thread, now: datetime) -> str:
    there = Presence.objects.visible_to(by).filter(thread=thread, side=Side.STAFF, account_id=thread.taken_by).first()
    if there is None or now - there.seen_at > AT_PAGE_LASTS:
        return _("Your message will be read soon.")
    if there.typing_at and now - there.typing_at < TYPING_LASTS:
        return _("writing…")
    return _("here now")
