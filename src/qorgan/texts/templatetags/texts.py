"""Filters for what people read: money, phones, days, moments, words in several languages, masked numbers.

They are built into every template of the product, so no `{% load %}` is needed.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from qorgan.texts import dates, languages, phones
from qorgan.texts import money as amounts
from qorgan.texts.words import Words

register = template.Library()

MASK: Final = "•"


@register.filter
def money(amount: Decimal | int | None) -> str:
    """`{{ award.sum|money }}`: `69 330 ₸` or `KZT 69,330`. Nothing is an empty text."""
    return "" if amount is None or amount == "" else amounts.money(amount)


@register.filter
def phone(number: str | None) -> str:
    """`{{ service.phone|phone }}`: `+7 701 234 56 78`. Short numbers such as 111 stay as they are."""
    return phones.printed(number) if number else ""


@register.filter
def words(value: Words | str | None) -> str | SafeString:
    """`{{ region.name|words }}`: the text in the reader's language. Where only another language has it, `lang` says
    which one.

    Inside an attribute write `{{ region.name }}`, which never adds an element.
    """
    if not isinstance(value, Words):
        return "" if value is None else value
    shown = value.shown_in()
    if shown is None or shown == languages.current():
        return value.in_language()
    return format_html('<span lang="{}">{}</span>', shown, value.in_language())


@register.filter
def written_day(text: str) -> str:
    """A day that is kept as a text, in a field: `2026-11-05` is `05.11.2026`. What is no day stays as it was typed."""
    found = dates.read_day(text or "")
    return dates.day(found) if found else text


@register.filter
def written_moment(text: str) -> str:
    """A moment that is kept as a text, in a field: `2026-11-05T14:05` is `05.11.2026 14:05`. Anything else stays as it was typed."""
    found = dates.read_moment(text or "")
    return dates.moment(found).replace(dates.NO_BREAK_SPACE, " ") if found else text


@register.filter
def day(value: date | None, form: str = "short") -> str:
    """`{{ case.opened_on|day }}` is `05.11.2026`; `|day:"long"` has the month in words; `|day:"year"` leaves the year
    out.

    Raises ValueError for another form.
    """
    if not value:
        return ""
    printers = {"short": dates.day, "long": dates.long_day, "year": dates.day_of_year, "month": dates.month}
    if form not in printers:
        raise ValueError(f"day: short, long, year or month, not {form}")
    return printers[form](value)


@register.filter
def moment(value: datetime | None, form: str = "short") -> str:
    """`{{ entry.at|moment }}` is `05.11.2026 14:05`, local; `|moment:"long"` has words; `|moment:"hour"` is `14:05`.

    Raises ValueError for another form.
    """
    if not value:
        return ""
    printers = {"short": dates.moment, "long": dates.long_moment, "hour": dates.hour}
    if form not in printers:
        raise ValueError(f"moment: short, long or hour, not {form}")
    return printers[form](value)


@register.filter
def masked(value: str | None, shown: int = 2) -> str:
    """`{{ child.iin|masked }}`: dots for all letters and digits but the last two; at most a third of them is ever
    shown.
    """
    text = str(value or "")
    total = sum(c.isalnum() for c in text)
    hidden = total - min(shown, total // 3)
    written = []
    for c in text:
        written.append(MASK if c.isalnum() and hidden > 0 else c)
        hidden -= c.isalnum()
    return "".join(written)


OWN_SOURCES = {
    "country pack": gettext_lazy("country pack"),
    "demo data of the country pack; invented": gettext_lazy("invented data of the country pack"),
}
"""What the loaders of the house write down as the source of a fact; everything else is a citation and stays as written."""


@register.filter
def source(value: str) -> str:
    """`{{ fact.source|source }}`: a source of our own in the reader's language, any other as it was written."""
    return str(OWN_SOURCES.get(value, value))
