"""A danger at 03:00 on New Year's Day: told, met with silence, escalated step by step, taken by the second body.

Time is moved in the program and in the database together; mails go through a real SMTP server, text messages through a real
HTTP gateway, both on the loopback.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.clocks.choices import Outcome
from qorgan.clocks.jobs import turn as clocks_turn
from qorgan.clocks.queries import working_calendar
from qorgan.intake import danger_limits as limits
from qorgan.intake.danger_choices import Standing, State, Way
from qorgan.journal.models import Entry
from qorgan.notices.jobs import turn as notices_turn
from qorgan.notices.models import Delivery, Notice
from tests.intake.danger_stage import *  # noqa: F403
from tests.intake.danger_stage import SECRET, TOLD, again, notified

pytestmark = pytest.mark.django_db
STEPS = ("clocks.clock.reminded", "clocks.clock.missed", "clocks.clock.escalated", "clocks.clock.met")
ANSWER = {"name": "Сауле Ким", "position": "дежурная", "plan": "выезжаем, через 20 минут"}
NIGHT = datetime(2027, 1, 1, 3, 0, tzinfo=ZoneInfo("Asia/Almaty"))


@pytest.fixture
def travel(at):
    """Lets the night pass, minute by minute, until so many minutes after 03:00; gives how many steps fired on the way.

    The sweep turns each minute as the worker's does; a clock that jumped would be doubted first.
    """
    traveller = time_machine.travel(NIGHT, tick=False)
    moving, here = traveller.start(), [0]
    at(NIGHT)

    def moved(minutes: int) -> int:
        fired = 0
        while here[0] < minutes:
            here[0] += 1
            moment = NIGHT + timedelta(minutes=here[0])
            moving.move_to(moment)
            at(moment)
            fired += clocks_turn()
        return fired

    yield moved
    traveller.stop()


def bells() -> list[tuple[object, str]]:
    """Every line behind a bell: whose, and which wording."""
    by = Principal.system("notices.sender")
    with reading(by):
        return list(Notice.objects.visible_to(by).order_by("made_at").values_list("account_id", "wording"))


def told(by: Principal, wording: str) -> int:
    return bells().count((by.account_id, wording))


@pytest.fixture
def night(travel, assessed, tell, police, centre, aigerim, saule, head, post, gateway):
    """A danger of 03:00 that the police was told of, at 03:50: silence was passed on step by step. Gives the danger."""
    assert not working_calendar("kz").is_working(NIGHT.date()), "a holiday of the country's own calendar"
    danger = assessed(4)
    first = tell(danger, police)
    notices_turn()
    assert travel(9) == 0
    assert travel(10) == 1
    assert told(aigerim, "notices.clock_reminded") == 1
    assert travel(15) == 2, "the limit passes, and the shift leader is told"
    assert told(aigerim, "notices.clock_missed") == told(saule, "notices.clock_escalated") == 1
    assert travel(24) == 0
    assert travel(25) == 1, "the next body"
    one, two = notified(aigerim, danger)
    assert (one.pk, one.standing) == (first.notification.pk, Standing.SENT), "the first one stays open"
    assert (two.organisation_id, two.is_automatic, two.told, two.sent_by) == (centre.pk, True, TOLD, None)
    assert told(head, "notices.clock_escalated") == 0
    notices_turn()
    assert [mail["To"] for mail in post.mails] == ["duty-police@example.org", "duty-family-support-centre@example.org"]
    assert travel(45) == 1
    assert told(head, "notices.clock_escalated") == 1
    assert travel(50) == 0, "nothing fires twice"
    return danger


def opened(client, gateway, mail) -> tuple[str, str]:
    """The link of a mail, opened with the code that comes to the duty telephone: the link's path and where it led."""
    path = re.search(r"/l/[A-Za-z0-9_-]+", mail.get_body(("plain",)).get_content())[0]
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for _look in range(3):
        assert SECRET not in client.get(path).content.decode(), "a mail scanner opens nothing"
    assert client.post(path, {"code": "000000"}).status_code == 422, "no code was sent yet"
    assert client.post(f"{path}/code").status_code == 200
    before = len(gateway.asked)
    notices_turn()
    (_verb, _path, _heads, text) = gateway.asked[before]
    assert "+77010000103" in text.decode()
    answer = client.post(path, {"code": re.search(r"\b(\d{6})\b", text.decode())[1]})
    assert answer.status_code == 302
    return path, answer["Location"]


def test_silence_at_night_is_passed_on_until_a_body_takes_it(night, travel, aigerim, bolat, dana, post, gateway, client) -> None:
    path, page = opened(client, gateway, post.mails[1])
    assert SECRET in client.get(page).content.decode()
    assert client.post(page, {**ANSWER, "do": "take"}).status_code == 200
    assert client.get(path).status_code == 404, "the link is dead after its use"
    assert SECRET not in client.get(page).content.decode(), "and so is its pass"

    found = again(aigerim, night)
    assert (found.state, found.acknowledged_at) == (State.ACKNOWLEDGED, NIGHT + timedelta(minutes=50))
    one, two = notified(aigerim, night)
    assert (one.standing, two.standing, two.answered_way) == (Standing.SENT, Standing.ACKNOWLEDGED, Way.LINK)
    assert two.answer["plan"] == ANSWER["plan"]
    with acting(aigerim):
        assert limits.clock(aigerim, night, limits.ANSWER).outcome == Outcome.LATE
    assert travel(180) == 0, "the escalation has ended"
    assert told(aigerim, "intake.taken") == 1
    for stranger in (bolat, dana):
        assert not [line for line in bells() if line[0] == stranger.account_id]
    assert len(bells()) == len(set(bells())), "nobody was told twice"
    _is_told_with_its_times(night, [one.pk, two.pk])


def test_no_word_about_the_child_or_the_officer_leaves_the_house(night, post, gateway, client, owner) -> None:
    _path, page = opened(client, gateway, post.mails[1])
    client.post(page, {**ANSWER, "do": "take"})
    notices_turn()
    with owner():
        said = " ".join(str(row.__dict__) for row in Delivery.objects.everything(because="the test looks for words"))
    said += " ".join(mail.as_string() for mail in post.mails) + str(gateway.asked)
    assert str(night) in said
    for word in ("Канарейкина", "Ким", "выезжаем"):
        assert word not in said


def test_five_wrong_codes_lock_the_link_for_good(night, post, gateway, client) -> None:
    path = re.search(r"/l/[A-Za-z0-9_-]+", post.mails[1].get_body(("plain",)).get_content())[0]
    client.post(f"{path}/code")
    before = len(gateway.asked)
    notices_turn()
    right = re.search(r"\b(\d{6})\b", gateway.asked[before][3].decode())[1]
    for _guess in range(5):
        client.post(path, {"code": "000000" if right != "000000" else "111111"})
    assert client.post(path, {"code": right}).status_code == 404


def _is_told_with_its_times(danger, notifications) -> None:
    """The history has every step with its time; those of one minute stand in two streams and are told by name."""
    rows = Entry.objects.filter(stream__in=[danger.pk, *notifications]).values_list("at", "verb")
    story = [(round((at - NIGHT).total_seconds() / 60), verb) for at, verb in rows]
    assert sorted(step for step in story if step[1].startswith(("intake.", "notices.link.")) or step[1] in STEPS) == [
        (0, "intake.danger.assessed"),
        (0, "intake.notification.sent"),
        (0, "notices.link.made"),
        (10, "clocks.clock.reminded"),
        (15, "clocks.clock.escalated"),
        (15, "clocks.clock.missed"),
        (25, "clocks.clock.escalated"),
        (25, "intake.notification.sent"),
        (25, "notices.link.made"),
        (45, "clocks.clock.escalated"),
        (50, "clocks.clock.met"),
        (50, "intake.notification.acknowledged"),
        (50, "notices.link.code_sent"),
        (50, "notices.link.opened"),
        (50, "notices.link.refused"),
    ]
