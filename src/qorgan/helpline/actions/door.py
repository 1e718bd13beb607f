"""What a child does: open a conversation, write, come back, keep or refuse the words, take the school away, destroy it all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.helpline import access, codes, rules
from qorgan.helpline.actions.messages import checked, locked, put, raise_flags, tell_desk, tell_thread
from qorgan.helpline.choices import About, Channel, CodeState, Ending, Side, State, Urgency
from qorgan.helpline.events import (
    CodeDecided,
    CodeUsed,
    OriginRemoved,
    ThreadDestroyed,
    ThreadEnded,
    ThreadOpened,
    ThreadReturned,
)
from qorgan.helpline.lines import promise_of, read_within, the_line
from qorgan.helpline.models import Message, Presence, Thread
from qorgan.journal.actions import action, record, scratch
from qorgan.live.events import tell_revoked
from qorgan.vault.choices import ShredReason
from qorgan.vault.keys import new_key, shred


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the QR code hangs: the school's id (sealed), and its district (kept)."""

    school_id: UUID
    place_id: UUID | None


def door_of(thread_id: UUID) -> Principal:
    """The bearer of one conversation."""
    return Principal.bearer(thread_id, access.DOOR)


@action(access.DOOR_WRITE)
def open_thread(
    *,
    by: Principal,
    text: str,
    language: str,
    about: About,
    client_key: UUID,
    urgency: Urgency = Urgency.NOT_SAID,
    origin: Origin | None = None,
) -> Thread:
    """Opens a conversation with its first message. `by` bears the new conversation's id, made beforehand by the form.

    The data key comes first: not one word is kept unsealed.
    """
    text = checked(text)
    line, now = the_line(), timezone.now()
    promise, is_raised = promise_of(line, timezone.localdate()), urgency == Urgency.NOW
    if by.bearer_of is None:
        raise Refused("bearer")
    new_key(subject=by.bearer_of, scope="helpline.thread")
    thread = Thread.objects.create(
        id=by.bearer_of,
        number=_next_number(),
        line=line,
        organisation_id=line.organisation_id,
        language=language,
        about=about,
        urgency=urgency,
        is_raised=is_raised,
        opened_at=now,
        queued_at=now,
        unanswered_since=now,
        read_by=now + read_within(promise, is_raised=is_raised),
        channel=Channel.QR if origin else Channel.WEB,
        place_id=origin.place_id if origin else None,
        origin={"school": str(origin.school_id)} if origin else None,
        origin_until=now + rules.ORIGIN_KEPT if origin else None,
    )
    record(
        ThreadOpened(
            subject=thread.id, organisation=line.organisation_id, channel=thread.channel, language=language, about=about.value
        ),
        by=by,
    )
    put(by=by, thread=thread, side=Side.CHILD, text=text, client_key=client_key)
    raise_flags(by=by, thread=thread, text=text)
    tell_desk(thread.organisation_id)
    return thread


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('helpline_thread_number')")
        return int(cursor.fetchone()[0])


@action(access.DOOR_WRITE)
def write_as_child(*, by: Principal, thread: Thread, text: str, client_key: UUID) -> Message:
    """A further message of the child; an ended conversation goes back into the queue. Raises AlreadySent."""
    text = checked(text)
    thread = locked(thread, by)
    message = put(by=by, thread=thread, side=Side.CHILD, text=text, client_key=client_key)
    raise_flags(by=by, thread=thread, text=text)
    _await_answer(thread, message)
    if thread.state == State.ENDED:
        _return_to_queue(by, thread)
    tell_desk(thread.organisation_id)
    return message


def _await_answer(thread: Thread, message: Message) -> None:
    """The child waits from the first message that nobody has answered, not from the last."""
    if thread.unanswered_since is None:
        thread.unanswered_since = message.sent_at
        thread.save(update_fields=["unanswered_since"])


def _return_to_queue(by: Principal, thread: Thread) -> None:
    promise = promise_of(thread.line, timezone.localdate())
    now = timezone.now()
    thread.state, thread.taken_by, thread.taken_alias, thread.taken_at = State.WAITING, None, "", None
    thread.offered_to = thread.offered_at = thread.ended_at = thread.promised_at = thread.first_read_at = None
    thread.queued_at, thread.read_by = now, now + read_within(promise, is_raised=thread.is_raised)
    thread.episode += 1
    thread.save()
    record(ThreadReturned(subject=thread.id, organisation=thread.organisation_id, episode=thread.episode), by=by)


@action(access.DOOR_WRITE)
def keep_code(*, by: Principal, thread: Thread) -> tuple[str, ...]:
    """Makes six words for this conversation, in its language, and gives them back once: they are nowhere else.

    Words made earlier stop working.
    """
    thread = locked(thread, by)
    for _attempt in range(20):
        code = codes.new_code(thread.language)
        with connection.cursor() as cursor:
            cursor.execute("SELECT helpline_code_keep(%s, %s)", [codes.locators(code)[0], codes.hashed(code)])
            if cursor.fetchone()[0]:
                _decide(by, thread, CodeState.KEPT)
                return code
    raise RuleBroken(_("The words could not be made just now. Please try again."))


@action(access.DOOR_WRITE)
def refuse_code(*, by: Principal, thread: Thread) -> None:
    """The child wants no words. The open page goes on; closed, the conversation cannot be found again."""
    _without_code(by, thread, CodeState.REFUSED)


@action(access.DOOR_WRITE)
def destroy_code(*, by: Principal, thread: Thread) -> None:
    """The words stop working, and every other open page of this conversation is closed."""
    _without_code(by, thread, CodeState.DESTROYED)
    tell_revoked(thread.id)


def _without_code(by: Principal, thread: Thread, state: CodeState) -> None:
    thread = locked(thread, by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT helpline_code_destroy()")
    _decide(by, thread, state)


def _decide(by: Principal, thread: Thread, state: CodeState) -> None:
    thread.code_state = state
    thread.save(update_fields=["code_state"])
    record(CodeDecided(subject=thread.id, state=state.value), by=by)


@action(access.DOOR_WRITE)
def come_back(*, by: Principal, thread: Thread) -> None:
    """The right words were given: written down, so that a stranger's visit can be seen afterwards."""
    record(CodeUsed(subject=thread.id), by=by)


@action(access.DOOR_WRITE)
def remove_origin(*, by: Principal, thread: Thread) -> None:
    """The child takes the school away; the district goes with it."""
    thread = locked(thread, by)
    thread.origin, thread.origin_until, thread.place = None, None, None
    thread.save(update_fields=["origin", "origin_until", "place"])
    record(OriginRemoved(subject=thread.id, by_child=True), by=by)
    tell_thread(thread)


@action(access.DOOR_WRITE)
def leave(*, by: Principal, thread: Thread) -> None:
    """The child says goodbye: the conversation ends, the words go on working."""
    thread = locked(thread, by)
    if thread.state in (State.ENDED, State.DESTROYED):
        raise RuleBroken(_("This conversation has ended already."))
    ending = Ending.CHILD_LEFT if thread.answered_at else Ending.ABANDONED
    thread.state, thread.ended_at, thread.unanswered_since = State.ENDED, timezone.now(), None
    thread.save(update_fields=["state", "ended_at", "unanswered_since"])
    record(ThreadEnded(subject=thread.id, organisation=thread.organisation_id, ending=ending.value, episode=thread.episode), by=by)
    tell_thread(thread)
    tell_desk(thread.organisation_id)


@action(access.DOOR_WRITE)
def destroy_thread(*, by: Principal, thread: Thread) -> bool:
    """The child destroys the conversation: its data key is shredded, the words stop working, only figures stay.

    False where a legal hold beats this: the wish is recorded and carried out when the hold ends, and the page says so
    instead of leading the child to believe otherwise.
    """
    thread = locked(thread, by)
    if not shred(by=by, subject=thread.id, reason=ShredReason.ASKED).is_done:
        return False
    _forget(thread)
    record(ThreadDestroyed(subject=thread.id, organisation=thread.organisation_id), by=by)
    tell_desk(thread.organisation_id)
    tell_revoked(thread.id)
    return True


def _forget(thread: Thread) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT helpline_code_destroy(), helpline_keys_end(NULL)")
    thread.state, thread.ended_at, thread.code_state = State.DESTROYED, timezone.now(), CodeState.DESTROYED
    thread.origin = thread.flags = thread.origin_until = None
    thread.taken_by = None
    thread.save()


@scratch(access.DOOR_WRITE)
def at_the_door(*, by: Principal, thread: Thread, seen_seq: int, is_typing: bool) -> None:
    """Scratch: until where the child has read, and whether they write."""
    from_presence(by=by, thread=thread, side=Side.CHILD, seen_seq=seen_seq, is_typing=is_typing)


def from_presence(*, by: Principal, thread: Thread, side: Side, seen_seq: int, is_typing: bool) -> None:
    """Writes one side's presence; what was seen never goes back. Pages are woken only where they would show something else."""
    now = timezone.now()
    before = Presence.objects.visible_to(by).filter(thread=thread, side=side, account_id=by.account_id).first()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO helpline_presence AS p (id, ref, thread_id, side, account_id, seen_seq, seen_at, typing_at) "
            "VALUES (gen_random_uuid(), left(replace(gen_random_uuid()::text, '-', ''), 16), %s, %s, %s, %s, %s, %s) "
            "ON CONFLICT (thread_id, side, account_id) DO UPDATE SET seen_at = excluded.seen_at, "
            "typing_at = excluded.typing_at, seen_seq = greatest(p.seen_seq, excluded.seen_seq)",
            [thread.id, side.value, by.account_id, seen_seq, now, now if is_typing else None],
        )
    if rules.is_seen_anew(before, now, seen_seq=seen_seq, is_typing=is_typing):
        tell_thread(thread)
