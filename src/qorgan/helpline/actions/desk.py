"""What a counsellor does at the desk: take, write, note, hand over, give back, promise, end."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from qorgan.access.grants import grant
from qorgan.access.models import Grant
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.helpline import access, rules
from qorgan.helpline.actions.contact import close_records, record_of
from qorgan.helpline.actions.messages import checked, locked, put, tell_desk, tell_thread
from qorgan.helpline.choices import Ending, Side, State
from qorgan.helpline.events import (
    FirstMessageRead,
    OfferDeclined,
    ThreadEnded,
    ThreadHandedOver,
    ThreadOffered,
    ThreadPromised,
    ThreadReleased,
    ThreadTaken,
)
from qorgan.helpline.models import Draft, Message, Thread
from qorgan.journal.actions import action, record, scratch

HAND_OVER = timedelta(minutes=30)
"""How long the counsellor who handed a conversation over may still read along."""
LONGEST_PROMISE = timedelta(hours=24)


@action(access.THREAD_TAKE)
def take_thread(*, by: Principal, thread: Thread) -> Thread:
    """Takes a waiting conversation. Of fifty who try at once one gets it; the others are told so."""
    taken = locked(thread, by)
    if not rules.may_take(taken):
        raise RuleBroken(_("A colleague has just taken this conversation."))
    return _take(by, taken)


@action(access.THREAD_TAKE)
def take_next(*, by: Principal) -> Thread:
    """Takes the conversation that should be read first; rows that a colleague is taking at this moment are passed over."""
    free = Thread.objects.visible_to(by).waiting().in_order().select_for_update(skip_locked=True).first()
    if free is None:
        raise RuleBroken(_("Nobody is waiting."))
    return _take(by, free)


def _take(by: Principal, thread: Thread) -> Thread:
    now = timezone.now()
    thread.state, thread.taken_by, thread.taken_alias, thread.taken_at = State.TAKEN, by.account_id, by.alias, now
    thread.offered_to = thread.offered_at = None
    _note_first_reading(by, thread)
    thread.save()
    record(
        ThreadTaken(
            subject=thread.id,
            organisation=thread.organisation_id,
            account=by.account,
            seconds=int((now - thread.queued_at).total_seconds()),
        ),
        by=by,
    )
    record_of(by, thread)
    tell_thread(thread)
    tell_desk(thread.organisation_id)
    return thread


def _note_first_reading(by: Principal, thread: Thread) -> bool:
    if thread.first_read_at is not None:
        return False
    thread.first_read_at = timezone.now()
    seconds = int((thread.first_read_at - thread.queued_at).total_seconds())
    record(FirstMessageRead(subject=thread.id, seconds=seconds), by=by)
    return True


@action(access.THREAD_READ)
def mark_first_read(*, by: Principal, thread: Thread) -> None:
    """A person has opened the first message: the clock of its reading stops. Raises RuleBroken where it had stopped before."""
    thread = locked(thread, by)
    if not _note_first_reading(by, thread):
        raise RuleBroken(_("The first message was read before."))
    thread.save(update_fields=["first_read_at"])
    tell_desk(thread.organisation_id)


@action(access.THREAD_WRITE)
def write_reply(*, by: Principal, thread: Thread, text: str, client_key: UUID) -> Message:
    """Writes to the child. Only the holder does and nobody else. Raises AlreadySent."""
    text = checked(text)
    thread = locked(thread, by)
    if not rules.may_write_as_staff(thread, by.account_id):
        raise RuleBroken(_("You do not hold this conversation any more. What you wrote is kept as a draft."))
    message = put(by=by, thread=thread, side=Side.STAFF, text=text, client_key=client_key)
    if thread.answered_at is None:
        thread.answered_at = message.sent_at
    thread.promised_at = thread.unanswered_since = None
    thread.save(update_fields=["answered_at", "promised_at", "unanswered_since"])
    _forget_draft(by, thread, Side.STAFF)
    return message


@action(access.THREAD_NOTE)
def write_note(*, by: Principal, thread: Thread, text: str, client_key: UUID) -> Message:
    """A note that only staff see; it stands in the conversation where it was written."""
    text = checked(text)
    thread = locked(thread, by)
    note = put(by=by, thread=thread, side=Side.NOTE, text=text, client_key=client_key)
    _forget_draft(by, thread, Side.NOTE)
    return note


def _forget_draft(by: Principal, thread: Thread, side: Side) -> None:
    Draft.objects.visible_to(by).filter(thread=thread, account_id=by.account, side=side).delete()


@action(access.THREAD_TRANSFER)
def offer_thread(*, by: Principal, thread: Thread, to: UUID) -> None:
    """Offers the conversation to a colleague of the line; it stays here until they accept."""
    thread = locked(thread, by)
    if not rules.may_end(thread, by.account_id, oversees=by.may(access.THREAD_OVERSEE)):
        raise RuleBroken(_("You do not hold this conversation any more."))
    if to == thread.taken_by:
        raise RuleBroken(_("This colleague holds the conversation already."), field="to")
    thread.offered_to, thread.offered_at = to, timezone.now()
    thread.save(update_fields=["offered_to", "offered_at"])
    record(ThreadOffered(subject=thread.id, account=to), by=by)
    tell_desk(thread.organisation_id)


@action(access.THREAD_TAKE)
def accept_offer(*, by: Principal, thread: Thread) -> Thread:
    """Takes over an offered conversation; whoever gave it may read along for half an hour."""
    thread = locked(thread, by)
    if thread.offered_to != by.account_id or thread.state != State.TAKEN:
        raise RuleBroken(_("This conversation is not offered to you any more."))
    return _hand_over(by, thread)


@action(access.THREAD_OVERSEE)
def take_over(*, by: Principal, thread: Thread) -> Thread:
    """A shift leader takes a held conversation over."""
    thread = locked(thread, by)
    if thread.state != State.TAKEN or thread.taken_by == by.account_id:
        raise RuleBroken(_("There is nothing to take over."))
    return _hand_over(by, thread)


def _holder(thread: Thread) -> UUID:
    """Who holds a conversation that is taken; the database keeps that such a one has a holder."""
    if thread.taken_by is None:
        raise RuleBroken(_("You do not hold this conversation any more."))
    return thread.taken_by


def _hand_over(by: Principal, thread: Thread) -> Thread:
    before, now = _holder(thread), timezone.now()
    grant(account_id=before, subject=thread.id, kind=Grant.Kind.CONSULTED, since=now, until=now + HAND_OVER)
    thread.taken_by, thread.taken_alias, thread.taken_at = by.account, by.alias, now
    thread.offered_to = thread.offered_at = None
    thread.save()
    record(ThreadHandedOver(subject=thread.id, organisation=thread.organisation_id, before=before, account=by.account), by=by)
    record_of(by, thread)
    tell_thread(thread)
    tell_desk(thread.organisation_id)
    return thread


@action(access.THREAD_TAKE)
def decline_offer(*, by: Principal, thread: Thread) -> None:
    """Declines; the conversation stays with whoever offered it."""
    thread = locked(thread, by)
    if thread.offered_to != by.account_id:
        raise RuleBroken(_("This conversation is not offered to you any more."))
    _grant_a_moment(by, thread)
    thread.offered_to = thread.offered_at = None
    thread.save(update_fields=["offered_to", "offered_at"])
    record(OfferDeclined(subject=thread.id, account=by.account), by=by)
    tell_desk(thread.organisation_id)


def _grant_a_moment(by: Principal, thread: Thread) -> None:
    """Row security asks that a changed row is still known to whoever changed it."""
    now = timezone.now()
    grant(
        account_id=by.account,
        subject=thread.id,
        kind=Grant.Kind.CONSULTED,
        since=now - timedelta(seconds=5),
        until=now + timedelta(seconds=5),
    )


@action(access.THREAD_TAKE)
def release_thread(*, by: Principal, thread: Thread) -> None:
    """Gives the conversation back to the queue, at the place it had by its time of waiting."""
    thread = locked(thread, by)
    if not rules.may_end(thread, by.account_id, oversees=by.may(access.THREAD_OVERSEE)):
        raise RuleBroken(_("You do not hold this conversation any more."))
    before = _holder(thread)
    thread.state, thread.taken_by, thread.taken_alias, thread.taken_at = State.WAITING, None, "", None
    thread.offered_to = thread.offered_at = None
    thread.save()
    record(ThreadReleased(subject=thread.id, organisation=thread.organisation_id, before=before), by=by)
    tell_thread(thread)
    tell_desk(thread.organisation_id)


@action(access.THREAD_TAKE)
def promise_answer(*, by: Principal, thread: Thread, minutes: int) -> None:
    """Nobody is free: the child is told until when an answer will stand here."""
    if not 0 < minutes <= LONGEST_PROMISE.total_seconds() / 60:
        raise RuleBroken(_("Choose a time within the next 24 hours."), field="minutes")
    thread = locked(thread, by)
    thread.promised_at = timezone.now() + timedelta(minutes=minutes)
    thread.save(update_fields=["promised_at"])
    record(ThreadPromised(subject=thread.id, minutes=minutes), by=by)
    tell_thread(thread)
    tell_desk(thread.organisation_id)


@action(access.THREAD_END)
def end_thread(*, by: Principal, thread: Thread, ending: Ending) -> None:
    """Ends this stretch of the conversation. The child may write again at any time."""
    thread = locked(thread, by)
    if not rules.may_end(thread, by.account_id, oversees=by.may(access.THREAD_OVERSEE)):
        raise RuleBroken(_("You do not hold this conversation any more."))
    thread.state, thread.ended_at = State.ENDED, timezone.now()
    thread.offered_to = thread.offered_at = thread.unanswered_since = None
    thread.save()
    record(ThreadEnded(subject=thread.id, organisation=thread.organisation_id, ending=ending.value, episode=thread.episode), by=by)
    close_records(by, thread, ending)
    tell_thread(thread)
    tell_desk(thread.organisation_id)


@scratch(access.THREAD_WRITE)
def keep_draft(*, by: Principal, thread: Thread, side: Side, text: str) -> None:
    """Scratch: what is written and not yet sent."""
    drafts = Draft.objects.visible_to(by).filter(thread=thread, account_id=by.account, side=side)
    if rules.is_empty(text):
        drafts.delete()
        return
    draft = drafts.first() or Draft(thread=thread, account_id=by.account, side=side)
    draft.text = text[: rules.LONGEST_MESSAGE]
    draft.save()
