"""Calendars and policies as the database holds them, ready to count with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from qorgan.access.acting import once
from qorgan.clocks.models import Calendar, CalendarYear, Day, Policy
from qorgan.clocks.working_time import Timetable


class NoPolicy(LookupError):
    """No policy of this key is in force on the day asked for: the pack lacks it. The message names the key."""


def now() -> datetime:
    """The database's own time, aware; the only clock that limits are measured by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clocks_now()")
        found: datetime = cursor.fetchone()[0]
    return found


def timetable(calendar: Calendar) -> Timetable:
    """A calendar with all its days. Two queries; in a batch only once."""
    return once(("clocks.timetable", calendar.pk), lambda: _timetable(calendar))


def _timetable(calendar: Calendar) -> Timetable:
    days: Mapping[date, bool] = {row.day: row.is_working for row in Day.objects.filter(calendar=calendar).only("day", "kind")}
    years = dict(CalendarYear.objects.filter(calendar=calendar).values_list("year", "is_confirmed"))
    return Timetable(
        zone=ZoneInfo(calendar.time_zone),
        rest_days=frozenset(calendar.rest_days),
        spans=tuple((begins, ends) for begins, ends in calendar.spans),
        days=days,
        confirmed=frozenset(year for year, is_confirmed in years.items() if is_confirmed) if years else None,
    )


def working_calendar(key: str) -> Timetable:
    """The timetable of a calendar by its key. Raises Calendar.DoesNotExist."""
    return timetable(Calendar.objects.get(pk=key))


def policy_in_force(key: str, at: datetime) -> Policy:
    """The policy of a key at a moment, its calendar with it; the day is counted in the calendar's own zone.

    Before its first day the oldest holds: what happened earlier and is entered late must not be without a limit. Raises
    NoPolicy for an unknown key, or one whose last policy has ended.
    """
    found = once(("clocks.policies", key), lambda: _policies(key))
    for policy in found:
        if _is_in_force(policy, at.astimezone(ZoneInfo(policy.calendar.time_zone)).date()):
            return policy
    if found and _is_before(found[0], at.astimezone(ZoneInfo(found[0].calendar.time_zone)).date()):
        return found[0]
    raise NoPolicy(f"no policy {key} is in force")


def _policies(key: str) -> list[Policy]:
    return list(Policy.objects.filter(key=key).select_related("calendar").prefetch_related("steps").order_by("valid"))


def _is_in_force(policy: Policy, day: date) -> bool:
    lower, upper = policy.valid.lower, policy.valid.upper
    return (lower is None or lower <= day) and (upper is None or day < upper)


def _is_before(policy: Policy, day: date) -> bool:
    return policy.valid.lower is not None and day < policy.valid.lower
