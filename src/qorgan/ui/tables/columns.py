"""A column of a table: where its value comes from, how it is shown, sorted and exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import strip_tags

from qorgan.texts import dates, languages
from qorgan.texts.money import money
from qorgan.texts.words import Words


class Kind(Enum):
    """What a column holds; decides alignment and printing."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `value` is a function of the row or a dotted path (default: the column's name). `sort` are `order_by` expressions;
    `sort_by` is a key for sorting in memory, for what is sealed and so has no order in the database (up to 2,000
    visible rows). `is_lead` heads the row and, on a phone, the card; `is_on_phone=False` leaves it out there. `export`
    gives another value for the file, `None` the shown one. `is_said` marks words that a person wrote, in whatever language.
    """

    name: str
    label: Promise | str
    value: Callable[[Any], Any] | str = ""
    kind: Kind = Kind.TEXT
    sort: tuple[str, ...] = ()
    sort_by: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    is_lead: bool = False
    is_hidden: bool = False
    is_on_phone: bool = True
    is_exported: bool = True
    is_said: bool = False
    export: Callable[[Any], Any] | None = None

    @property
    def is_sortable(self) -> bool:
        return bool(self.sort or self.sort_by)

    @property
    def is_figure(self) -> bool:
        """Figures stand to the right."""
        return self.kind in (Kind.NUMBER, Kind.MONEY)

    def raw(self, row: Any) -> Any:
        """The value as it is."""
        if callable(self.value):
            return self.value(row)
        found = row
        for step in (self.value or self.name).split("."):
            found = found.get(step) if isinstance(found, dict) else getattr(found, step)
            if callable(found):
                found = found()
            if found is None:
                return None
        return found

    def shown(self, row: Any) -> Any:
        """The value as a reader sees it; empty for nothing."""
        return printed(self.raw(row), self.kind)

    def exported(self, row: Any) -> Any:
        """The value for a file: numbers, days and texts, never markup."""
        value = self.export(row) if self.export else self.raw(row)
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None)
        if value is None or isinstance(value, int | float | date):
            return value
        if self.kind is Kind.MONEY:
            return float(value)
        if isinstance(value, Words):
            return value.in_language()
        return strip_tags(str(value)) if self.kind is Kind.HTML else str(value)


def printed(value: Any, kind: Kind) -> Any:
    """A value in the reader's language."""
    if value is None or value == "":
        return ""
    if isinstance(value, Words):
        return value.in_language()
    printer = PRINTERS.get(kind)
    return printer(value) if printer else value


def grouped(number: float) -> str:
    """A number with its thousands parted: `69 330` with no-break spaces, `69,330` in English."""
    text = f"{number:,}"
    if languages.current() == "en":
        return text
    return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


PRINTERS: dict[Kind, Callable[[Any], str]] = {
    Kind.MONEY: money,
    Kind.NUMBER: grouped,
    Kind.DAY: dates.day,
    Kind.MOMENT: dates.moment,
}
