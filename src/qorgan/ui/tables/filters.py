"""Typed filters: each reads its own words of the query string, narrows the rows, and says in a chip what it did."""

# ruff: noqa: ARG002  (every filter has the same three questions, whether it needs the reader or not)

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.texts import dates
from qorgan.texts.folding import tokens
from qorgan.ui.forms import DaysField
from qorgan.ui.widgets import Options

Label = Promise | str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the words of the query string that it stands for: removing the chip removes them."""

    label: Label
    text: Label
    removes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Filter:
    """The base: `name` is its word in the query string. `is_kept=False` leaves it out of saved views."""

    name: str
    label: Label
    is_kept = True

    def field(self, by: Principal) -> forms.Field:
        """The control."""
        raise NotImplementedError

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        """The rows that pass; all of them where nothing readable was given."""
        raise NotImplementedError

    def chips(self, given: QueryDict, by: Principal) -> list[Chip]:
        """What is in force."""
        raise NotImplementedError

    def words(self) -> tuple[str, ...]:
        """The words of the query string that belong to this filter."""
        return (self.name,)

    def kept(self, given: QueryDict) -> dict[str, list[str]]:
        """What a saved view keeps of the query string."""
        return {word: given.getlist(word) for word in self.words() if word in given}


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One or several of a list. `lookup` is the model's path (default: the name); choices may depend on the reader."""

    choices: Iterable[tuple[Any, Label]] | Callable[[Principal], Iterable[tuple[Any, Label]]] = ()
    lookup: str = ""

    def options(self, by: Principal) -> list[tuple[str, Label]]:
        listed = self.choices(by) if callable(self.choices) else self.choices
        return [(str(value), label) for value, label in listed]

    def field(self, by: Principal) -> forms.Field:
        return forms.ChoiceField(
            label=cast("str", self.label), required=False, choices=[("", _("any")), *self.options(by)], widget=Options
        )

    def chosen(self, given: QueryDict, by: Principal) -> list[tuple[str, Label]]:
        asked = [value for value in dict.fromkeys(given.getlist(self.name)) if value]
        if not asked:  # most lists are opened without a filter, and the options of some are read from the database
            return []
        known = dict(self.options(by))
        return [(value, known[value]) for value in asked if value in known]

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        values = [value for value, _label in self.chosen(given, by)]
        return rows.filter(**{f"{self.lookup or self.name}__in": values}) if values else rows

    def chips(self, given: QueryDict, by: Principal) -> list[Chip]:
        return [Chip(self.label, label, ((self.name, value),)) for value, label in self.chosen(given, by)]


@dataclass(frozen=True)
class PlaceFilter(ChoiceFilter):
    """A place and everything below it. `within(rows, value)` narrows; the room that knows places gives it."""

    within: Callable[[QuerySet, str], QuerySet] | None = None

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        values = [value for value, _label in self.chosen(given, by)]
        if not values or self.within is None:
            return super().apply(rows, given, by)
        return self.within(rows, values[0])


@dataclass(frozen=True)
class YesNoFilter(Filter):
    """Yes or no of a truth value, or of a condition of one's own."""

    lookup: str = ""
    condition: Q | None = None

    def field(self, by: Principal) -> forms.Field:
        choices = [("", _("any")), ("yes", _("yes")), ("no", _("no"))]
        return forms.ChoiceField(label=cast("str", self.label), required=False, choices=choices, widget=Options)

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        value = given.get(self.name)
        condition = self.condition if self.condition is not None else Q(**{self.lookup or self.name: True})
        if value not in ("yes", "no"):
            return rows
        return rows.filter(condition) if value == "yes" else rows.exclude(condition)

    def chips(self, given: QueryDict, by: Principal) -> list[Chip]:
        words: Mapping[str, Label] = {"yes": _("yes"), "no": _("no")}
        value = given.get(self.name, "")
        return [Chip(self.label, words[value], ((self.name, value),))] if value in words else []


@dataclass(frozen=True)
class TextFilter(Filter):
    """Words, folded as the room `texts` folds them, each within one of the folded columns named.

    Only for registers whose names may stand in an address. People are searched for on pages of their own, by POST.
    What was typed never enters a saved view.
    """

    columns: Sequence[str] = ()
    is_kept = False

    def field(self, by: Principal) -> forms.Field:
        return forms.CharField(
            label=cast("str", self.label),
            required=False,
            max_length=100,
            widget=forms.TextInput({"type": "search", "data-find": ""}),
        )

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        for token in tokens(self._typed(given)):
            condition = Q()
            for column in self.columns:
                condition |= Q(**{f"{column}__contains": token})
            rows = rows.filter(condition)
        return rows

    def _typed(self, given: QueryDict) -> str:
        return given.get(self.name, "").replace("\x00", "").strip()[:100]

    def chips(self, given: QueryDict, by: Principal) -> list[Chip]:
        typed = given.get(self.name, "")
        return [Chip(self.label, self._typed(given), ((self.name, typed),))] if typed.strip() else []


@dataclass(frozen=True)
class DaysFilter(Filter):
    """From a day to a day, both included. `is_moment` says that the column is a moment, not a day."""

    lookup: str = ""
    is_moment: bool = False

    def words(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def field(self, by: Principal) -> forms.Field:
        return DaysField(label=self.label, required=False)

    def days(self, given: QueryDict) -> tuple[date | None, date | None]:
        return tuple(_day(given.get(word, "")) for word in self.words())  # type: ignore[return-value]

    def kept(self, given: QueryDict) -> dict[str, list[str]]:
        """Days alone: whatever else was typed into their fields is nothing to keep."""
        return {word: [day.isoformat()] for word, day in zip(self.words(), self.days(given), strict=True) if day}

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        first, last = self.days(given)
        path = self.lookup or self.name
        if first:
            rows = rows.filter(**{f"{path}__gte": self._bound(first)})
        return rows.filter(**{f"{path}__lt": self._bound(last + timedelta(days=1))}) if last else rows

    def _bound(self, day: date) -> date | datetime:
        """The day, or its first moment here: a plain comparison, so that the index serves it."""
        return timezone.make_aware(datetime.combine(day, time.min)) if self.is_moment else day

    def chips(self, given: QueryDict, by: Principal) -> list[Chip]:
        texts = (_("from %(day)s"), _("to %(day)s"))
        return [
            Chip(self.label, text % {"day": dates.day(day)}, ((word, given.get(word, "")),))
            for word, day, text in zip(self.words(), self.days(given), texts, strict=True)
            if day
        ]


def _day(text: str) -> date | None:
    found = dates.read_day(text)
    return found if found and found.year < 9999 else None
