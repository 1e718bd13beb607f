"""Nobody waits unseen: raised ones are read sooner, silence is shown, an absent counsellor keeps no child."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.helpline import access, jobs
from qorgan.helpline.actions import desk, door
from qorgan.helpline.actions.shift import at_the_desk, set_duty
from qorgan.helpline.actions.sweep import due_absent
from qorgan.helpline.choices import Duty, Ending, Side, State, Urgency
from qorgan.helpline.models import Draft, Presence, Promise, Shift, Thread
from qorgan.helpline.queries import desk_of, talk_of
from qorgan.helpline.queries.board import board_of
from qorgan.journal.models import Entry
from qorgan.live import events as live

pytestmark = pytest.mark.django_db
SWEEP = Principal.system("helpline.sweep")


@pytest.fixture
def limits(line, owner):
    with owner():
        Promise.objects.update(flagged_read_within_seconds=120, silence_minutes=10, absent_minutes=15)


@pytest.fixture
def later(owner):
    """Moves a conversation and the pages at it into the past."""

    def moved(thread, minutes: int) -> None:
        back = timedelta(minutes=minutes)
        with owner():
            row = Thread.objects.everything(because="the test turns the clock").get(pk=thread.pk)
            for name in ("queued_at", "taken_at", "unanswered_since", "read_by"):
                if getattr(row, name):
                    setattr(row, name, getattr(row, name) - back)
            row.save(update_fields=["queued_at", "taken_at", "unanswered_since", "read_by"])
            for presence in Presence.objects.everything(because="the test turns the clock"):
                presence.seen_at -= back
                presence.save(update_fields=["seen_at"])
            for shift in Shift.objects.all():
                shift.seen_at -= back
                shift.save(update_fields=["seen_at"])

    return moved


def fresh(thread, by) -> Thread:
    with reading(by):
        return Thread.objects.visible_to(by).get(pk=thread.pk)


def test_declared_danger_and_a_flag_shorten_the_time_to_be_read_and_nothing_lengthens_it(limits, write, as_child) -> None:
    calm, urgent, flagged = write(), write(urgency=Urgency.NOW), write("көкем ұрды")
    assert (calm.read_by - calm.queued_at).total_seconds() == 300
    assert (urgent.read_by - urgent.queued_at).total_seconds() == 120
    assert (flagged.read_by - flagged.queued_at).total_seconds() == pytest.approx(120, abs=5)
    by = as_child(calm)
    door.write_as_child(by=by, thread=calm, text="мені ұрды", client_key=uuid4())
    raised = fresh(calm, by)
    assert raised.is_raised
    assert raised.read_by < calm.read_by
    door.write_as_child(by=by, thread=raised, text="тағы жаздым", client_key=uuid4())
    assert fresh(calm, by).read_by == raised.read_by


def test_a_returned_raised_conversation_is_read_as_soon_again(limits, write, aigerim, as_child) -> None:
    thread = write("көкем ұрды")
    taken = desk.take_next(by=aigerim)
    desk.end_thread(by=aigerim, thread=taken, ending=Ending.ANSWERED)
    by = as_child(thread)
    door.write_as_child(by=by, thread=fresh(thread, by), text="қайта келдім", client_key=uuid4())
    back = fresh(thread, by)
    assert (back.read_by - back.queued_at).total_seconds() == 120


def test_the_child_waits_from_the_first_unanswered_message_until_the_answer(limits, write, aigerim, as_child) -> None:
    thread = write()
    by = as_child(thread)
    first = fresh(thread, by).unanswered_since
    door.write_as_child(by=by, thread=thread, text="тағы", client_key=uuid4())
    assert fresh(thread, by).unanswered_since == first
    taken = desk.take_next(by=aigerim)
    desk.write_note(by=aigerim, thread=taken, text="ескерту", client_key=uuid4())
    assert fresh(thread, by).unanswered_since == first
    desk.write_reply(by=aigerim, thread=taken, text="Сәлем", client_key=uuid4())
    assert fresh(thread, by).unanswered_since is None


def test_silence_stands_on_the_leaders_board_and_desk_and_lowers_nothing(limits, write, aigerim, saule, later) -> None:
    thread = write("көкем ұрды")
    desk.take_next(by=aigerim)
    with reading(saule):
        assert board_of(saule).silent == 0
    later(thread, 11)
    with reading(saule):
        board, shown = board_of(saule), desk_of(saule, everything=True)
    assert board.silent == 1
    assert [line.is_silent for line in shown.held] == [True]
    assert fresh(thread, saule).is_raised
    with reading(aigerim):
        assert [line.is_silent for line in desk_of(aigerim, everything=False).mine] == [True]


def test_the_flag_says_the_word_and_the_reason_in_the_readers_language(write, aigerim) -> None:
    thread = write("көкем ұрды")
    with reading(aigerim):
        line = desk_of(aigerim, everything=False).first[0]
        assert line.flags == ["ұрды (а)"]
        assert talk_of(aigerim, thread)["flags"] == ["ұрды (а)"]


def test_a_counsellor_whose_browser_died_gets_the_conversation_and_the_draft_back(limits, write, aigerim, later) -> None:
    thread = write()
    taken = desk.take_next(by=aigerim)
    desk.keep_draft(by=aigerim, thread=taken, side=Side.STAFF, text="Жазып жатқаным")
    later(thread, 14)
    jobs.absent(0)
    with reading(aigerim):
        assert [line.thread.pk for line in desk_of(aigerim, everything=False).mine] == [thread.pk]
        assert talk_of(aigerim, thread)["draft"] == "Жазып жатқаным"


def test_after_the_limit_the_child_is_back_in_the_queue_at_its_old_place(limits, write, aigerim, bolat, later) -> None:
    thread, other = write(), write()
    taken = desk.take_thread(by=aigerim, thread=thread)
    set_duty(by=aigerim, organisation_id=thread.organisation_id, duty=Duty.ON)
    at_the_desk(by=aigerim, thread=taken, seen_seq=1, is_typing=False)
    desk.keep_draft(by=aigerim, thread=taken, side=Side.STAFF, text="Жазып жатқаным")
    later(thread, 16)
    jobs.absent(0)
    back = fresh(thread, bolat)
    assert (back.state, back.taken_by) == (State.WAITING, None)
    assert back.queued_at < other.queued_at
    released = Entry.objects.filter(stream=thread.pk, verb="helpline.thread.released").get()
    assert str(aigerim.account_id) in released.body
    with pytest.raises(RuleBroken):
        desk.write_reply(by=aigerim, thread=back, text="Кеш", client_key=uuid4())
    assert desk.take_next(by=bolat).pk == thread.pk
    with reading(bolat):
        assert Draft.objects.visible_to(bolat).filter(thread=thread, account_id=bolat.account_id).count() == 0


def test_whoever_is_there_or_has_answered_keeps_the_conversation(limits, write, aigerim, bolat, later) -> None:
    here, answered = write(), write()
    mine = desk.take_thread(by=aigerim, thread=here)
    theirs = desk.take_thread(by=bolat, thread=answered)
    desk.write_reply(by=bolat, thread=theirs, text="Сәлем", client_key=uuid4())
    later(here, 60)
    later(answered, 60)
    at_the_desk(by=aigerim, thread=mine, seen_seq=1, is_typing=False)
    with acting(SWEEP):
        assert due_absent(SWEEP) == []


def test_without_the_limit_nothing_is_taken_away(line, write, aigerim, later) -> None:
    thread = write()
    desk.take_next(by=aigerim)
    later(thread, 600)
    jobs.absent(0)
    assert fresh(thread, aigerim).state == State.TAKEN


def test_pages_are_woken_only_where_something_visible_changed(write, aigerim, monkeypatch, later) -> None:
    thread = write()
    taken = desk.take_next(by=aigerim)
    woken: list[str] = []
    monkeypatch.setattr(live, "_notify", lambda payload, using: woken.append(payload))

    def beat(**given) -> int:
        woken.clear()
        at_the_desk(by=aigerim, thread=taken, **{"seen_seq": 1, "is_typing": False} | given)
        return len(woken)

    assert beat() == 1  # the page opened
    assert beat() == 0
    assert beat(is_typing=True) == 1
    assert beat(is_typing=True) == 0
    assert beat() == 1  # stopped writing
    assert beat(seen_seq=2) == 1
    later(thread, 2)
    assert beat(seen_seq=2) == 1  # was away, is back
    with reading(aigerim):
        seen = Presence.objects.visible_to(aigerim).get(thread=thread, account_id=aigerim.account_id)
    assert timezone.now() - seen.seen_at < timedelta(minutes=1)


def test_who_may_not_see_a_board_learns_nothing_of_silence(limits, cast, write, aigerim, later) -> None:
    thread = write()
    desk.take_next(by=aigerim)
    later(thread, 30)
    for by in (aigerim, cast.person(access.BOARD_READ, at=cast.elsewhere)):
        with reading(by):
            assert board_of(by).silent == 0
