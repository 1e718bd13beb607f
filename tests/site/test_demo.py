"""The demo: invented, the same for the same seed, told by the real actions, and never beside anybody real."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from qorgan.helpline.choices import Channel, Ending, Side, State
from qorgan.organisations.models import Organisation
from qorgan.site.commands import demo as command
from qorgan.site.demo import talks
from qorgan.site.demo.clock import at
from qorgan.site.demo.writing import DemoRefused, write_demo
from qorgan.staff import installation
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import mark_installation, open_account
from qorgan.staff.models import Account

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=ZoneInfo("Asia/Almaty"))
WHY = "the test looks at everything that was written"


def planned(**given):
    wanted = {
        "scale": 1,
        "now": NOW,
        "zone": ZoneInfo("Asia/Almaty"),
        "people": 10,
        "schools": 60,
        "raised": frozenset({"talk-001", "talk-002"}),
    }
    return talks.plan(talks.read_talks(settings.PACK), **wanted | given)


def test_two_hundred_and_forty_stories_lie_in_ninety_days_in_all_states() -> None:
    stories = planned()
    states = Counter(story.state for story in stories)
    assert (states[State.WAITING], states[State.TAKEN], states[State.ENDED]) == (7, 9, 222)
    assert all(NOW - timedelta(days=92) < story.opened_at < NOW for story in stories)
    assert [story.opened_at for story in stories] == sorted(story.opened_at for story in stories)


def test_the_same_seed_tells_the_same_and_scale_multiplies() -> None:
    assert planned() == planned()
    assert len(planned(scale=3)) == 720


def test_nothing_in_a_story_happens_later_than_now_or_in_the_wrong_order() -> None:
    for story in planned(scale=3):
        for stretch in story.stretches:
            moments = [turn.at for turn in stretch.turns]
            assert moments == sorted(moments)
            answers = [turn.at for turn in stretch.turns if turn.side is Side.STAFF]
            assert not answers or stretch.taken_at < answers[0]
            ends = [stretch.ends_at] if stretch.ends_at else []
            assert max([*moments, *ends]) < NOW
            assert not ends or ends[0] > moments[-1]
        begins = [stretch.turns[0].at for stretch in story.stretches]
        assert begins == sorted(begins)


def test_some_of_those_who_wait_wrote_words_of_the_flag_list() -> None:
    waiting = [story for story in planned() if story.state is State.WAITING]
    assert sum(story.talk.key in {"talk-001", "talk-002"} for story in waiting) == 3
    assert sum(story.is_urgent for story in waiting) == 1
    assert all(len(story.stretches[0].turns) == 1 for story in waiting)


def test_the_clock_comes_back_even_after_a_fault() -> None:
    def falls() -> None:
        with at(NOW):
            assert timezone.now() == NOW
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        falls()
    assert abs(timezone.now() - datetime.now(tz=ZoneInfo("UTC"))) < timedelta(minutes=1)


def test_calls_come_all_over_the_ninety_days_and_by_every_way_but_writing() -> None:
    zone = ZoneInfo("Asia/Almaty")
    calls = talks.plan_calls(talks.read_talks(settings.PACK), scale=3, now=NOW, zone=zone, people=10)
    assert Counter(call.channel for call in calls).most_common(1)[0][0] is Channel.PHONE
    assert not {call.channel for call in calls} & {Channel.WEB, Channel.QR}
    assert len({call.opened_at.date() for call in calls}) > 50
    assert all(call.opened_at.astimezone(zone).hour in range(9, 18) for call in calls if call.channel is not Channel.PHONE)
    assert any(call.ended_at is None for call in calls)
    assert calls == talks.plan_calls(talks.read_talks(settings.PACK), scale=3, now=NOW, zone=zone, people=10)


@pytest.mark.django_db
def test_a_real_database_refuses_invented_data(country, owner, capsys) -> None:
    with owner():
        mark_installation(by=BOOTSTRAP, kind="real")
        with pytest.raises(DemoRefused, match="real"):
            write_demo()
        assert command.run(_asked()) == 1
    assert "refused" in capsys.readouterr().err
    assert not Account.objects.exists()
    assert not Organisation.objects.filter(is_invented=True).exists()


@pytest.mark.django_db
def test_a_database_in_which_somebody_has_begun_refuses_invented_data(country, owner) -> None:
    open_account(by=BOOTSTRAP, username="aigerim", name="Айгерім")
    with owner(), pytest.raises(DemoRefused, match="begun to work"):
        write_demo()
    assert installation.kind() == ""


@pytest.mark.django_db
def test_a_demo_broken_off_leaves_nothing(country, few, owner, monkeypatch) -> None:
    def fails(*_given, **_named):
        raise OSError("the disk is full")

    monkeypatch.setattr("qorgan.site.demo.writing.Teller.tell", fails)
    with owner(), pytest.raises(OSError, match="disk"):
        write_demo()
    assert installation.kind() == ""
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_a_database_without_a_demo_has_no_sign_ins(country, owner, capsys) -> None:
    with owner():
        assert command.run(_asked(accounts=True)) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_abandoned_conversation_was_never_taken() -> None:
    gone = [s for story in planned(scale=3) for s in story.stretches if s.ends_at and s.ending is Ending.ABANDONED]
    assert gone
    assert all(stretch.taken_at is None for stretch in gone)


def _asked(**given):
    return argparse.Namespace(**{"scale": 1, "accounts": False, "json": False} | given)
