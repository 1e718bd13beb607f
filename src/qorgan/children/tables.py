"""The list of children that somebody may know. Names are sealed: they are shown, never sorted or filtered in the database."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qorgan.children.choices import Sex
from qorgan.places.queries import region_choices
from qorgan.ui.tables import ChoiceFilter, Column, Kind, PlaceFilter, Table, YesNoFilter


def address_of(child: Any) -> str:
    """The page of a child."""
    return reverse("child", args=[child.ref])


def _within(rows: QuerySet, path: str) -> QuerySet:
    return rows.filter(place__path__within=path)


class Children(Table):
    """Children, the newest registration first."""

    key = "children.list"
    title = _("Children")
    order = "-registered"
    empty_title = _("No child here yet")
    empty_text = _("Children appear here when they are registered, or when somebody gives you a case.")
    columns = (
        Column("number", _("Number"), value=str, is_lead=True, link=address_of),
        Column("name", pgettext_lazy("person", "Name"), value="name", is_exported=False),
        Column("age", _("Age"), value=lambda row: row.age_on(timezone.localdate()), kind=Kind.NUMBER),
        Column("sex", _("Sex"), value=lambda row: row.get_sex_display(), is_on_phone=False),
        Column("place", _("Place"), value=lambda row: str(row.place.names) if row.place else "", is_on_phone=False),
        Column("registered", _("Registered"), value="registered_at", kind=Kind.MOMENT, sort=("registered_at",)),
    )
    filters = (
        ChoiceFilter("sex", _("Sex"), choices=Sex.choices),
        PlaceFilter("region", _("Region"), choices=region_choices, within=_within),
        YesNoFilter("is_restricted", _("Restricted")),
    )
