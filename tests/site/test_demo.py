"""The demo: invented, the same for the same seed, told by the real actions, and never beside anybody real."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from qorgan.helpline.choices import Channel, Ending, Side, State, Urgency
from qorgan.helpline.models import Contact, Draft, Message, Thread
from qorgan.journal.models import Entry
from qorgan.journal.verifying import verify
from qorgan.organisations.models import Organisation, SchoolCode
from qorgan.site.commands import demo as command
from qorgan.site.demo import talks
from qorgan.site.demo.clock import at
from qorgan.site.demo.people import password
from qorgan.site.demo.writing import DemoRefused, write_demo
from qorgan.staff import installation
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import mark_installation, open_account
from qorgan.staff.models import Account, Membership
from qorgan.staff.roles import read_roles
from qorgan.vault.gone import SealedGone

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


@pytest.mark.django_db
def test_the_whole_demo_is_written_once_by_the_real_actions(country, few, owner) -> None:
    with owner():
        written = write_demo()
        again = write_demo()
        threads = list(Thread.objects.everything(because=WHY))
        messages = list(Message.objects.everything(because=WHY))
        contacts = list(Contact.objects.everything(because=WHY))
    assert (written.organisations, written.schools, written.contacts) == (60, 60, 44)
    assert again.accounts == again.contacts == 0
    assert installation.kind() == "demo"
    assert Counter(thread.state for thread in threads) == {State.WAITING: 7, State.TAKEN: 9, State.ENDED: 14, State.DESTROYED: 2}
    assert {thread.urgency for thread in threads if thread.state == State.WAITING} == {Urgency.NOT_SAID, Urgency.NOW}
    assert any(thread.flag_reasons for thread in threads if thread.state == State.WAITING)
    gone = {thread.pk for thread in threads if thread.state == State.DESTROYED}
    assert all(isinstance(message.text, SealedGone) == (message.thread_id in gone) for message in messages)
    assert any(contact.finalised_at and contact.categories for contact in contacts)
    assert any(contact.finalised_at is None for contact in contacts)
    of_threads = Entry.objects.filter(verb="helpline.thread.opened").values_list("stream", flat=True)
    assert set(of_threads) == {thread.pk for thread in threads}


@pytest.mark.django_db
def test_rows_entries_and_records_lie_where_their_story_lies(country, few, owner, tmp_path) -> None:
    with owner():
        write_demo()
        contacts = list(Contact.objects.everything(because=WHY))
        threads = list(Thread.objects.everything(because=WHY))
    past = [one for one in contacts if one.ended_at]
    assert len({one.began_at.date() for one in past}) > len(past) / 2
    assert all(timedelta(0) < one.ended_at - one.began_at < timedelta(hours=4) for one in past)
    assert {one.channel for one in contacts} > {Channel.WEB, Channel.PHONE}
    opened = dict(Entry.objects.filter(verb="helpline.thread.opened").values_list("stream", "at"))
    assert all(opened[one.pk] == one.opened_at for one in threads)
    assert all(one.opened_at <= one.answered_at for one in threads if one.answered_at and one.episode == 1)
    assert not verify(trusted=frozenset(), where=tmp_path).findings


@pytest.mark.django_db
def test_the_desk_is_alive_a_draft_an_offer_and_three_languages_wait(country, few, owner) -> None:
    with owner():
        write_demo()
        threads = list(Thread.objects.everything(because=WHY))
        assert Draft.objects.everything(because=WHY).exists()
    assert {one.language for one in threads if one.state == State.WAITING} == {"kk", "ru", "en"}
    assert sum(one.offered_to is not None for one in threads) == 1


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
def test_every_organisation_and_school_says_that_it_is_invented(country, few, owner) -> None:
    with owner():
        write_demo()
    assert Organisation.objects.filter(is_invented=False).count() == 0
    assert Organisation.objects.count() == 120
    assert SchoolCode.objects.filter(revoked_at=None).count() == 60
    assert Organisation.objects.filter(kind="helpline_operator").count() == 1


@pytest.mark.django_db
def test_somebody_signs_in_in_every_role_and_the_phrase_is_printed(country, few, owner, capsys) -> None:
    with owner():
        write_demo()
        assert command.run(_asked(accounts=True, json=True)) == 0
    rows = json.loads(capsys.readouterr().out)
    roles = read_roles(settings.PACK)
    assert {row["role"] for row in rows} == {role.key for role in roles}
    assert "counsellor1" in {row["username"] for row in rows}
    assert {row["password"] for row in rows} == {password()}
    account = Account.objects.get(username="counsellor1")
    assert account.is_demo
    assert account.check_password(password())
    assert Membership.objects.get(account=account).begins_at < timezone.now() - timedelta(days=100)


@pytest.mark.django_db
def test_what_a_child_wrote_stands_sealed_in_the_database(country, few, owner) -> None:
    first = {text.encode() for talk in talks.read_talks(settings.PACK) for _side, text in talk.lines}
    with owner():
        write_demo()
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM helpline_message")
            kept = [bytes(row[0]) for row in cursor.fetchall()]
    assert kept
    assert not any(text in sealed for sealed in kept for text in first if len(text) > 20)


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
