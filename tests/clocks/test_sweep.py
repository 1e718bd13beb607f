"""The sweep: each step once, in order, late ones too, whatever the database's clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from qorgan.access.principal import Principal
from qorgan.clocks.actions import pause_clock, resume_clock, stop_clock
from qorgan.clocks.actions.sweep import DOUBTED_FROM, NothingToFire, fire_due
from qorgan.clocks.choices import StepKind
from qorgan.clocks.events import ClockEscalated, ClockMissed, ClockReminded
from qorgan.clocks.jobs import turn
from qorgan.clocks.models import Step, Tide
from qorgan.journal import actions as journal

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
# Orthodox Christmas 2026, a day of rest: three in the night in Almaty is 22:00 of the evening before in UTC.
NIGHT_OF_A_HOLIDAY = datetime(2026, 1, 6, 22, 0, tzinfo=UTC)


@pytest.fixture
def told(monkeypatch):
    """What rooms above would hear, in order."""
    heard: list = []

    def hear(event, *, by):
        heard.append(event)

    monkeypatch.setattr(journal, "_listeners", {event: [hear] for event in (ClockReminded, ClockMissed, ClockEscalated)})
    return heard


@pytest.fixture
def pass_minutes(at):
    """Lets time pass minute by minute, one turn of the sweep in each."""

    def passed(since: datetime, minutes: int) -> datetime:
        for minute in range(minutes + 1):
            at(since + minute * MINUTE)
            turn()
        return since + minutes * MINUTE

    return passed


def words(told: list) -> list[str]:
    return [f"{event.verb.rsplit('.', 1)[1]}{getattr(event, 'level', '')}" for event in told]


def test_at_three_in_the_night_of_a_holiday_danger_runs_in_real_minutes(at, start, told, pass_minutes) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    clock = start("danger.acknowledge.4")
    assert clock.due_at == NIGHT_OF_A_HOLIDAY + 15 * MINUTE
    pass_minutes(NIGHT_OF_A_HOLIDAY, 50)
    assert words(told) == ["reminded", "missed", "escalated1", "escalated2", "escalated3"]
    assert [event.is_late for event in told] == [False] * 5
    assert [event.to for event in told if isinstance(event, ClockEscalated)] == ["supervisor", "next_body", "head"]


def test_a_clock_that_was_answered_in_time_tells_nobody(at, start, aigerim, told, pass_minutes) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    clock = start()
    now = pass_minutes(NIGHT_OF_A_HOLIDAY, 3)
    stop_clock(by=aigerim, clock=clock)
    pass_minutes(now, 60)
    assert told == []
    clock.refresh_from_db()
    assert clock.outcome == "met"


def test_after_a_day_without_a_worker_each_late_step_fires_once_in_order_and_says_that_it_is_late(at, start, told) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    start()
    turn()
    later = NIGHT_OF_A_HOLIDAY + timedelta(days=1)
    at(later)
    assert turn() == 0, "so far ahead is believed when it is seen twice"
    at(later + MINUTE)
    assert turn() == 5
    assert turn() == 0
    assert words(told) == ["reminded", "missed", "escalated1", "escalated2", "escalated3"]
    assert all(event.is_late for event in told)


def test_a_clock_that_goes_back_fires_nothing_twice_and_forgets_nothing(at, start, told, pass_minutes) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    start()
    now = pass_minutes(NIGHT_OF_A_HOLIDAY, 20)
    assert words(told) == ["reminded", "missed", "escalated1"]
    pass_minutes(now - timedelta(hours=1), 30)
    assert words(told) == ["reminded", "missed", "escalated1"], "time stands still until the clock has caught up"
    assert Tide.objects.get().jumps == 1
    pass_minutes(now, 30)
    assert words(told) == ["reminded", "missed", "escalated1", "escalated2", "escalated3"]


def test_a_leap_ahead_that_is_taken_back_fires_nothing(at, start, told, pass_minutes) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    start()
    now = pass_minutes(NIGHT_OF_A_HOLIDAY, 2)
    at(now + timedelta(days=365))
    assert turn() == 0
    pass_minutes(now, 5)
    assert told == []
    pass_minutes(now + 5 * MINUTE, 45)
    assert words(told) == ["reminded", "missed", "escalated1", "escalated2", "escalated3"]


def test_a_wrong_year_that_was_believed_does_not_stop_time_when_it_is_put_right(at, start, told, pass_minutes) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    turn()
    for minute in range(2):
        at(NIGHT_OF_A_HOLIDAY + timedelta(days=400) + minute * MINUTE)
        turn()
    at(NIGHT_OF_A_HOLIDAY)
    start()
    pass_minutes(NIGHT_OF_A_HOLIDAY, 11)
    assert words(told) == ["reminded"]
    assert Tide.objects.get().jumps == 1


def test_less_than_the_doubted_gap_is_believed_at_once(at, start, told) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    start()
    turn()
    at(NIGHT_OF_A_HOLIDAY + DOUBTED_FROM)
    assert turn() == 1
    assert words(told) == ["reminded"]


def test_a_clock_that_stands_still_fires_nothing_and_its_steps_move_when_it_runs_again(at, start, aigerim, told, pass_minutes) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    clock = start()
    now = pass_minutes(NIGHT_OF_A_HOLIDAY, 5)
    pause_clock(by=aigerim, clock=clock)
    now = pass_minutes(now, 30)
    assert told == []
    assert resume_clock(by=aigerim, clock=clock).due_at == NIGHT_OF_A_HOLIDAY + 45 * MINUTE
    pass_minutes(now, 5)
    assert words(told) == ["reminded"]


def test_a_step_fires_once_also_when_two_workers_saw_it(at, start, told) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    clock = start()
    keeper, later = Principal.system("clocks.keeper"), NIGHT_OF_A_HOLIDAY + 16 * MINUTE
    assert fire_due(by=keeper, clock=clock, at=later) == 3
    with pytest.raises(NothingToFire):
        fire_due(by=keeper, clock=clock, at=later)
    assert len(told) == 3


def test_a_listener_that_fails_keeps_its_step_for_the_next_turn_and_holds_up_no_other_clock(
    at, start, told, monkeypatch, caplog
) -> None:
    at(NIGHT_OF_A_HOLIDAY)
    broken, sound = start(), start()
    turn()

    def fail(event, *, by):
        if event.clock == broken.id:
            raise ValueError("the mail room burns")

    journal._listeners[ClockReminded].append(fail)
    at(NIGHT_OF_A_HOLIDAY + 10 * MINUTE)
    assert turn() == 1
    unfired = Step.objects.everything(because="test").filter(kind=StepKind.REMIND, fired_at=None)
    assert [step.clock_id for step in unfired] == [broken.id]
    assert sound.id not in {step.clock_id for step in unfired}
    assert "the mail room burns" not in "".join(record.getMessage() for record in caplog.records)
    journal._listeners[ClockReminded].remove(fail)
    assert turn() == 1


def test_the_tests_clock_is_the_one_that_limits_are_measured_by(at) -> None:
    moment = at(2031, 5, 6, 7, 8)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clocks_now()")
        assert cursor.fetchone() == (moment,)
