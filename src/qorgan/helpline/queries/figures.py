"""Figures of the line for a period: counted in the database, small cells hidden from whoever may not open the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.helpline import access, call_types, pack
from qorgan.helpline.choices import Channel
from qorgan.helpline.models import Category
from qorgan.places.models import Place
from qorgan.texts.languages import own_name

SMALLEST = 5
"""Fewer are hidden where nobody could look the records up anyway: one child of a small place must not be read from a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One count. `amount` is None where it is too small to be shown; `url` opens the records that were counted."""

    label: str
    amount: int | None
    url: str = ""
    out_of: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Counts of one kind, the greatest first."""

    key: str
    title: str | Promise
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page shows. Times are whole seconds, None where nobody waited; `weeks` are first days and counts.
    `lists` are the addresses of the lists behind the numbers."""

    contacts: Cell
    threads: int
    read: int
    in_time: int
    answered: int
    abandoned: int
    wait_half: int | None
    wait_95: int | None
    groups: list[Group]
    danger: list[Cell]
    weeks: list[tuple[date, int]]
    lists: dict[str, str]

    @property
    def in_time_percent(self) -> int | None:
        """The share of first messages read within the promise; None where none was read."""
        return round(100 * self.in_time / self.read) if self.read else None


def figures_of(by: Principal, first: date, last: date) -> Figures:
    """The figures from a day to a day, both included."""
    counted = _counted(first, last)
    shows_all = by.may(access.CONTACT_SEARCH)
    days = {"began_from": first.isoformat(), "began_to": last.isoformat()}
    groups = []
    for key, (title, word, name) in _KINDS.items():
        rows = sorted(counted[key].items(), key=lambda row: (-row[1], row[0]))
        amounts = [amount for _code, amount in rows] if shows_all else hidden([amount for _code, amount in rows])
        names = name()
        cells = [
            Cell(names(code), amount, _records(days | {word: code}) if shows_all else "")
            for (code, _amount), amount in zip(rows, amounts, strict=True)
        ]
        groups.append(Group(key, title, cells))
    one = {key: counted[key].get("") for key in ("contacts", "threads", "read", "in_time", "answered", "abandoned")}
    return Figures(
        contacts=Cell("", one["contacts"] or 0, _records(days) if shows_all else ""),
        **{key: one[key] or 0 for key in ("threads", "read", "in_time", "answered", "abandoned")},
        wait_half=counted["wait_half"].get(""),
        wait_95=counted["wait_95"].get(""),
        groups=groups,
        danger=_danger(counted, shows_all, days),
        weeks=[(date.fromisoformat(day), amount) for day, amount in sorted(counted["week"].items())],
        lists=_lists(first, last) if by.may(access.THREAD_OVERSEE) else {},
    )


def _lists(first: date, last: date) -> dict[str, str]:
    """The list of conversations behind each number, by the number's name."""
    days = {"queued_from": first.isoformat(), "queued_to": last.isoformat()}
    asked = {
        "threads": {},
        "in_time": {"in_time": "yes"},
        "answered": {"answered": "yes"},
        "abandoned": {"left": "yes"},
        "wait": {"sort": "-waited"},
    }
    return {name: f"{reverse('conversations')}?{urlencode(days | words)}" for name, words in asked.items()}


def hidden(amounts: list[int]) -> list[int | None]:
    """Amounts, the greatest first, without the small ones. One alone could be worked out from the sum: then the next goes too."""
    shown: list[int | None] = [None if 0 < amount < SMALLEST else amount for amount in amounts]
    if shown.count(None) == 1:
        left = [place for place, amount in enumerate(shown) if amount]
        if left:
            shown[left[-1]] = None
    return shown


def _counted(first: date, last: date) -> Mapping[str, dict[str, int]]:
    since, before = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
    danger = pack.country()["helpline"]["danger"]
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, code, amount FROM helpline_figures(%s, %s, %s, %s, %s)",
            [since, before, settings.TIME_ZONE, danger["question"], danger["answers"]],
        )
        for kind, code, amount in cursor.fetchall():
            if amount is not None:
                found[kind][code] = amount
    return found


def _danger(counted: Mapping[str, dict[str, int]], shows_all: bool, days: dict[str, str]) -> list[Cell]:
    """For each language: danger that no flag had raised, out of all danger found by a person."""
    cells = []
    for code, all_of_it in sorted(counted["danger"].items()):
        missed = counted["danger_unflagged"].get(code, 0)
        is_small = not shows_all and all_of_it < SMALLEST
        url = _records(days | {"language": code, "danger": "yes", "flagged": "no"}) if shows_all else ""
        cells.append(Cell(own_name(code), None if is_small else missed, url, out_of=None if is_small else all_of_it))
    return cells


def _records(words: dict[str, str]) -> str:
    return f"{reverse('contacts')}?{urlencode(words)}"


def region_names() -> dict[str, str]:
    """Places of the first level by the code that records keep; the answer «not known» stays as it is."""
    return {place.code: str(place.names) for place in Place.objects.of_first_level().order_by("code")}


def category_names() -> dict[str, str]:
    """Reasons by code, in the order of the framework."""
    return {row.code: str(row.names) for row in Category.objects.order_by("order")}


def _from(names: Mapping[str, str]) -> Callable[[str], str]:
    return lambda code: names.get(code) or (str(_("not known")) if code == "unknown" else code)


_KINDS: dict[str, tuple[Any, str, Callable[[], Callable[[str], str]]]] = {
    "channel": (_("Came by"), "channel", lambda: _from({value: str(label) for value, label in Channel.choices})),
    "call_type": (_("Kind"), "call_type", lambda: call_types.name),
    "category": (_("Reason"), "category", lambda: _from(category_names())),
    "language": (_("Language"), "language", lambda: own_name),
    "region": (_("Region"), "region", lambda: _from(region_names())),
}
"""Kind of count → its title, its word in the address of the list of records, and how its codes are called."""
