"""Days and moments as readers of each language expect them.

Short `05.11.2026` in every language, because English has two readings of any other order of digits; long kk `2026 ж.
5 қараша`, ru `5 ноября 2026 г.`, en `5 November 2026`. The patterns stand in `formats/<language>/formats.py`, so
forms and Django's own filters agree with these functions. Moments are shown in the time zone of the installation.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import override

NO_BREAK_SPACE: Final = "\u00a0"
_EN_DASH: Final = "\u2013"
_MOMENT: Final = re.compile(
    r"(?P<day>[0-9]{8}(?=[0-9]{4}$)|\S{6,10}?(?=[T,\s]))(?:T|,?\s*)(?P<hour>[0-9]{1,2})[:.]?(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
)


def _written(value: date, pattern: str, language: str | None) -> str:
    if language is None:
        return date_format(value, pattern)
    with override(language):
        return date_format(value, pattern)


def _local_day(value: date) -> date:
    """The calendar day of a value where the reader is: 20:00 UTC is already tomorrow in Almaty."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day(value: date, *, language: str | None = None) -> str:
    """Print a day in digits: `05.11.2026`."""
    return _written(_local_day(value), "SHORT_DATE_FORMAT", language)


def long_day(value: date, *, language: str | None = None) -> str:
    """Print a day in words: `2026 ж. 5 қараша`, `5 ноября 2026 г.`, `5 November 2026`."""
    return _written(_local_day(value), "DATE_FORMAT", language)


def day_of_year(value: date, *, language: str | None = None) -> str:
    """Print a day without its year: `5 қараша`, `5 ноября`, `5 November`."""
    return _written(_local_day(value), "MONTH_DAY_FORMAT", language)


def month(value: date, *, language: str | None = None) -> str:
    """Print a month: `2026 ж. қараша`, `ноябрь 2026 г.`, `November 2026`."""
    return _written(_local_day(value), "YEAR_MONTH_FORMAT", language)


def hour(value: datetime, *, language: str | None = None) -> str:
    """Print the time of day: `14:05`, local."""
    return _written(timezone.localtime(value) if timezone.is_aware(value) else value, "TIME_FORMAT", language)


def moment(value: datetime, *, language: str | None = None) -> str:
    """Print a moment in digits, local: `05.11.2026 14:05`."""
    return f"{day(value, language=language)}{NO_BREAK_SPACE}{hour(value, language=language)}"


def long_moment(value: datetime, *, language: str | None = None) -> str:
    """Print a moment in words, local: `5 ноября 2026 г., 14:05`."""
    return f"{long_day(value, language=language)}, {hour(value, language=language)}"


def period(first: date, last: date, *, language: str | None = None) -> str:
    """Print a span of days, both included: `05.11.2026 – 07.11.2026`; one day is printed once."""
    start, end = day(first, language=language), day(last, language=language)
    return start if start == end else f"{start}{NO_BREAK_SPACE}{_EN_DASH} {end}"


def read_day(text: str) -> date | None:
    """Read a day as a person or a browser writes it: `05.11.2026`, `5/11/2026`, `05112026`, `2026-11-05`. None for another text."""
    for pattern in get_format("DATE_INPUT_FORMATS"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007  (a day has no time zone)
        except ValueError:
            continue
    return None


def read_moment(text: str) -> datetime | None:
    """Read a day and a time of day, without a zone: `05.11.2026 14:05`, `5.11.2026, 9.05`, `051120261405`, `2026-11-05T14:05`.

    The day is written as `read_day` reads it, the time with 24 hours. None for another text and for a day or time alone.
    """
    found = _MOMENT.fullmatch(text.strip())
    on = read_day(found["day"]) if found else None
    if found is None or on is None or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        return None
    return datetime.combine(on, time(int(found["hour"]), int(found["minute"])))


def week_of(value: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week of a day: the week starts on Monday."""
    local = _local_day(value)
    monday = local - timedelta(days=local.weekday())
    return monday, monday + timedelta(days=6)
