"""Arithmetic of working time: pure functions over one calendar, without a database.

A timetable answers whether a day is worked, and adds and counts working days and working minutes. Days are local days of
the calendar's zone; moments are aware and leave in UTC. The pack's days decide; libraries that know holidays are only a
second opinion in the tests, because the law of a country changes during a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST_REST = 60
"""Days without work in a row, at most; a calendar with more is broken."""
MIDNIGHT = 24 * 60


class NoWork(ValueError):
    """The calendar has no working day for two months: its rest days are wrong."""


@dataclass(frozen=True)
class Timetable:
    """One calendar, ready to count with.

    `rest_days` are ISO weekdays; `days` are the exceptions, True for a working day; `spans` are the working hours of a
    day in minutes after local midnight, in order, not overlapping, the last ending at 1440 at the latest.
    """

    zone: ZoneInfo
    rest_days: frozenset[int] = frozenset()
    spans: Sequence[tuple[int, int]] = ((0, MIDNIGHT),)
    days: Mapping[date, bool] = field(default_factory=dict)
    confirmed: frozenset[int] | None = None

    def is_working(self, day: date) -> bool:
        """Whether people work on a day."""
        known = self.days.get(day)
        return day.isoweekday() not in self.rest_days if known is None else known

    def is_confirmed(self, day: date) -> bool:
        """Whether the year of a day is final; a calendar without years (one that never rests) always is."""
        return self.confirmed is None or day.year in self.confirmed

    def next_working_day(self, day: date) -> date:
        """The day itself where it is worked, else the next one that is. Raises NoWork."""
        for _turn in range(LONGEST_REST):
            if self.is_working(day):
                return day
            day += timedelta(days=1)
        raise NoWork("no working day within two months")

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `count` 0 gives the day itself, or the next working day.

        Counting begins on the day after, as terms in days do (Civil Code of Kazakhstan art. 173). A negative count goes
        back.
        """
        if count == 0:
            return self.next_working_day(day)
        turn = timedelta(days=1 if count > 0 else -1)
        left, rested = abs(count), 0
        while left:
            day += turn
            worked = self.is_working(day)
            left -= worked
            rested = 0 if worked else rested + 1
            if rested > LONGEST_REST:
                raise NoWork("no working day within two months")
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and with `last`; negative where `last` is earlier."""
        if last < first:
            return -self.working_days_between(last, first)
        return sum(self.is_working(first + timedelta(days=turn)) for turn in range(1, (last - first).days + 1))

    def day_of(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(self.zone).date()

    def at(self, day: date, minute: int) -> datetime:
        """The moment that is so many minutes after local midnight, in UTC. Minutes are real ones also where the zone's
        clock changes in the night.
        """
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        if minute == MIDNIGHT:
            following = day + timedelta(days=1)
            return datetime(following.year, following.month, following.day, tzinfo=self.zone).astimezone(UTC)
        return midnight.replace(hour=minute // 60, minute=minute % 60).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """When a term that ends on this day is over: with the last working span (Civil Code of Kazakhstan art. 177)."""
        return self.at(day, self.spans[-1][1])

    def spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working spans that are not over at a moment, in order, without end; the first begins at the moment at the
        earliest. Raises NoWork.
        """
        day = self.next_working_day(self.day_of(moment))
        while True:
            for begins, ends in self.spans:
                span = (max(self.at(day, begins), moment), self.at(day, ends))
                if span[0] < span[1]:
                    yield span
            day = self.next_working_day(day + timedelta(days=1))

    def add_working_minutes(self, moment: datetime, minutes: int) -> datetime:
        """The moment at which so many working minutes have passed. Zero gives the moment itself."""
        left = timedelta(minutes=minutes)
        if not left:
            return moment.astimezone(UTC)
        for begins, ends in self.spans_from(moment.astimezone(UTC)):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        raise AssertionError  # the spans have no end

    def take_working_minutes(self, moment: datetime, minutes: int) -> datetime:
        """The moment before which so many working minutes lie until `moment`: for what happens before a due time."""
        left, moment = timedelta(minutes=minutes), moment.astimezone(UTC)
        if not left:
            return moment
        day = self.day_of(moment)
        while True:
            if self.is_working(day):
                for begins, ends in reversed(self.spans):
                    span = (self.at(day, begins), min(self.at(day, ends), moment))
                    if span[0] >= span[1]:
                        continue
                    if span[1] - span[0] >= left:
                        return span[1] - left
                    left -= span[1] - span[0]
            day = self.add_working_days(day, -1)

    def working_minutes_between(self, first: datetime, last: datetime) -> int:
        """Whole working minutes from one moment to another; negative where `last` is earlier."""
        if last < first:
            return -self.working_minutes_between(last, first)
        passed = timedelta()
        for begins, ends in self.spans_from(first.astimezone(UTC)):
            if begins >= last:
                break
            passed += min(ends, last.astimezone(UTC)) - begins
        return int(passed.total_seconds() // 60)

    def working_hours_between(self, first: datetime, last: datetime) -> float:
        """The same in hours."""
        return self.working_minutes_between(first, last) / 60
