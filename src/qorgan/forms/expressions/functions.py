"""The functions of ODK XForms that forms may call, each with plain values in and out.

Source of the meanings: ODK XForms Specification, "XPath functions"; where its two engines differ, the specification.
Left out on purpose: `random`, `uuid`, `digest`, `pulldata`, `instance` (the same answers must give the same form), and
`%a` and `%b` of `format-date` (a stored answer must not depend on the reader's language).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, DecimalException
from functools import lru_cache

import re2

from qorgan.forms.expressions.values import Scalar, Value, dated, each, number, string, truth

LONGEST_TEXT = 100_000
"""Characters that a calculation may produce; the rest is cut, so that doubling texts cannot fill the memory."""

Arity = int | tuple[int, int | None]

_ASKED = re.compile(r"jr:choice-name\s*\($")
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 1 << 20


def choice_name_asked(text: str, end: int) -> bool:
    """Whether the quoted `'${name}'` at `end` is an argument of jr:choice-name: only there do quotes name a field."""
    depth = 0
    for position in range(end - 1, -1, -1):
        if text[position] == ")":
            depth += 1
        elif text[position] == "(":
            if depth == 0:
                return bool(_ASKED.search(text[: position + 1]))
            depth -= 1
    return False


@lru_cache(maxsize=512)
def pattern(expression: str) -> re2._Regexp | None:
    """A compiled pattern, or None where it is not a pattern that can be matched in linear time."""
    try:
        return re2.compile(expression, _OPTIONS)
    except (re2.error, UnicodeEncodeError):
        return None


def regex(value: Value, expression: Value) -> bool:
    """Whether the whole value matches, as ODK Collect does it."""
    compiled = pattern(string(expression))
    return compiled is not None and compiled.fullmatch(string(value)) is not None


def selected_at(value: Value, index: Value) -> str:
    """The item at a place counted from 0; empty where there is none."""
    items, place = string(value).split(), number(index)
    return items[int(place)] if not math.isnan(place) and 0 <= place < len(items) else ""


def join(separator: Value, *values: Value) -> str:
    return string(separator).join(string(one) for value in values for one in each(value))[:LONGEST_TEXT]


def concat(*values: Value) -> str:
    return join("", *values)


def substr(value: Value, start: Value, end: Value | None = None) -> str:
    """From a place counted from 0 to before another; negative places count from the end."""
    text = string(value)
    first, last = number(start), math.inf if end is None else number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return text[_place(first, text) : _place(last, text)]


def _place(place: float, text: str) -> int:
    return int(max(-len(text), min(len(text), place)))


def substring(value: Value, start: Value, length: Value | None = None) -> str:
    """XPath 1: places counted from 1, rounded."""
    text, first = string(value), _rounded(number(start))
    last = math.inf if length is None else first + _rounded(number(length))
    return "".join(letter for place, letter in enumerate(text, start=1) if first <= place < last)


def translate(value: Value, these: Value, those: Value) -> str:
    old, new = string(these), string(those)
    table: dict[int, str | None] = {}
    for place, letter in enumerate(old):
        table.setdefault(ord(letter), new[place] if place < len(new) else None)
    return string(value).translate(table)


def before(value: Value, mark: Value) -> str:
    head, found, _rest = string(value).partition(string(mark)) if string(mark) else ("", "", "")
    return head if found else ""


def after(value: Value, mark: Value) -> str:
    if not string(mark):
        return string(value)
    return string(value).partition(string(mark))[2]


def whole(value: Value) -> float:
    """The number without its fraction."""
    found = number(value)
    return float(math.trunc(found)) if math.isfinite(found) else found


def rounded(value: Value, places: Value = 0.0) -> float:
    """Rounded half up, to so many decimals; negative places round to tens."""
    found, digits = number(value), number(places)
    if not math.isfinite(found) or not math.isfinite(digits) or abs(digits) > 15:
        return found if math.isfinite(digits) else math.nan
    unit = Decimal(1).scaleb(-int(digits))
    try:
        exact = Decimal(repr(found)) / unit
        return float(exact.quantize(Decimal(1), ROUND_HALF_UP if found > 0 else ROUND_HALF_DOWN) * unit)
    except DecimalException:
        return found


def _rounded(found: float) -> float:
    return math.floor(found + 0.5) if math.isfinite(found) else found


def power(value: Value, exponent: Value) -> float:
    try:
        found = number(value) ** number(exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return found if isinstance(found, float) else math.nan


def _numbers(values: Sequence[Value]) -> list[float]:
    return [number(one) for value in values for one in each(value) if one != ""]


def total(value: Value) -> float:
    """The sum of the answers given; unanswered rows add nothing."""
    return math.fsum(found) if all(map(math.isfinite, found := _numbers([value]))) else math.nan


def extreme(choose: Callable[[list[float]], float]) -> Callable[..., float]:
    def found(*values: Value) -> float:
        numbers = _numbers(values)
        return math.nan if not numbers or any(map(math.isnan, numbers)) else choose(numbers)

    return found


def as_date(value: Value) -> Scalar:
    """A date; a moment becomes its day. Empty where the value names none."""
    found = dated(value)
    if found is None:
        return ""
    return found.date() if isinstance(found, datetime) else found


def as_moment(value: Value) -> Scalar:
    found = dated(value)
    if found is None:
        return ""
    return found if isinstance(found, datetime) else datetime.combine(found, time())


def decimal_date_time(value: Value) -> float:
    found = dated(value)
    return math.nan if found is None else number(found)


def decimal_time(value: Value) -> float:
    """Noon is 0.5."""
    try:
        clock = time.fromisoformat(string(value))
    except ValueError:
        return math.nan
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second) / timedelta(days=1)


_FORMATS: dict[str, Callable[[datetime], str]] = {
    "Y": lambda at: f"{at.year:04}",
    "y": lambda at: f"{at.year % 100:02}",
    "m": lambda at: f"{at.month:02}",
    "n": lambda at: str(at.month),
    "d": lambda at: f"{at.day:02}",
    "e": lambda at: str(at.day),
    "H": lambda at: f"{at.hour:02}",
    "h": lambda at: str(at.hour),
    "M": lambda at: f"{at.minute:02}",
    "S": lambda at: f"{at.second:02}",
    "3": lambda at: f"{at.microsecond // 1000:03}",
}


def format_date(value: Value, template: Value) -> str:
    """A date or moment in a pattern of %-letters; letters that depend on a language give nothing."""
    found = dated(value)
    if found is None:
        return ""
    at = found if isinstance(found, datetime) else datetime.combine(found, time())
    unknown: Callable[[datetime], str] = lambda _at: ""  # noqa: E731
    return re.sub(r"%(.)", lambda match: _FORMATS.get(match[1], unknown)(at), string(template))


def checklist(least: Value, most: Value, *values: Value) -> bool:
    """Whether between so many and so many are true; -1 sets no bound."""
    count = sum(number(one) > 0 for value in values for one in each(value))
    low, high = number(least), number(most)
    return (low < 0 or count >= low) and (high < 0 or count <= high)


PLAIN: dict[str, Callable[..., Value]] = {
    "selected": lambda value, item: string(item).strip() in string(value).split(),
    "selected-at": selected_at,
    "count-selected": lambda value: float(len(string(value).split())),
    "string": string,
    "string-length": lambda value: float(len(string(value))),
    "normalize-space": lambda value: " ".join(string(value).split()),
    "concat": concat,
    "join": join,
    "contains": lambda value, part: string(part) in string(value),
    "starts-with": lambda value, part: string(value).startswith(string(part)),
    "ends-with": lambda value, part: string(value).endswith(string(part)),
    "substr": substr,
    "substring": substring,
    "substring-before": before,
    "substring-after": after,
    "translate": translate,
    "regex": regex,
    "not": lambda value: not truth(value),
    "true": lambda: True,
    "false": lambda: False,
    "boolean": truth,
    "boolean-from-string": lambda value: string(value) in ("true", "1"),
    "checklist": checklist,
    "number": number,
    "int": whole,
    "round": rounded,
    "floor": lambda value: float(math.floor(found)) if math.isfinite(found := number(value)) else found,
    "ceiling": lambda value: float(math.ceil(found)) if math.isfinite(found := number(value)) else found,
    "abs": lambda value: abs(number(value)),
    "pow": power,
    "sum": total,
    "min": extreme(min),
    "max": extreme(max),
    "count": lambda value: float(len(each(value))),
    "count-non-empty": lambda value: float(sum(one != "" for one in each(value))),
    "date": as_date,
    "date-time": as_moment,
    "decimal-date-time": decimal_date_time,
    "decimal-time": decimal_time,
    "format-date": format_date,
    "format-date-time": format_date,
}
"""Functions whose result depends on their arguments alone."""

ARITIES: dict[str, Arity] = {
    "selected": 2, "selected-at": 2, "count-selected": 1, "string": 1, "string-length": 1, "normalize-space": 1,
    "concat": (1, None), "join": (2, None), "contains": 2, "starts-with": 2, "ends-with": 2, "substr": (2, 3),
    "substring": (2, 3), "substring-before": 2, "substring-after": 2, "translate": 3, "regex": 2, "not": 1, "true": 0,
    "false": 0, "boolean": 1, "boolean-from-string": 1, "checklist": (3, None), "number": 1, "int": 1,
    "round": (1, 2), "floor": 1, "ceiling": 1, "abs": 1, "pow": 2, "sum": 1, "min": (1, None), "max": (1, None),
    "count": 1, "count-non-empty": 1, "date": 1, "date-time": 1, "decimal-date-time": 1, "decimal-time": 1,
    "format-date": 2, "format-date-time": 2,
    "if": 3, "coalesce": (2, None), "once": 1, "today": 0, "now": 0, "position": 1, "choice-name": 2,
    "indexed-repeat": (3, 7),
}  # fmt: skip
"""How many arguments each function takes: exactly, or from and to."""
