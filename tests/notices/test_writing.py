"""Notices are written: what they may say, whom they reach, how often, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.notices import addressees, rules, wordings
from qorgan.notices.actions import choose_ways, mark_notices, send_notice, send_once
from qorgan.notices.addressees import Addressee, Holder, Reach, account
from qorgan.notices.choices import Channel
from qorgan.notices.models import Notice, Preference
from qorgan.notices.parameters import DAY, MOMENT, NUMBER, REF, ROLE, NotForANotice, kept
from qorgan.notices.queries import own_notices, unread
from qorgan.notices.wordings import Wording, declare, say
from qorgan.vault.keys import new_key

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")
NOON = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (NUMBER, "Айгерім"),
        (NUMBER, "7"),
        (NUMBER, True),
        (NUMBER, 20150314500123),
        (NUMBER, 77012345678),
        (DAY, "2026-11-24"),
        (DAY, NOON),
        (MOMENT, datetime(2026, 11, 24)),  # noqa: DTZ001  (without its zone on purpose)
        (REF, "K-1 Айгерім"),
        (REF, "Aigerim"),
        (REF, "K-150314500123"),
        (ROLE, "Серікова А."),
        (ROLE, "case supervisor"),
    ],
)
def test_nothing_that_could_name_a_person_can_be_put_into_a_notice(parameter, value) -> None:
    with pytest.raises(NotForANotice) as refused:
        kept({"value": parameter}, {"value": value})
    assert str(value) not in str(refused.value)


def test_a_notice_is_given_exactly_its_own_values(told) -> None:
    for values in ({"number": "K-1"}, {"number": "K-1", "count": 1, "due": NOON, "name": 1}):
        with pytest.raises(NotForANotice):
            told(values=values)
    with pytest.raises(NotForANotice):
        told(path="/cases?name=Aigerim")
    with pytest.raises(NotForANotice):
        told(path="https://elsewhere.example")


def test_words_that_ask_for_more_than_their_values_cannot_be_declared(monkeypatch) -> None:
    monkeypatch.setattr(wordings, "_wordings", {})
    with pytest.raises(ValueError, match="asks for name"):
        declare(Wording("toy.bad", title="%(name)s", body="", parameters={"number": NUMBER}))


def test_every_wording_of_the_house_is_said_in_three_languages() -> None:
    samples = {"number": 7, "day": "2026-11-24", "moment": NOON.isoformat(), "ref": "K-7", "role": "counsellor"}
    samples |= {"clock_kind": "toy.answer", "link_code": f"{uuid4()}:1"}
    for wording in wordings.wordings().values():
        stored = {name: samples[parameter.name] for name, parameter in wording.parameters.items()}
        said = {language: say(wording, stored, language) for language in ("kk", "ru", "en")}
        assert len({one.title for one in said.values()}) == 3, wording.key
        assert all("%(" not in one.title + one.body for one in said.values())


def test_days_are_printed_as_readers_of_the_language_expect_them() -> None:
    wording = Wording("toy.day", title="", body="%(day)s", parameters={"day": DAY})
    assert say(wording, kept(wording.parameters, {"day": date(2026, 11, 5)}), "ru").body == "05.11.2026"


def test_whoever_is_told_twice_of_the_same_is_told_once(told, aigerim) -> None:
    assert len(told(key="toy:same")) == 1
    assert told(key="toy:same") == []
    assert unread(aigerim) == 1


def test_a_delivery_and_its_job_are_written_with_the_change_or_not_at_all(told, outbox) -> None:
    class Broken(Exception):
        pass

    jobs = ProcrastinateJob.objects.filter(task_name="notices.deliver")

    def change() -> None:
        with transaction.atomic():
            told()
            assert jobs.count() == 1
            raise Broken

    with pytest.raises(Broken):
        change()
    assert outbox() == []
    assert jobs.count() == 0


def test_the_argument_of_a_job_is_an_id(told) -> None:
    (delivery,) = told()
    (job,) = ProcrastinateJob.objects.filter(task_name="notices.deliver")
    assert job.args == {"delivery": str(delivery.id)}


def test_a_role_reaches_everybody_behind_it_once(aigerim, cast, book, waiting, outbox, monkeypatch) -> None:
    bolat = cast.person("notices.notice.own")
    book[bolat.account] = Reach("kk", "bolat@example.org")
    both = [Holder("account", aigerim.account), Holder("account", bolat.account), Holder("account", aigerim.account)]
    monkeypatch.setattr(addressees, "_resolvers", {"role": (lambda addressee: both,)})
    values = {"number": "K-1", "count": 1, "due": NOON}
    sent = send_notice(
        by=aigerim, wording=waiting, to=Addressee("role", cast.here, "toy"), subject=uuid4(), key="toy:role", values=values
    )
    assert (sent.bells, sent.deliveries) == (2, 2)
    assert {row.holder for row in outbox()} == {aigerim.account, bolat.account}


def test_mail_can_be_declined_but_not_what_is_urgent(told, aigerim) -> None:
    choose_ways(by=aigerim, by_mail=False, by_sms=False)
    assert told() == []
    assert [row.channel for row in told(is_urgent=True)] == [Channel.MAIL, Channel.SMS]
    choose_ways(by=aigerim, by_mail=False, by_sms=True)
    assert [row.channel for row in told()] == [Channel.SMS]


@pytest.mark.parametrize(
    ("quiet", "at", "until"),
    [
        ((22 * 60, 7 * 60), (23, 0), (25, 7, 0)),
        ((22 * 60, 7 * 60), (6, 59), (24, 7, 0)),
        ((22 * 60, 7 * 60), (7, 0), None),
        ((22 * 60, 7 * 60), (21, 59), None),
        ((13 * 60, 14 * 60), (13, 30), (24, 14, 0)),
        ((13 * 60, 14 * 60), (14, 0), None),
        (None, (3, 0), None),
    ],
)
def test_quiet_hours_put_off_until_their_end_also_over_midnight(quiet, at, until) -> None:
    moment = datetime(2026, 11, 24, *at, tzinfo=ALMATY)
    preference = Preference(quiet_from=quiet[0], quiet_to=quiet[1]) if quiet else Preference()
    expected = datetime(2026, 11, *until, tzinfo=ALMATY) if until else moment
    assert rules.quiet_until(preference, moment, ALMATY) == expected


def test_mails_of_the_day_wait_for_their_hour() -> None:
    preference = Preference(digest_at=18 * 60)
    assert rules.gathered_until(preference, datetime(2026, 11, 24, 9, tzinfo=ALMATY), ALMATY) == datetime(
        2026, 11, 24, 18, tzinfo=ALMATY
    )
    assert rules.gathered_until(preference, datetime(2026, 11, 24, 18, tzinfo=ALMATY), ALMATY) == datetime(
        2026, 11, 25, 18, tzinfo=ALMATY
    )
    assert rules.gathered_until(Preference(), NOON, ALMATY) is None


def test_quiet_hours_need_both_ends_and_an_end_elsewhere(aigerim) -> None:
    for given in ({"quiet_from": 60}, {"quiet_to": 60}, {"quiet_from": 60, "quiet_to": 60}):
        with pytest.raises(RuleBroken):
            choose_ways(by=aigerim, by_mail=True, by_sms=False, **given)


def test_pauses_grow_to_two_hours_and_are_never_the_same_for_everybody() -> None:
    middle = [rules.pause(attempts, 0.5) for attempts in range(1, 20)]
    assert middle == sorted(middle)
    assert middle[0] == timedelta(seconds=20)
    assert middle[-1] == timedelta(hours=2)
    assert rules.pause(3, 0.0) < rules.pause(3, 1.0)


def test_an_address_for_once_is_sealed_and_needs_the_subjects_key(aigerim, waiting, outbox, owner) -> None:
    subject = uuid4()
    given = {
        "by": aigerim,
        "wording": waiting,
        "channel": Channel.SMS,
        "address": "+77019998877",
        "language": "kk",
        "subject": subject,
        "key": "toy:once",
        "values": {"number": "K-1", "count": 1, "due": NOON},
    }
    with pytest.raises(LookupError):
        send_once(**given)
    new_key(subject=subject, scope="toy.box")
    assert send_once(**given).deliveries == 1
    (row,) = outbox()
    assert row.address == "+77019998877"
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT encode(address, 'escape') || row_to_json(d)::text FROM notices_delivery d")
        assert "77019998877" not in cursor.fetchone()[0]


def test_one_reads_and_marks_ones_own_notices_only(told, aigerim, cast) -> None:
    told()
    bolat = cast.person("notices.notice.own", "notices.notice.send")
    assert own_notices(bolat) == []
    (line,) = own_notices(aigerim)
    assert (line.title, line.is_read) == ("Item K-1204 waits", False)
    assert mark_notices(by=bolat, refs=[line.ref]) == []
    assert mark_notices(by=aigerim) == [line.ref]
    assert unread(aigerim) == 0
    assert mark_notices(by=aigerim, refs=[line.ref], is_read=False) == [line.ref]
    assert unread(aigerim) == 1


def test_the_second_wall_keeps_a_notice_for_its_reader(told, cast) -> None:
    told()
    bolat = cast.person("notices.notice.own", "notices.notice.send")
    with acting(bolat), connection.cursor() as cursor:
        for table in ("notices_notice", "notices_delivery", "notices_onetimelink"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_the_sender_works_without_a_person(aigerim, waiting, book) -> None:
    values = {"number": "K-1", "count": 1, "due": NOON}
    sender = Principal.system("notices.sender")
    sent = send_notice(by=sender, wording=waiting, to=account(aigerim.account), subject=uuid4(), key="toy:sys", values=values)
    assert (sent.bells, sent.deliveries) == (1, 1)
    assert Notice.objects.visible_to(aigerim).count() == 1
