"""Vocabularies of places."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceKind(TextChoices):
    """What a unit of the territory is."""

    REGION = "region", _("Region")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    CITY_DISTRICT = "city_district", _("City district")
    RURAL_DISTRICT = "rural_district", _("Rural district")
    SETTLEMENT = "settlement", _("Settlement")


class CodeRelation(TextChoices):
    """How a code of a table stands to the unit of today."""

    CURRENT = "current", _("in use")
    RENAMED = "renamed", _("former code of the same territory")
    SPLIT = "split", _("the former unit is several units today: its figures cannot be carried over one to one")


class AliasKind(TextChoices):
    """Why a place is also written otherwise."""

    FORMER = "former", _("former name")
    SPELLING = "spelling", _("other spelling")
    SHORT = "short", _("short form")
    COLLOQUIAL = "colloquial", _("spoken form")


class PopulationGroup(TextChoices):
    """Whom a figure counts."""

    TOTAL = "total", _("All people")
    CHILDREN = "children_0_17", _("Children, 0 to 17")


class Basis(TextChoices):
    """How sure a fact is."""

    SOURCED = "sourced", _("from a source")
    UNVERIFIED = "unverified", _("not confirmed yet")


class SheetKind(TextChoices):
    """What an uploaded sheet lists."""

    PLACES = "places", _("Places")
    ORGANISATIONS = "organisations", _("Organisations")
    SERVICES = "services", _("Services")
