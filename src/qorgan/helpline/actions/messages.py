"""Putting one message into a conversation: in order, once, flagged, told to the open pages."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.helpline import rules
from qorgan.helpline.choices import Side
from qorgan.helpline.events import MessageWritten, ThreadRaised
from qorgan.helpline.flag_list import active_stems
from qorgan.helpline.flags import Flag, find
from qorgan.helpline.lines import promise_of, read_within
from qorgan.helpline.models import Message, Thread
from qorgan.journal.actions import record
from qorgan.live.events import tell
from qorgan.live.sequences import next_seq


def locked(thread: Thread, by: Principal) -> Thread:
    """The conversation as it stands now, its row locked to the end of the transaction. Raises Refused when it is gone."""
    row = Thread.objects.visible_to(by).select_for_update().filter(pk=thread.pk).first()
    if row is None:
        raise Refused("thread")
    return row


def checked(text: str) -> str:
    """The text as it will be kept. Raises RuleBroken for nothing and for too much; the page keeps what was typed."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if rules.is_empty(text):
        raise RuleBroken(_("Nothing is written yet."), field="text")
    if len(text) > rules.LONGEST_MESSAGE:
        raise RuleBroken(
            _("This is too long to send at once: %(count)s characters, %(most)s fit. Please send it in parts.")
            % {"count": len(text), "most": rules.LONGEST_MESSAGE},
            field="text",
        )
    return text


class AlreadySent(Exception):
    """This very message is in the conversation already, at `seq`: nothing is to be done, and the page says «delivered»."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


def put(*, by: Principal, thread: Thread, side: Side, text: str, client_key: UUID) -> Message:
    """Adds a message to a locked conversation. Raises AlreadySent when it is there already: sent twice, kept once."""
    earlier = Message.objects.visible_to(by).filter(thread=thread, client_key=client_key).first()
    if earlier is not None:
        raise AlreadySent(earlier.seq)
    message = Message.objects.create(
        thread=thread,
        seq=next_seq(thread),
        side=side,
        author=by.account_id,
        alias=by.alias if side == Side.STAFF else "",
        text=text,
        sent_at=timezone.now(),
        client_key=client_key,
    )
    record(MessageWritten(subject=thread.id, seq=message.seq, side=side.value), by=by)
    tell_thread(thread)
    return message


def raise_flags(*, by: Principal, thread: Thread, text: str) -> list[Flag]:
    """Raises the conversation if the child's words are on the list. Flags add up; none is ever taken away.

    A raised one is read sooner: its time to be read by comes nearer, never later.
    """
    found = [flag for flag in find(text, active_stems()) if flag.reason not in thread.flag_reasons]
    if found:
        thread.flag_reasons = [*thread.flag_reasons, *(flag.reason for flag in found)]
        kept = dict(thread.flags or {})
        thread.flags = kept | {flag.reason: list(flag.words) for flag in found}
        thread.is_raised = True
        if thread.first_read_at is None:
            promise = promise_of(thread.line, timezone.localdate())
            thread.read_by = min(thread.read_by, timezone.now() + read_within(promise, is_raised=True))
        thread.save(update_fields=["flag_reasons", "flags", "is_raised", "read_by"])
        record(ThreadRaised(subject=thread.id, reasons=tuple(flag.reason for flag in found)), by=by)
    return found


def tell_thread(thread: Thread) -> None:
    """Wakes the pages that show this conversation."""
    tell(f"helpline.thread:{thread.ref}", thread.last_seq)


def tell_desk(organisation_id: UUID) -> None:
    """Wakes the desks and the wall boards of a line."""
    tell(f"helpline.desk:{organisation_id}")
