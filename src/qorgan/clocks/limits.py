"""When a limit is over, and when its steps come: pure functions of a timetable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from qorgan.clocks.choices import Unit
from qorgan.clocks.working_time import Timetable


def due(table: Timetable, started_at: datetime, amount: int, unit: str, *, ends_on_working_day: bool = False) -> datetime:
    """When `amount` of `unit` after a start is over, in UTC.

    Minutes and hours are real ones: a limit of danger that begins at three in the night of a holiday ends a quarter of an
    hour later. Days begin to count on the next day; a limit in days is over with the last working span of its last day.
    """
    start = started_at.astimezone(UTC)
    if unit == Unit.MINUTES:
        return start + timedelta(minutes=amount)
    if unit == Unit.HOURS:
        return start + timedelta(hours=amount)
    if unit == Unit.WORKING_HOURS:
        return table.add_working_minutes(start, amount * 60)
    day = table.day_of(start)
    if unit == Unit.WORKING_DAYS:
        last = table.add_working_days(day, amount)
        return max(table.end_of(last), start)
    last = day + timedelta(days=amount)
    if ends_on_working_day:
        last = table.next_working_day(last)
    return max(table.end_of(last), start)


def shifted(table: Timetable, at: datetime, amount: int, unit: str) -> datetime:
    """A moment so much after another, or before it where `amount` is negative: for the steps around a due time.

    A shift by days keeps the time of day where that is possible, and never lands on a day of rest when it counts working
    days.
    """
    at = at.astimezone(UTC)
    if unit == Unit.MINUTES:
        return at + timedelta(minutes=amount)
    if unit == Unit.HOURS:
        return at + timedelta(hours=amount)
    if unit == Unit.WORKING_HOURS:
        return table.add_working_minutes(at, amount * 60) if amount >= 0 else table.take_working_minutes(at, -amount * 60)
    local = at.astimezone(table.zone)
    day = local.date()
    by_work = unit == Unit.WORKING_DAYS and amount
    moved = table.add_working_days(day, amount) if by_work else day + timedelta(days=amount)
    return datetime.combine(moved, local.timetz().replace(tzinfo=None), tzinfo=table.zone).astimezone(UTC)


def stood_still(table: Timetable, since: datetime, until: datetime, unit: str) -> int:
    """How long a limit stood still, in the measure that `Clock.paused_for` keeps: minutes, or days for units in days."""
    if unit == Unit.WORKING_DAYS:
        return max(table.working_days_between(table.day_of(since), table.day_of(until)), 0)
    if unit == Unit.CALENDAR_DAYS:
        return max((table.day_of(until) - table.day_of(since)).days, 0)
    if unit == Unit.WORKING_HOURS:
        return max(table.working_minutes_between(since, until), 0)
    return max(int((until - since).total_seconds()) // 60, 0)


def due_with_pause(
    table: Timetable, started_at: datetime, amount: int, unit: str, paused: int, *, ends_on_working_day: bool
) -> datetime:
    """The due time of a limit that stood still for `paused` (see `stood_still`)."""
    if unit in (Unit.MINUTES, Unit.HOURS):
        return due(table, started_at, amount, unit) + timedelta(minutes=paused)
    if unit == Unit.WORKING_HOURS:
        return table.add_working_minutes(started_at, amount * 60 + paused)
    return due(table, started_at, amount + paused, unit, ends_on_working_day=ends_on_working_day)
