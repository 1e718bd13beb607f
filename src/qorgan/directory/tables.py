"""The directory as a list that is searched: by place, kind, age, language, free places, open now."""

# ruff: noqa: ARG002  (every filter has the same three questions, whether it needs the reader or not)

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.directory import hours
from qorgan.directory.choices import Sex, Standing, TaxonomyKey
from qorgan.directory.models import Service
from qorgan.directory.queries import Found, near, terms
from qorgan.places.models import Place
from qorgan.places.queries import offered
from qorgan.texts.alphabet import sort_key
from qorgan.ui.tables import ChoiceFilter, Column, Filter, Kind, Table, TextFilter, YesNoFilter
from qorgan.ui.tables.filters import Chip
from qorgan.ui.templatetags.ui import tag

TONES = {
    Standing.FREE: "ok", Standing.NOT_COUNTED: "", Standing.UNSURE: "warn", Standing.FULL: "warn", Standing.CLOSED: "out",
}  # fmt: skip


def address_of(one: Any) -> str:
    """The page of a service."""
    return reverse("service", args=[one.ref])


def standing_of(row: Any) -> SafeString:
    """Whether there is a place: word, colour, icon."""
    found = Standing(row.standing)
    return tag(TONES[found], found.label)


def places_of(row: Any) -> str:
    """How many are free; empty where nobody counts."""
    return "" if row.free is None else str(row.free)


def ages_of(row: Any) -> str:
    """From which age to which, in figures."""
    low, high = row.minimum_age, row.maximum_age
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low}+"
    return f"{0 if low is None else low}\N{EN DASH}{high}"


def term_choices(taxonomy: TaxonomyKey) -> Any:
    """The choices of a list, for a filter."""

    def choices(_by: Principal) -> list[tuple[str, str]]:
        return [(term.code, f"{term.parent.names}: {term.names}" if term.parent else str(term.names)) for term in terms(taxonomy)]

    return choices


def place_choices(_by: Principal) -> list[tuple[str, str]]:
    """Regions, each followed by its districts, by path."""
    found: list[tuple[str, str]] = []
    for region in offered():
        found.append((region.path, region.name))
        found += [(one.path, f"{region.name}: {one.name}") for one in region.below]
    return found


@dataclass(frozen=True)
class KindFilter(ChoiceFilter):
    """A kind, and the kinds below it."""

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        codes = [value for value, _label in self.chosen(given, by)]
        return cast("Any", rows).of_kinds(*codes) if codes else rows


@dataclass(frozen=True)
class LanguageFilter(ChoiceFilter):
    """One of the languages chosen."""

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        codes = [value for value, _label in self.chosen(given, by)]
        return cast("Any", rows).speaking(*codes) if codes else rows


@dataclass(frozen=True)
class NeedFilter(ChoiceFilter):
    """What a child is sent for: services that name the need, or none at all."""

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        codes = [value for value, _label in self.chosen(given, by)]
        if not codes:
            return rows
        named = Q(attributes__term__taxonomy=TaxonomyKey.NEED)
        fits = rows.filter(named, attributes__term__code__in=codes).values("pk")
        silent = rows.exclude(pk__in=Service.objects.filter(named).values("pk")).values("pk")
        return rows.filter(Q(pk__in=fits) | Q(pk__in=silent))


@dataclass(frozen=True)
class SexFilter(ChoiceFilter):
    """Services that take girls, or boys."""

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        values = [value for value, _label in self.chosen(given, by)]
        return cast("Any", rows).for_child(sex=values[0]) if len(values) == 1 else rows


@dataclass(frozen=True)
class AgeFilter(Filter):
    """The age of the child, in whole years."""

    def field(self, by: Principal) -> forms.Field:
        return forms.IntegerField(label=cast("str", self.label), required=False, min_value=0, max_value=120)

    def _age(self, given: QueryDict) -> int | None:
        typed = given.get(self.name, "").strip()
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        age = self._age(given)
        return rows if age is None else cast("Any", rows).for_child(age=age)

    def chips(self, given: QueryDict, by: Principal) -> list[Chip]:
        age = self._age(given)
        return [] if age is None else [Chip(self.label, str(age), ((self.name, given.get(self.name, "")),))]


@dataclass(frozen=True)
class OpenFilter(YesNoFilter):
    """Open at this moment, or not."""

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        value = given.get(self.name)
        if value not in ("yes", "no"):
            return rows
        condition = hours.open_at(timezone.now())
        return rows.filter(condition) if value == "yes" else rows.filter(~condition)


@dataclass(frozen=True)
class NearFilter(ChoiceFilter):
    """A place. It narrows last, in the table itself, because a place without any service is searched more widely."""

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        return rows

    def place(self, given: QueryDict, by: Principal) -> Place | None:
        """The place chosen."""
        chosen = self.chosen(given, by)
        return Place.objects.filter(path=chosen[0][0]).first() if chosen else None


PLACE = NearFilter("place", _("Place"), choices=place_choices)


class Services(Table):
    """Services, best first: those that take a child soonest."""

    key = "directory.services"
    title = _("Services")
    empty_title = _("No service fits")
    empty_text = _("Take away a condition, or ask in a wider place.")
    columns = (
        Column("name", _("Name"), value="names", is_lead=True, link=address_of, sort_by=lambda row: sort_key(str(row.names))),
        Column("organisation", _("Organisation"), value="organisation.names"),
        Column("place", _("Place"), value="organisation.place.names"),
        Column("standing", _("Free places"), value=standing_of, kind=Kind.HTML, sort=("standing", "-free", "-assured_date")),
        Column("free", _("Free"), value=places_of, sort=("free",)),
        Column("ages", _("Ages"), value=ages_of, sort=("minimum_age",)),
        Column("languages", _("Languages"), value=lambda row: ", ".join(row.languages), is_on_phone=False),
        Column("assured", _("Checked on"), value="assured_date", kind=Kind.DAY, sort=("assured_date",), is_on_phone=False),
        Column("status", _("State"), value="get_status_display", sort=("status",), is_hidden=True),
        Column("next", _("Next check"), value="next_check_on", kind=Kind.DAY, sort=("next_check_on",), is_hidden=True),
    )
    filters = (
        TextFilter("words", _("Name"), columns=("folded", "organisation__folded")),
        PLACE,
        KindFilter("kind", _("Kind of service"), choices=term_choices(TaxonomyKey.KIND)),
        NeedFilter("need", _("Need"), choices=term_choices(TaxonomyKey.NEED)),
        AgeFilter("age", _("Age of the child")),
        SexFilter("sex", _("Takes"), choices=[pair for pair in Sex.choices if pair[0] != Sex.ANY]),
        LanguageFilter("language", _("Language"), choices=term_choices(TaxonomyKey.LANGUAGE)),
        YesNoFilter("free", _("Has a free place"), condition=Q(standing__in=(Standing.FREE, Standing.UNSURE))),
        OpenFilter("open", _("Open now")),
    )
    order = "standing"

    @cached_property
    def found(self) -> Found:
        """What fits at the place asked for, or where that is nothing, around it."""
        return near(super().filtered, PLACE.place(self.given, self.by))

    @cached_property
    def filtered(self) -> QuerySet:
        """The rows that pass every filter, the place last."""
        return self.found.rows

    @cached_property
    def chips(self) -> list[tuple[Chip, str]]:
        """The filters in force; the chip of a place without any service says where was searched instead."""
        found = super().chips
        if not self.found.is_wider or self.found.place is None:
            return found
        shown = str(self.found.place.names)
        return [(_wider(chip, shown) if chip.label == PLACE.label else chip, url) for chip, url in found]


def _wider(chip: Chip, shown: str) -> Chip:
    text = _("%(asked)s: none. Shown: %(shown)s") % {"asked": chip.text, "shown": shown}
    return replace(chip, text=text)


def day_words(codes: tuple[str, ...], labels: dict[str, Any]) -> SafeString:
    """Days as people read them: a run of days as from – to."""
    numbers = [hours.DAYS.index(code) for code in codes]
    is_run = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
    if is_run:
        return format_html("{} \N{EN DASH} {}", labels[codes[0]], labels[codes[-1]])
    return format_html("{}", ", ".join(str(labels[code]) for code in codes))
