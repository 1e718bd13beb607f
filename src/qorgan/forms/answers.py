"""One answer: from what was submitted to a typed, JSON-able value; to a value of expressions; to what a field shows.

| Kind | Answer |
| --- | --- |
| text, textarea, select_one | str |
| integer, decimal | int, float |
| select_multiple | list of str, in the order of the choice list |
| date, time, dateTime | "2026-11-24", "14:05", "2026-11-24T14:05:00+05:00" |
| acknowledge | True |
| calculate | str, int or float |

No answer is None, and is left out of the answers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime, parse_time
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.forms.choices import Kind
from qorgan.forms.definition import Choice, Node
from qorgan.forms.expressions.values import Scalar, Value, moment_of, single, string
from qorgan.texts.dates import read_moment

Answer = str | int | float | bool | list[str] | None

LINE_LIMIT = 2_000
"""Characters of a one-line answer."""

STORY_LIMIT = 50_000
"""Characters of a long answer: about fifteen printed pages."""

LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""

YEARS = range(1850, 2151)
"""Years that an answer may name: whoever is spoken of lives in them, and every calendar and time zone knows them."""

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
_DAY_FIRST = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$|^(\d{2})(\d{2})(\d{4})$")


class Unfit(ValueError):
    """What was submitted is no answer to the question; `message` says how to mend it."""

    def __init__(self, message: Promise | str) -> None:
        super().__init__(str(message))
        self.message = message


def clean(text: str) -> str:
    """Without what no database and no reader can keep: NUL, control signs, halves of surrogate pairs."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def typed(node: Node, texts: Sequence[str], choices: Sequence[Choice]) -> Answer:
    """The answer in what was submitted for a question. Raises Unfit."""
    if node.kind is Kind.SELECT_MULTIPLE:
        return _several(texts, choices)
    text = next((one for one in reversed(texts) if one), "")
    text = clean(text).strip()
    return _READERS[node.kind](text, choices) if text else None


def _line(text: str, _choices: Sequence[Choice]) -> str:
    text = " ".join(text.split())
    if len(text) > LINE_LIMIT:
        raise Unfit(_("Too long: %(count)s characters. At most %(limit)s fit.") % _sizes(text, LINE_LIMIT))
    return text


def _story(text: str, _choices: Sequence[Choice]) -> str:
    if len(text) > STORY_LIMIT:
        raise Unfit(_("Too long: %(count)s characters. At most %(limit)s fit.") % _sizes(text, STORY_LIMIT))
    return text


def _sizes(text: str, limit: int) -> dict[str, int]:
    return {"count": len(text), "limit": limit}


def _integer(text: str, _choices: Sequence[Choice]) -> int:
    bare = _SPACES.sub("", text).replace("\u2212", "-")
    if not re.fullmatch(r"[+-]?[0-9]{1,20}", bare):
        raise Unfit(_("Write a whole number, in digits."))
    return _within(int(bare))


def _decimal(text: str, _choices: Sequence[Choice]) -> int | float:
    bare = _SPACES.sub("", text).replace("\u2212", "-").replace(",", ".")
    if not re.fullmatch(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})", bare):
        raise Unfit(_("Write a number, in digits."))
    found = float(bare)
    return _within(int(found)) if found == int(found) else found


def _within(found: int) -> int:
    if abs(found) > LARGEST:
        raise Unfit(_("This number is too large."))
    return found


def _date(text: str, _choices: Sequence[Choice]) -> str:
    if match := _DAY_FIRST.match(text):
        day, month, year = (part for part in match.groups() if part)
        text = f"{year}-{month:0>2}-{day:0>2}"
    try:
        found = date.fromisoformat(text if len(text) == 10 else "")
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Unfit(_("Write a date that exists: day, month, year."))
    return found.isoformat()


def _time(text: str, _choices: Sequence[Choice]) -> str:
    try:
        found = parse_time(text)
    except ValueError:
        found = None
    if found is None:
        raise Unfit(_("Write a time, such as 14:05."))
    return found.strftime("%H:%M")


def _moment(text: str, _choices: Sequence[Choice]) -> str:
    try:
        found = parse_datetime(text) if "T" in text else read_moment(text)
        if found is not None and timezone.is_naive(found):
            found = timezone.make_aware(found)
    except (ValueError, OverflowError):
        found = None
    if found is None or found.year not in YEARS:
        raise Unfit(_("Write the day and the time like this: 05.11.2026 14:05."))
    return found.isoformat(timespec="seconds")


def _one(text: str, choices: Sequence[Choice]) -> str:
    if any(choice.name == text for choice in choices):
        return text
    raise Unfit(_("Choose one of the answers given."))


def _several(texts: Sequence[str], choices: Sequence[Choice]) -> list[str] | None:
    wanted = {clean(text).strip() for text in texts} - {""}
    if wanted - {choice.name for choice in choices}:
        raise Unfit(_("Choose from the answers given."))
    return [choice.name for choice in choices if choice.name in wanted] or None


def _acknowledged(text: str, _choices: Sequence[Choice]) -> bool | None:
    return True if text in ("OK", "true", "True", "1", "on") else None


_READERS: dict[Kind, Any] = {
    Kind.TEXT: _line,
    Kind.TEXTAREA: _story,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.SELECT_ONE: _one,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DATETIME: _moment,
    Kind.ACKNOWLEDGE: _acknowledged,
    Kind.CALCULATE: _line,
}


def texts_of(value: Any) -> list[str]:
    """An answer, or whatever stands in its place in foreign JSON, as it would have been submitted."""
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts_of(one)]
    if isinstance(value, bool):
        return ["OK"] if value else [""]
    if isinstance(value, float):
        return [repr(value) if math.isfinite(value) else "?"]
    return ["" if value is None else str(value)]


def value_of(node: Node, answer: Answer) -> Scalar:
    """The answer as a value of expressions."""
    if answer is None:
        return ""
    if isinstance(answer, list):
        return " ".join(answer)
    if isinstance(answer, bool):
        return "OK"
    if isinstance(answer, (int, float)):
        return float(answer)
    if node.kind in (Kind.DATE, Kind.DATETIME, Kind.CALCULATE):
        return moment_of(answer) or answer
    return answer


def answer_of(node: Node, value: Value, choices: Sequence[Choice] = ()) -> Answer:
    """The value of a calculation as an answer; what cannot be kept (no number, infinity) is no answer."""
    found = single(value)
    if isinstance(found, float):
        if not math.isfinite(found):
            return None
        return int(found) if found == int(found) and abs(found) <= LARGEST else found
    text = clean(string(found))
    if node.kind is Kind.CALCULATE or not text:
        return text or None
    try:
        return typed(node, text.split() if node.kind is Kind.SELECT_MULTIPLE else [text], choices)
    except Unfit:
        return None


def shown(node: Node, answer: Answer) -> str:
    """The answer as the value of a plain input."""
    if answer is None or isinstance(answer, (list, bool)):
        return ""
    if node.kind is Kind.DATETIME and (moment := moment_of(str(answer))) is not None:
        return _on_the_wall(moment)
    return str(answer)


def _on_the_wall(moment: date | datetime) -> str:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    try:
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    except (ValueError, OverflowError):
        local = moment
    return local.replace(tzinfo=None).isoformat(timespec="minutes")
