"""Loads the country pack's calendars and time limits: `calendar.toml` and `policies.toml`.

The pack wins: what it no longer names goes, except a policy that clocks were started under, which stays with its period.
A running clock keeps the due time that it was given.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from psycopg.types.range import Range

from qorgan.clocks.choices import Basis, StepKind, To, Unit
from qorgan.clocks.models import Calendar, CalendarYear, Clock, Day, Policy, PolicyStep
from qorgan.texts import languages

CALENDARS, POLICIES = "calendar.toml", "policies.toml"
YEARS_AHEAD = 5
"""Yearly holidays are written so far beyond the last year that the pack describes; such years count as unconfirmed."""


class ClocksBroken(ValueError):
    """The pack's calendars or limits cannot be used; the message names the file and the fault."""


def load() -> None:
    """What `qorgan migrate` calls: calendars and limits of this installation's pack."""
    load_calendars(settings.PACK)
    load_policies(settings.PACK)


@transaction.atomic
def load_calendars(pack: Path) -> list[str]:
    """Makes the calendars exactly those of the pack; gives their keys. Needs the owner of the tables."""
    given = _toml(pack / CALENDARS)
    for row in given.get("calendar", ()):
        calendar, _made = Calendar.objects.update_or_create(
            key=row["key"],
            defaults={
                "names": row["names"],
                "time_zone": row["time_zone"],
                "rest_days": row["rest_days"],
                "spans": _spans(row),
                "source": row.get("source", ""),
                "source_url": row.get("source_url", ""),
            },
        )
        _load_days(calendar, given)
    return [row["key"] for row in given.get("calendar", ())]


def _spans(row: dict[str, Any]) -> list[list[int]]:
    spans = [[_minute(text) for text in pair] for pair in row["spans"]]
    points = [point for pair in spans for point in pair]
    if not spans or points != sorted(set(points)) or points[-1] > 24 * 60:
        raise ClocksBroken(f"{CALENDARS}: the hours of {row['key']} are not in order")
    return spans


def _minute(text: str) -> int:
    hour, _colon, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A day that differs, before it becomes a row."""

    day: date
    kind: str
    names: dict[str, str]
    source: str
    is_confirmed: bool


def _load_days(calendar: Calendar, given: dict[str, Any]) -> None:
    def own(table: str) -> list[dict[str, Any]]:
        return [row for row in given.get(table, ()) if row["calendar"] == calendar.key]

    years = [
        CalendarYear(
            calendar=calendar,
            year=row["year"],
            is_confirmed=row["confirmed"],
            source=row.get("source", {}),
            source_url=row.get("source_url", ""),
        )
        for row in own("year")
    ]
    _replace(CalendarYear.objects.filter(calendar=calendar).order_by("year"), years)
    days = [
        Day(calendar=calendar, day=one.day, kind=one.kind, names=one.names, source=one.source[:400], is_confirmed=one.is_confirmed)
        for one in marked_days(calendar.rest_days, own("holiday"), own("day"), own("year"))
    ]
    _replace(Day.objects.filter(calendar=calendar).order_by("day"), days)


def _replace(held: QuerySet, given: list[Any]) -> None:
    """Makes rows exactly the given ones, in their order; rows that say the same already stay as they are."""
    if [_said(row) for row in held] == [_said(row) for row in given]:
        return
    held.delete()
    held.model.objects.bulk_create(given)


def _said(row: Any) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key]


def marked_days(
    rest_days: list[int], holidays: list[dict[str, Any]], days: list[dict[str, Any]], years: list[dict[str, Any]]
) -> list[_Marked]:
    """Every day that differs, in the years of the pack and some beyond. A day named by itself wins over what is computed."""
    confirmed = {row["year"]: row["confirmed"] for row in years}
    named = {row["day"]: _named(row) for row in days}
    if not confirmed:
        return sorted(named.values(), key=lambda one: one.day)
    found: dict[date, _Marked] = {}
    moving: set[date] = set()
    for year in range(min(confirmed), max(confirmed) + YEARS_AHEAD + 1):
        for row in holidays:
            if row.get("first_year", year) <= year <= row.get("last_year", year):
                day = date(year, row["month"], row["day"])
                found[day] = _Marked(day, Day.Kind.HOLIDAY, row["names"], row.get("source", ""), confirmed.get(year, False))
                moving |= {day} if row["rests_instead"] else set()
    taken = {**found, **named}
    for one in _observed(sorted(moving), rest_days, found, taken):
        found[one.day] = taken[one.day] = one
    return sorted({**found, **named}.values(), key=lambda one: one.day)


def _named(row: dict[str, Any]) -> _Marked:
    if row["kind"] not in Day.Kind.values:
        raise ClocksBroken(f"{CALENDARS}: {row['day']} is of no known kind")
    return _Marked(row["day"], row["kind"], row["names"], row.get("source", ""), row["confirmed"])


def _observed(moving: list[date], rest_days: list[int], found: dict[date, _Marked], taken: dict[date, _Marked]) -> Iterator[_Marked]:
    """The days that rest in the place of holidays on days of rest: each the next day that would otherwise be worked."""
    for day in moving:
        if day.isoweekday() not in rest_days:
            continue
        instead = day + timedelta(days=1)
        while instead.isoweekday() in rest_days or instead in taken:
            instead += timedelta(days=1)
        yield _Marked(instead, Day.Kind.OBSERVED, found[day].names, found[day].source, found[day].is_confirmed)


@transaction.atomic
def load_policies(pack: Path) -> list[str]:
    """Makes the limits those of the pack; gives their keys. Raises ClocksBroken for a limit that cannot be meant."""
    rows = _toml(pack / POLICIES).get("policy", [])
    kept = []
    for row in rows:
        _check(row)
        valid = Range(row["valid_from"], row.get("valid_to"))
        kept.append((row["key"], row["valid_from"]))
        Policy.objects.filter(key=row["key"], valid__startswith=row["valid_from"]).update(valid=valid)
    _retire(kept)
    for row in rows:
        policy, _made = Policy.objects.update_or_create(
            key=row["key"],
            valid=Range(row["valid_from"], row.get("valid_to")),
            defaults={
                "names": row["names"],
                "amount": row["amount"],
                "unit": row["unit"],
                "calendar_id": row["calendar"],
                "ends_on_working_day": row.get("ends_on_working_day", False),
                "basis": row["basis"],
                "source": row["source"],
                "source_url": row.get("source_url", ""),
            },
        )
        _load_steps(policy, row.get("step", []))
    return sorted({row["key"] for row in rows})


def _load_steps(policy: Policy, steps: list[dict[str, Any]]) -> None:
    given = [
        PolicyStep(
            policy=policy,
            order=order,
            kind=step["kind"],
            amount=step["amount"],
            unit=step["unit"],
            to_kind=step["to_kind"],
            to=step.get("to", ""),
            level=step.get("level", 0),
        )
        for order, step in enumerate(steps)
    ]
    _replace(PolicyStep.objects.filter(policy=policy).order_by("order"), given)


def _check(row: dict[str, Any]) -> None:
    wrong = [word for word, known in (("unit", Unit.values), ("basis", Basis.values)) if row.get(word) not in known]
    wrong += [
        f"step {word}"
        for step in row.get("step", ())
        for word, known in (("kind", StepKind.values), ("unit", Unit.values), ("to_kind", To.values))
        if step.get(word) not in known
    ]
    if set(row.get("source", ())) != set(languages.codes()):
        wrong.append("source in every language")
    if wrong:
        raise ClocksBroken(f"{POLICIES}: {row['key']} has no usable {', '.join(wrong)}")


def _retire(kept: list[tuple[str, date]]) -> None:
    """Limits that the pack no longer names go, unless a clock was started under them."""
    started = Clock.objects.everything(because="a limit that clocks were started under stays").values("policy_id")
    gone = [row for row in Policy.objects.exclude(pk__in=started) if (row.key, row.valid.lower) not in kept]
    for policy in gone:
        policy.steps.all().delete()
        rows = Policy.objects.filter(pk=policy.pk)
        rows._raw_delete(rows.db)  # the ordinary way would look for clocks again, without saying for whom


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise ClocksBroken(f"{path.name} cannot be read: {fault}") from None
