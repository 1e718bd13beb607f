"""Values of expressions and how one kind is read as another, after the ODK XForms specification.

A value is a number (float), text, truth, a date, a moment, or a `Nodes`: the answers of one question in all rows that
the expression can see. An unanswered question is the empty text. Dates in sums are days since 1 January 1970 in local
calendar days, so that `today() - ${birth_date}` counts whole days wherever the server stands.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

EPOCH = date(1970, 1, 1)
_NUMBER = re.compile(r"^-?(\d+(\.\d*)?|\.\d+)$")
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}(T\S+)?$")

Scalar = float | str | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Nodes:
    """The answers of one question, in the order of rows."""

    values: tuple[Scalar, ...]

    @property
    def first(self) -> Scalar:
        return self.values[0] if self.values else ""


Value = Scalar | Nodes


def single(value: Value) -> Scalar:
    """One value: of several answers the first."""
    return value.first if isinstance(value, Nodes) else value


def each(value: Value) -> tuple[Scalar, ...]:
    """All values: of a scalar itself."""
    return value.values if isinstance(value, Nodes) else (value,)


def number(value: Value) -> float:
    """As a number; not-a-number where there is none."""
    found = single(value)
    if isinstance(found, bool):
        return 1.0 if found else 0.0
    if isinstance(found, (float, int)):
        return float(found)
    if isinstance(found, datetime):
        return (_local(found) - datetime.combine(EPOCH, time())) / timedelta(days=1)
    if isinstance(found, date):
        return float((found - EPOCH).days)
    return _number_of_text(found.strip())


def _number_of_text(text: str) -> float:
    if len(text) > 400:
        return math.nan
    if _NUMBER.match(text):
        return float(text)
    dated = moment_of(text)
    return number(dated) if dated is not None else math.nan


def string(value: Value) -> str:
    """As text: whole numbers without a point, dates in ISO form."""
    found = single(value)
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, (float, int)):
        return _number_text(float(found))
    if isinstance(found, datetime):
        return found.isoformat(timespec="seconds")
    return found.isoformat() if isinstance(found, date) else found


def _number_text(found: float) -> str:
    if math.isnan(found):
        return "NaN"
    if math.isinf(found):
        return "Infinity" if found > 0 else "-Infinity"
    if found == int(found) and abs(found) < 1e15:
        return str(int(found))
    return repr(found)


def truth(value: Value) -> bool:
    """As yes or no: text is true unless empty, a number unless zero or none."""
    found = single(value)
    if isinstance(found, (float, int)):
        return bool(found) and not math.isnan(found)
    return bool(found) if isinstance(found, str) else True


def moment_of(text: str) -> date | datetime | None:
    """The date or moment that a text in ISO form names, if it names one that exists."""
    if not _DATED.match(text):
        return None
    try:
        return parse_datetime(text) if "T" in text else parse_date(text)
    except ValueError:
        return None


def dated(value: Value) -> date | datetime | None:
    """As a date or a moment: from text in ISO form or from days since 1970; None where that is impossible."""
    found = single(value)
    if isinstance(found, (date, datetime)):
        return found
    if isinstance(found, str) and (named := moment_of(found.strip())) is not None:
        return named
    days = number(found)
    if isinstance(found, bool) or math.isnan(days) or not -719162 <= days <= 2932896:
        return None
    whole = EPOCH + timedelta(days=math.floor(days))
    fraction = days - math.floor(days)
    return datetime.combine(whole, time()) + timedelta(days=fraction) if fraction else whole


def equal(left: Value, right: Value) -> bool:
    """XPath's `=`: true if any pair of answers is equal."""
    return any(_same(one, other) for one in each(left) or ("",) for other in each(right) or ("",))


def _same(one: Scalar, other: Scalar) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return truth(one) == truth(other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    return number(one) == number(other)


def _local(moment: datetime) -> datetime:
    """The wall clock of a moment, without its zone."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(timezone.get_current_timezone()).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return moment.replace(tzinfo=None)
