"""The switchboard: who is woken, what is read, and who may follow no longer."""

from __future__ import annotations

import asyncio
import logging
from uuid import uuid4

import pytest
from django.db import OperationalError

from qorgan.live import hub as hub_file
from qorgan.live.hub import PER_VISITOR, Hub
from qorgan.live.streams import HEARTBEAT_FRAME, LONGEST, STALL, Ending
from tests.live.board import UNCOUNTED, Board, number, on_loop, settle


@on_loop
async def test_a_new_stream_is_told_where_things_stand() -> None:
    board = Board()
    board.answers.seqs[board.key] = 7
    assert number((await board.follow()).take()) == 7


@on_loop
async def test_a_change_that_makes_no_message_wakes_with_the_number_that_stands() -> None:
    board = Board()
    board.answers.seqs[board.key] = 7
    stream = await board.up_to_date()
    for _ in range(2):
        board.tell(7)
        assert number(stream.take()) == 7
        assert stream.take() is None


@on_loop
async def test_a_told_number_wakes_the_topic_and_nobody_else_and_reads_nothing() -> None:
    board = Board()
    mine, other = await board.follow(), await board.follow(key=str(uuid4()))
    assert (number(mine.take()), number(other.take())) == (0, 0)
    asked = board.answers.asked.total()
    board.tell(1)
    await settle()
    assert number(mine.take()) == 1
    assert other.take() is None
    assert board.answers.asked.total() == asked


@on_loop
async def test_several_changes_before_a_slow_page_looks_become_one_frame() -> None:
    board = Board()
    stream = await board.follow()
    for seq in (1, 2, 3):
        board.tell(seq)
    assert number(stream.take()) == 3
    assert stream.take() is None


@on_loop
async def test_a_late_notification_does_not_turn_the_number_back() -> None:
    board = Board()
    stream = await board.up_to_date()
    board.tell(3)
    board.tell(2)
    assert number(stream.take()) == 3


@on_loop
async def test_a_thousand_streams_on_one_topic_cost_one_read_at_a_time() -> None:
    board = Board()
    streams = [await board.up_to_date(f"visitor {n}") for n in range(1000)]
    board.answers.seqs[board.key] = 1
    board.answers.gate.clear()
    for _ in range(50):
        board.tell()
        await asyncio.sleep(0)
    board.answers.gate.set()
    await settle()
    assert board.answers.asked["look"] <= 2
    assert {number(stream.take()) for stream in streams} == {1}


@on_loop
async def test_what_is_told_while_a_stream_is_being_admitted_is_not_lost() -> None:
    board = Board()
    board.answers.gate.clear()
    stream = board.enter()
    admission = asyncio.create_task(board.hub.check(stream))
    await settle()  # the question has seen number 0
    board.tell(1)
    board.answers.gate.set()
    await admission
    assert number(stream.take()) == 1


@on_loop
async def test_a_change_told_without_a_number_during_admission_is_read_afterwards() -> None:
    board = Board()
    board.answers.gate.clear()
    stream = board.enter()
    admission = asyncio.create_task(board.hub.check(stream))
    await settle()
    board.answers.seqs[board.key] = 1
    board.tell()
    board.answers.gate.set()
    await admission
    await settle()
    assert number(stream.take()) == 1


@on_loop
async def test_nothing_is_lost_while_the_listener_was_away() -> None:
    board = Board()
    stream = await board.up_to_date()
    board.answers.seqs[board.key] = 4  # told, but nobody heard
    assert stream.take() is None
    board.hub.listening()
    await settle()
    assert number(stream.take()) == 4


@on_loop
async def test_where_nothing_is_counted_every_telling_wakes_and_reads_nothing() -> None:
    board = Board(UNCOUNTED)
    streams = [await board.follow(cookie) for cookie in "ab"]
    assert all(stream.take() for stream in streams)
    asked = board.answers.asked.total()
    for _ in range(3):
        board.tell()
        assert all(stream.take() for stream in streams)
        assert not any(stream.take() for stream in streams)
    await settle()
    assert board.answers.asked.total() == asked


@on_loop
async def test_a_listener_that_was_away_wakes_all_also_where_no_number_has_risen() -> None:
    for board in (Board(), Board(UNCOUNTED)):
        stream = await board.up_to_date()
        board.hub.listening()
        await settle()
        assert stream.take() is not None


@on_loop
async def test_where_nothing_is_counted_what_is_told_during_admission_is_not_lost() -> None:
    board = Board(UNCOUNTED)
    board.answers.gate.clear()
    stream = board.enter()
    admission = asyncio.create_task(board.hub.check(stream))
    await settle()
    board.tell()
    board.answers.gate.set()
    await admission
    assert number(stream.take()) == 1


@on_loop
async def test_a_read_that_fails_is_tried_again_and_its_followers_stay() -> None:
    board = Board()
    stream = await board.up_to_date()
    board.answers.seqs[board.key], board.answers.fault = 1, OperationalError("gone")
    board.tell()
    await settle()
    assert stream.ending is None
    board.answers.fault = None
    board.hub.listening()
    await settle()
    assert number(stream.take()) == 1


@on_loop
async def test_one_who_may_no_longer_follow_does_not_cost_the_others_their_wake_up() -> None:
    board = Board()
    streams = [await board.up_to_date(cookie) for cookie in "abc"]
    board.answers.refused = {"a", "b"}
    board.answers.seqs[board.key] = 1
    board.tell()
    await settle()
    assert number(streams[2].take()) == 1
    assert streams[2].ending is None


@on_loop
async def test_who_may_not_follow_is_refused() -> None:
    board = Board()
    board.answers.refused.add("a")
    stream = board.enter("a")
    assert not await board.hub.check(stream)
    assert stream.ending is Ending.REFUSED
    board.tell(1)
    assert stream.take() is None


@on_loop
async def test_a_revoked_stream_ends_at_once_and_others_stay() -> None:
    board = Board()
    revoked, other = await board.up_to_date("a"), await board.up_to_date("b")
    board.answers.refused.add("a")
    board.revoke("a")
    await settle()
    assert revoked.ending is Ending.REFUSED
    assert other.ending is None


@on_loop
async def test_between_a_revocation_and_the_answer_nothing_is_sent() -> None:
    board = Board()
    stream = await board.up_to_date("a")
    board.answers.gate.clear()
    board.answers.refused.add("a")
    board.revoke("a")
    board.tell(1)
    await settle()
    assert stream.take() is None
    board.answers.gate.set()
    await settle()
    assert stream.ending is Ending.REFUSED


@on_loop
async def test_a_revocation_that_leaves_the_right_standing_delays_and_loses_nothing() -> None:
    board = Board()
    stream = await board.up_to_date("a")
    board.answers.gate.clear()
    board.revoke("a")
    board.tell(1)
    await settle()
    board.answers.gate.set()
    await settle()
    assert stream.ending is None
    assert number(stream.take()) == 1


@on_loop
async def test_a_right_that_ends_while_it_is_being_asked_about_is_asked_again() -> None:
    board = Board()
    board.answers.gate.clear()
    stream = board.enter("a")
    admission = asyncio.create_task(board.hub.check(stream))
    await settle()  # the question has seen the right
    board.answers.refused.add("a")
    board.hub.heard(f"revoked:{uuid4()}")
    board.answers.gate.set()
    assert not await admission
    assert stream.ending is Ending.REFUSED


@on_loop
async def test_a_right_that_cannot_be_proved_sends_nothing_until_it_can() -> None:
    board = Board()
    stream = await board.up_to_date("a")
    board.answers.fault = OperationalError("gone")
    board.hub._recheck(stream)
    await settle()
    board.tell(1)
    assert stream.is_held
    assert stream.take() is None
    board.answers.fault = None
    board.hub._recheck(stream)
    await settle()
    assert number(stream.take()) == 1


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep's seconds pass at once."""
    slept = asyncio.sleep
    monkeypatch.setattr(hub_file.asyncio, "sleep", lambda seconds: slept(0))


def test_the_sweep_asks_again_without_being_told(hurried: None) -> None:
    async def run() -> None:
        board = Board()
        stream = await board.up_to_date("a")
        assert stream.due - stream.opened <= 30.1
        board.answers.refused.add("a")
        stream.due = 0
        sweep = asyncio.create_task(board.hub._sweep())
        await settle()
        sweep.cancel()
        assert stream.ending is Ending.REFUSED

    asyncio.run(run())


def test_the_sweep_does_not_ask_twice_while_an_answer_is_on_its_way(hurried: None) -> None:
    async def run() -> None:
        board = Board()
        stream = await board.up_to_date("a")
        board.answers.gate.clear()
        stream.due = 0
        sweep = asyncio.create_task(board.hub._sweep())
        await settle()
        board.answers.gate.set()
        await settle()
        sweep.cancel()
        assert board.answers.asked["admit"] == 2
        assert not stream.checking

    asyncio.run(run())


@on_loop
async def test_a_visitor_with_too_many_streams_loses_the_oldest() -> None:
    board = Board()
    streams = [await board.follow("a") for _ in range(PER_VISITOR + 2)]
    assert [stream.ending for stream in streams[:3]] == [Ending.CROWDED, Ending.CROWDED, None]
    assert (await board.follow("b")).ending is None


@on_loop
async def test_a_hub_forgets_who_has_left() -> None:
    board = Board()
    streams = [await board.follow(cookie) for cookie in "aab"]
    for stream in streams:
        board.hub.leave(stream)
    assert (board.hub.streams, board.hub.topics, dict(board.hub._known)) == (set(), {}, {})
    board.tell(1)
    board.revoke("a")


@on_loop
async def test_a_silent_line_gets_a_comment_a_stuck_or_an_old_one_is_given_up() -> None:
    board = Board()
    stream, stuck, old = [await board.up_to_date() for _ in range(3)]
    now = stream.wrote
    stream.mind_the_line(now + 14)
    assert stream.take() is None
    stream.mind_the_line(now + 15.1)
    assert stream.take() == HEARTBEAT_FRAME
    stuck.is_writing = True
    stuck.mind_the_line(stuck.wrote + STALL + 1)
    assert stuck.ending is Ending.STALLED
    old.mind_the_line(old.opened + LONGEST)
    assert old.ending is Ending.AGED


@on_loop
async def test_a_hub_that_stops_ends_every_stream_and_takes_no_new_one() -> None:
    board = Board()
    stream = await board.follow()
    board.hub.stop_streams()
    assert stream.ending is Ending.STOPPING
    assert board.hub.is_full


def test_a_fault_is_named_by_its_class_only(caplog: pytest.LogCaptureFixture) -> None:
    async def say() -> None:
        hub = Hub(parameters=dict)
        hub._say("read", OperationalError("DETAIL: Key (name)=(Aruzhan) exists"))
        hub._say("read", KeyError("Aruzhan"))

    with caplog.at_level(logging.WARNING, logger="qorgan.live"):
        asyncio.run(say())
    assert "OperationalError" in caplog.text
    assert "Aruzhan" not in caplog.text
