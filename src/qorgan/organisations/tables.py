"""The register as a list."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.organisations.choices import State
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.organisations.queries import known_to
from qorgan.places.models import Place
from qorgan.places.queries import region_choices
from qorgan.texts.alphabet import sort_key
from qorgan.ui.tables import ChoiceFilter, Column, Kind, PlaceFilter, Table, TextFilter


def listed(by: Principal) -> QuerySet[Organisation]:
    """The organisations that `by` is shown, with kind, place and region, in one query."""
    region = Place.objects.filter(level=1, path__holds=OuterRef("place__path")).values("names")[:1]
    return known_to(by).select_related("kind", "place").annotate(region=Subquery(region))


def address_of(one: Any) -> str:
    """The page of an organisation."""
    return reverse("organisation", args=[one.ref])


def kind_choices(_by: Principal) -> list[tuple[str, Any]]:
    """Kinds for a filter."""
    return [(kind.key, str(kind.names)) for kind in sorted(OrganisationKind.objects.all(), key=lambda one: sort_key(str(one)))]


def within(rows: QuerySet, path: str) -> QuerySet:
    """The organisations of a region."""
    return rows.filter(place__path__within=path)


class Organisations(Table):
    """The register."""

    key = "organisations.list"
    title = _("Organisations")
    empty_text = _("The register fills from a list (CSV or XLSX) or by hand.")
    columns = (
        Column("name", _("Name"), value="names", is_lead=True, link=address_of,
               sort_by=lambda row: sort_key(str(row.names))),
        Column("kind", _("Kind"), value="kind.names", sort=("kind",)),
        Column("place", _("Place"), value="place.names"),
        Column("region", _("Region"), is_on_phone=False),
        *((Column("bin", _("BIN"), sort=("bin",), is_on_phone=False),) if settings.BODY_NUMBER else ()),
        Column("state", _("State"), value="get_state_display", sort=("state",)),
        Column("address", _("Address"), is_hidden=True),
        Column("added", _("In the register since"), value="added_at", kind=Kind.MOMENT, sort=("added_at",), is_hidden=True),
    )  # fmt: skip
    filters = (
        TextFilter("words", _("Name"), columns=("folded",)),
        ChoiceFilter("kind", _("Kind"), choices=kind_choices),
        PlaceFilter("region", _("Region"), choices=region_choices, within=within),
        ChoiceFilter("state", _("State"), choices=State.choices),
    )
    order = "-added"
