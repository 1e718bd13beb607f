"""Writing to a child after the conversation has ended: what a room above brings back lies there when the child returns."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.helpline import access, rules
from qorgan.helpline.actions.messages import checked, locked, put
from qorgan.helpline.choices import Side, State
from qorgan.helpline.models import Message, Thread
from qorgan.journal.actions import action


@action(access.THREAD_WRITE)
def leave_word(*, by: Principal, thread: Thread, text: str, client_key: UUID) -> Message:
    """Writes to the child in a conversation that one holds or held last; an ended one stays ended, and the child reads it on coming
    back with its words. Raises RuleBroken for a conversation that somebody else holds, waits in the queue, or was destroyed by
    the child. Raises AlreadySent."""
    text = checked(text)
    thread = locked(thread, by)
    if not rules.may_leave_word(thread, by.account_id, oversees=by.may(access.THREAD_OVERSEE)):
        raise RuleBroken(_said(thread))
    message = put(by=by, thread=thread, side=Side.STAFF, text=text, client_key=client_key)
    if thread.answered_at is None:
        thread.answered_at = message.sent_at
    thread.promised_at = thread.unanswered_since = None
    thread.save(update_fields=["answered_at", "promised_at", "unanswered_since"])
    return message


def _said(thread: Thread) -> str:
    if thread.state == State.DESTROYED:
        return _("The child has destroyed this conversation. Nothing can be written to it any more.")
    if thread.state == State.WAITING:
        return _("The child has written again. Take the conversation first.")
    return _("You do not hold this conversation any more. What you wrote is kept as a draft.")
