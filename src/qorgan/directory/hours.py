"""Opening hours: rules of RFC 5545 worked out by dateutil, the short way in which lists write them, and words for people.

A rule that the week alone decides is also answered in SQL, so that "open now" over a whole country costs one query;
the few others are worked out here, row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as day_of
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from qorgan.directory.choices import Frequency, Weekday
from qorgan.directory.models import Schedule, ScheduleException, Service, ServiceAtLocation

DAYS: tuple[str, ...] = tuple(Weekday.values)
MIDNIGHT = time(0, 0)
_BEFORE_ANY = date(2000, 1, 3)
"""A Monday to count weeks from where a rule names no first day."""
_A_WHILE = timedelta(days=35)
_DAY = re.compile(r"^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$")
_HOURS = re.compile(r"^(?P<days>\D+?)\s*(?P<first>\d{1,2}[:.]\d{2})\s*[-–]\s*(?P<last>\d{1,2}[:.]\d{2})$")
_ALWAYS = ("24/7", "круглосуточно", "тәулік бойы")


class UnclearHours(ValueError):
    """A text that is no opening hours."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of a weekly timetable: the days as codes, from when, to when (equal: the whole day)."""

    days: tuple[str, ...]
    opens_at: time
    closes_at: time

    @property
    def byday(self) -> str:
        """The days as HSDS writes them."""
        return ",".join(self.days)


def days_in(byday: str) -> bool:
    """Whether a text is a list of days as RFC 5545 writes them."""
    return bool(byday) and all(_DAY.match(part.strip()) for part in byday.split(","))


def rule_of(schedule: Schedule, near: date | None = None) -> rrule:
    """The rule as dateutil works it out, at midnight of each of its days.

    `near` lets a rule that counts nothing begin shortly before that day, so that no years are walked through.
    """
    start = schedule.dtstart or schedule.valid_from or _BEFORE_ANY
    if near is not None and schedule.interval == 1 and schedule.count is None:
        start = max(start, near - _A_WHILE)
    ends = [day for day in (schedule.until, schedule.valid_to) if day]
    parts = [_DAY.match(part.strip()) for part in schedule.byday.split(",") if part.strip()]
    weekdays = [day_of(DAYS.index(found[2]), int(found[1]) if found[1] else None) for found in parts if found]
    return rrule(
        MONTHLY if schedule.freq == Frequency.MONTHLY else WEEKLY,
        dtstart=datetime.combine(start, MIDNIGHT),
        interval=schedule.interval,
        wkst=DAYS.index(schedule.wkst),
        count=schedule.count,
        until=None if schedule.count or not ends else datetime.combine(min(ends), MIDNIGHT),
        byweekday=weekdays or None,
        bymonthday=[int(day) for day in schedule.bymonthday.split(",")] if schedule.bymonthday else None,
    )


def is_on(schedule: Schedule, day: date) -> bool:
    """Whether the rule has this day."""
    if (schedule.valid_from and day < schedule.valid_from) or (schedule.valid_to and day > schedule.valid_to):
        return False
    moment = datetime.combine(day, MIDNIGHT)
    return bool(rule_of(schedule, day).between(moment, moment, inc=True))


def hours_on(day: date, schedules: Iterable[Schedule], exceptions: Iterable[ScheduleException]) -> list[tuple[time, time]]:
    """From when to when on a day; an exception of that day takes the place of every rule."""
    special = next((one for one in exceptions if one.on == day), None)
    if special is not None:
        return [] if special.opens_at is None or special.closes_at is None else [(special.opens_at, special.closes_at)]
    return sorted((one.opens_at, one.closes_at) for one in schedules if is_on(one, day))


def is_open(at: datetime, schedules: Sequence[Schedule], exceptions: Sequence[ScheduleException]) -> bool:
    """Whether it is open at a moment; hours past midnight belong to the day on which they began."""
    local = timezone.localtime(at)
    now, today = local.time(), local.date()
    if any(_holds(first, last, now) for first, last in hours_on(today, schedules, exceptions)):
        return True
    before = hours_on(today - timedelta(days=1), schedules, exceptions)
    return any(last < first and now < last for first, last in before)


def _holds(first: time, last: time, now: time) -> bool:
    return first == last or (first <= now < last if first < last else now >= first)


# Over many services ---------------------------------------------------------------------------------------------------


def open_at(at: datetime) -> Q:
    """The services that are open at a moment, for a filter.

    The hours of a service, or of the service at a site, count; a site's own hours count where it has neither.
    """
    own = _open_rows(at, "service") | _open_rows(at, "service_at_location__service")
    has_own = Exists(Schedule.objects.filter(service=OuterRef("pk"))) | Exists(
        Schedule.objects.filter(service_at_location__service=OuterRef("pk"))
    )
    sites = ServiceAtLocation.objects.filter(service=OuterRef("pk")).filter(_open_rows(at, "location", of="location_id"))
    return own | (~Q(has_own) & Q(Exists(sites)))


def _open_rows(at: datetime, owner: str, *, of: str = "pk") -> Q:
    """The owners (by `of`) that a rule or an exception of theirs opens at a moment."""
    local = timezone.localtime(at)
    now, today = local.time(), local.date()
    yesterday = today - timedelta(days=1)
    mine: dict[str, Any] = {owner: OuterRef(of)}
    special = ScheduleException.objects.filter(**mine)
    rules = Schedule.objects.filter(**mine)
    is_day = Q(opens_at=F("closes_at")) | Q(opens_at__lt=F("closes_at"), opens_at__lte=now, closes_at__gt=now) | Q(
        opens_at__gt=F("closes_at"), opens_at__lte=now)  # fmt: skip
    is_night = Q(opens_at__gt=F("closes_at"), closes_at__gt=now)
    by_rule = (~Q(Exists(special.filter(on=today))) & Q(Exists(_on(rules, today).filter(is_day)))) | (
        ~Q(Exists(special.filter(on=yesterday))) & Q(Exists(_on(rules, yesterday).filter(is_night)))
    )
    return by_rule | Q(Exists(special.filter(is_day, on=today))) | Q(Exists(special.filter(is_night, on=yesterday)))


def _on(rules: QuerySet, day: date) -> QuerySet:
    """The rules that have a day: those of the week alone by SQL, the others by dateutil, which are few in a country."""
    valid = (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day))
    plain = Q(freq=Frequency.WEEKLY, interval=1, count=None, bymonthday="", byday__contains=DAYS[day.weekday()])
    begun = (Q(dtstart=None) | Q(dtstart__lte=day)) & (Q(until=None) | Q(until__gte=day))
    others = Schedule.objects.exclude(freq=Frequency.WEEKLY, interval=1, count=None, bymonthday="").filter(valid)
    worked_out = [one.pk for one in others if is_on(one, day)]
    return rules.filter(valid).filter((plain & begun) | Q(pk__in=worked_out))


def of_service(service: Service) -> tuple[list[Schedule], list[ScheduleException]]:
    """The rules and exceptions that count for a service (see `open_at`), site by site together."""
    mine = Q(service=service) | Q(service_at_location__service=service)
    rules = list(Schedule.objects.filter(mine).order_by("opens_at", "pk"))
    if not rules:
        mine = Q(location__service_at_locations__service=service)
        rules = list(Schedule.objects.filter(mine).order_by("opens_at", "pk"))
    return rules, list(ScheduleException.objects.filter(mine).order_by("on"))


# As people write them -------------------------------------------------------------------------------------------------

_WRITTEN = {
    **{code.lower(): code for code in DAYS},
    **dict(zip(("пн", "вт", "ср", "чт", "пт", "сб", "вс"), DAYS, strict=True)),
    **dict(zip(("дс", "сс", "ср", "бс", "жм", "сн", "жк"), DAYS, strict=True)),
    **dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), DAYS, strict=True)),
}


def read_hours(text: str) -> list[Opening]:
    """Reads `Mo-Fr 09:00-18:00; Sa 10:00-14:00` or `24/7`, with days in English, Russian or Kazakh.

    Raises UnclearHours.
    """
    plain = text.strip().lower()
    if not plain:
        return []
    if plain in _ALWAYS:
        return [Opening(DAYS, MIDNIGHT, MIDNIGHT)]
    return [_stretch(part.strip()) for part in plain.split(";") if part.strip()]


def _stretch(text: str) -> Opening:
    found = _HOURS.match(text)
    if found is None:
        raise UnclearHours(text)
    return Opening(_days(found["days"]), _time(found["first"]), _time(found["last"]))


def _days(text: str) -> tuple[str, ...]:
    chosen: list[str] = []
    for part in text.replace(" ", "").split(","):
        first, _dash, last = part.partition("-")
        if first not in _WRITTEN or (last and last not in _WRITTEN):
            raise UnclearHours(text)
        start = DAYS.index(_WRITTEN[first])
        end = DAYS.index(_WRITTEN[last]) if last else start
        span = range(start, end + 1 if end >= start else end + 8)
        chosen += [DAYS[number % 7] for number in span]
    return tuple(code for code in DAYS if code in chosen)


def _time(text: str) -> time:
    hour, minute = (int(part) for part in text.replace(".", ":").split(":"))
    if (hour, minute) == (24, 0):
        return MIDNIGHT
    try:
        return time(hour, minute)
    except ValueError:
        raise UnclearHours(text) from None


def written(openings: Iterable[Opening]) -> str:
    """The same in the short way, which `read_hours` reads back."""
    return "; ".join(f"{','.join(code.title() for code in one.days)} {one.opens_at:%H:%M}-{one.closes_at:%H:%M}" for one in openings)


def weekly(schedules: Iterable[Schedule]) -> list[Opening]:
    """The weekly rules as stretches, each day set once, in the order of the week."""
    found = [Opening(tuple(one.byday.split(",")), one.opens_at, one.closes_at) for one in schedules if one.is_plain and one.byday]
    return sorted(found, key=lambda one: (DAYS.index(one.days[0]), one.opens_at))
