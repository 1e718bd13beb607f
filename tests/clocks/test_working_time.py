"""Working time: what is added is what is counted, nothing lands on a day of rest, moved days are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.clocks.choices import Unit
from qorgan.clocks.limits import due, due_with_pause, shifted, stood_still
from qorgan.clocks.working_time import NoWork, Timetable

ALMATY = ZoneInfo("Asia/Almaty")
WEEK = Timetable(ALMATY, frozenset({6, 7}), ((540, 780), (870, 1110)))
DUTY = Timetable(ALMATY)
FRIDAY_RESTS = Timetable(ZoneInfo("Asia/Tehran"), frozenset({5, 6}), ((480, 960),))

days = st.dates(date(2024, 1, 1), date(2027, 12, 1))
marks = st.dictionaries(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.booleans(), max_size=60)
rests = st.sets(st.integers(1, 7), max_size=4)
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.integers(0, 4 * 365 * 24 * 3600).map(lambda seconds: FIRST + timedelta(seconds=seconds))
# Other people's tests run on the same two cores: that drawing is slow says nothing about what is drawn.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
fewer = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tables(draw) -> Timetable:
    return Timetable(ALMATY, frozenset(draw(rests)), ((540, 780), (870, 1110)), draw(marks))


@unhurried
@given(tables(), days, st.integers(1, 60))
def test_adding_working_days_and_counting_them_gives_the_same_number(table: Timetable, day: date, count: int) -> None:
    assert table.working_days_between(day, table.add_working_days(day, count)) == count


@unhurried
@given(tables(), days, st.integers(-60, 60))
def test_a_day_that_was_reached_is_a_working_day(table: Timetable, day: date, count: int) -> None:
    assert table.is_working(table.add_working_days(day, count))


@unhurried
@given(tables(), days, st.integers(0, 40), st.integers(0, 40))
def test_more_days_end_later(table: Timetable, day: date, less: int, more: int) -> None:
    if less <= more:
        assert table.add_working_days(day, less) <= table.add_working_days(day, more)
    assert table.add_working_days(day, less) <= table.add_working_days(day + timedelta(days=1), less)


@fewer
@given(tables(), moments, st.integers(0, 5000))
def test_adding_working_minutes_and_counting_them_gives_the_same_number(table: Timetable, at: datetime, minutes: int) -> None:
    end = table.add_working_minutes(at, minutes)
    assert table.working_minutes_between(at, end) == minutes
    assert end >= at


@fewer
@given(tables(), moments, st.integers(1, 3000))
def test_taking_working_minutes_goes_back_as_far(table: Timetable, at: datetime, minutes: int) -> None:
    begin = table.take_working_minutes(at, minutes)
    assert table.working_minutes_between(begin, at) == minutes


@unhurried
@given(tables(), moments, st.sampled_from(list(Unit)), st.integers(0, 30))
def test_no_limit_ends_before_it_began_and_limits_in_working_days_end_on_one(table, at, unit, amount) -> None:
    end = due(table, at, amount, unit)
    assert end >= at
    assert end.tzinfo is UTC
    if unit == Unit.WORKING_DAYS and end > at:
        assert table.is_working(table.day_of(end - timedelta(seconds=1)))


@unhurried
@given(tables(), moments, st.sampled_from(list(Unit)), st.integers(1, 20), st.integers(0, 20))
def test_a_pause_only_ever_moves_the_end_later(table, at, unit, amount, paused) -> None:
    plain = due(table, at, amount, unit)
    assert due_with_pause(table, at, amount, unit, paused, ends_on_working_day=False) >= plain


def test_a_calendar_that_always_rests_is_refused() -> None:
    never = Timetable(ALMATY, frozenset(range(1, 8)))
    for ask in (lambda: never.add_working_days(date(2026, 1, 1), 1), lambda: never.next_working_day(date(2026, 1, 1))):
        with pytest.raises(NoWork):
            ask()


def test_a_moved_day_is_worked_and_its_rest_is_not() -> None:
    table = Timetable(ALMATY, frozenset({6, 7}), ((540, 1080),), {date(2024, 5, 4): True, date(2024, 5, 8): False})
    assert table.add_working_days(date(2024, 5, 3), 1) == date(2024, 5, 4)
    assert table.add_working_days(date(2024, 5, 7), 1) == date(2024, 5, 9)


def test_a_country_may_rest_on_friday_and_saturday() -> None:
    assert FRIDAY_RESTS.add_working_days(date(2026, 11, 26), 1) == date(2026, 11, 29)  # from Thursday to Sunday


def test_days_are_those_of_the_country_not_of_greenwich() -> None:
    """21:00 UTC on Thursday is Friday in Almaty: one working day later is Monday."""
    began = datetime(2026, 11, 26, 21, 0, tzinfo=UTC)
    assert due(WEEK, began, 1, Unit.WORKING_DAYS) == datetime(2026, 11, 30, 13, 30, tzinfo=UTC)


def test_a_limit_in_working_hours_passes_over_the_night_and_the_break() -> None:
    began = datetime(2026, 11, 27, 12, 30, tzinfo=UTC)  # Friday 17:30 in Almaty, one hour before the end
    assert due(WEEK, began, 3, Unit.WORKING_HOURS) == datetime(2026, 11, 30, 6, 0, tzinfo=UTC)  # Monday 11:00


def test_a_limit_in_calendar_days_may_move_to_a_working_day() -> None:
    began = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # Tuesday; five days later is Sunday
    assert due(WEEK, began, 5, Unit.CALENDAR_DAYS) == datetime(2026, 11, 29, 13, 30, tzinfo=UTC)
    assert due(WEEK, began, 5, Unit.CALENDAR_DAYS, ends_on_working_day=True) == datetime(2026, 11, 30, 13, 30, tzinfo=UTC)


def test_real_hours_stay_real_where_a_countrys_clock_changes_in_the_night() -> None:
    berlin = Timetable(ZoneInfo("Europe/Berlin"))
    began = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)  # the night in which an hour is left out
    assert due(berlin, began, 24, Unit.HOURS) == began + timedelta(hours=24)
    assert due(berlin, began, 1, Unit.CALENDAR_DAYS) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)


def test_a_reminder_a_working_day_before_keeps_the_time_of_day() -> None:
    end = datetime(2026, 11, 30, 13, 30, tzinfo=UTC)
    assert shifted(WEEK, end, -1, Unit.WORKING_DAYS) == datetime(2026, 11, 27, 13, 30, tzinfo=UTC)
    assert shifted(WEEK, end, -2, Unit.WORKING_HOURS) == datetime(2026, 11, 30, 11, 30, tzinfo=UTC)
    assert shifted(DUTY, end, 0, Unit.WORKING_DAYS) == end


def test_how_long_something_stood_still_is_counted_in_its_own_unit() -> None:
    since, until = datetime(2026, 11, 27, 5, 0, tzinfo=UTC), datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    assert stood_still(WEEK, since, until, Unit.WORKING_DAYS) == 1
    assert stood_still(WEEK, since, until, Unit.CALENDAR_DAYS) == 3
    assert stood_still(WEEK, since, until, Unit.HOURS) == 3 * 24 * 60
    assert stood_still(WEEK, since, until, Unit.WORKING_HOURS) == WEEK.working_minutes_between(since, until)
