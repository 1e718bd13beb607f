"""The list of places."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.places.choices import PlaceKind, PopulationGroup
from qorgan.places.models import Place, PopulationFigure
from qorgan.places.queries import region_choices
from qorgan.texts.alphabet import sort_key
from qorgan.ui.tables import ChoiceFilter, Column, Kind, PlaceFilter, Table, TextFilter


def listed() -> QuerySet[Place]:
    """Places in use with their region and their newest count of children, in one query."""
    region = Place.objects.filter(level=1, path__holds=OuterRef("path")).values("names")[:1]
    children = PopulationFigure.objects.filter(place=OuterRef("pk"), group=PopulationGroup.CHILDREN).order_by("-on")
    return Place.objects.in_use().annotate(
        region=Subquery(region),
        children=Subquery(children.values("value")[:1]),
        is_estimate=Subquery(children.values("is_estimate")[:1]),
    )


def address_of(place: Any) -> str:
    """The page of a place."""
    return reverse("place", args=[place.ref])


def within(rows: QuerySet, path: str) -> QuerySet:
    """The places of a region."""
    return rows.filter(path__within=path)


class Places(Table):
    """All units, the first level first."""

    key = "places.list"
    title = _("Places")
    columns = (
        Column("name", _("Name"), value="names", is_lead=True, link=address_of, sort_by=lambda row: sort_key(str(row.names))),
        Column("kind", _("Kind"), value="get_kind_display", sort=("kind",)),
        Column("region", _("Region"), is_on_phone=False),
        Column("code", _("Code"), sort=("code",)),
        Column("children", _("Children, 0 to 17"), kind=Kind.NUMBER, sort=("children",)),
        Column("basis", _("Kind of figure"), is_on_phone=False, value=lambda row: estimate_word(row.is_estimate)),
    )
    filters = (
        TextFilter("words", _("Name"), columns=("folded",)),
        ChoiceFilter("kind", _("Kind"), choices=PlaceKind.choices),
        PlaceFilter("region", _("Region"), choices=region_choices, within=within),
    )
    order = "code"


def estimate_word(is_estimate: bool | None) -> Any:
    """Whether a figure is an estimate, in a word; empty for no figure."""
    return "" if is_estimate is None else _("estimate") if is_estimate else _("published")
