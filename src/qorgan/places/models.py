"""Regions, districts, settlements; their codes, names and figures, each with its time and source."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import new_ref, uuid7
from qorgan.access.wall import Open
from qorgan.places.choices import AliasKind, Basis, CodeRelation, PlaceKind, PopulationGroup, SheetKind
from qorgan.places.paths import LtreeField
from qorgan.texts.fields import WordsField

__all__ = ["LtreeField", "Place", "PlaceAlias", "PlaceCode", "PopulationFigure", "SheetDraft"]

KEPT = Open(web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE")
"""A place is never deleted: what ends gets the day of its end."""


class PlaceQuerySet(models.QuerySet):
    """Places, with the adjectives of the field."""

    def of_first_level(self) -> PlaceQuerySet:
        """Regions and cities of republican significance."""
        return self.filter(level=1)

    def in_use(self) -> PlaceQuerySet:
        """Units that exist today."""
        return self.filter(valid_until=None)

    def within(self, path: str) -> PlaceQuerySet:
        """A place and everything below it."""
        return self.filter(path__within=path)

    def below(self, place: Place) -> PlaceQuerySet:
        """The units right under a place."""
        return self.within(place.path).filter(level=place.level + 1)


class Place(models.Model):
    """A unit of the country's territory; `path` holds all its ancestors and stays when the code changes.

    `code` is the official one where it is certain, else the pack's `key`. `folded` holds names and aliases for search.
    `level` is 1 for regions. `tile_row` and `tile_column` count from 1 on the tile map, for level 1.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    code = models.CharField(_("code"), max_length=64, unique=True)
    key = models.CharField(max_length=64, unique=True, null=True)
    code_basis = models.CharField(max_length=16, choices=Basis.choices, default=Basis.SOURCED)
    iso = models.CharField(max_length=6, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=PlaceKind.choices, default=PlaceKind.REGION)
    level = models.PositiveSmallIntegerField(default=1)
    path = LtreeField(unique=True)
    names = WordsField(_("name"), max_length=200, every_language=False)
    short_names = WordsField(blank=True)
    abbreviations = WordsField(blank=True)
    centre = WordsField(_("centre"), blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True)
    tile_column = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    folded = models.TextField(default="", blank=True)

    objects = PlaceQuerySet.as_manager()
    wall = KEPT
    harmless: ClassVar = {
        "code": "a code",
        "key": "a code",
        "code_basis": "a code",
        "iso": "a code",
        "kind": "a code",
        "path": "codes",
        "names": "names of places",
        "short_names": "names of places",
        "abbreviations": "names of places",
        "centre": "names of places",
        "source": "where the fact stands",
        "folded": "names of places",
        "ref": "random",
    }

    class Meta:
        indexes: ClassVar = [GistIndex(fields=["path"], name="place_path"), models.Index(fields=["level", "code"])]

    def __str__(self) -> str:
        return str(self.names)


class PlaceCode(models.Model):
    """Another code of a place, current or former. A code of relation *split* stands at several places."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=32)
    code = models.CharField(max_length=32)
    relation = models.CharField(max_length=16, choices=CodeRelation.choices)
    valid = DateRangeField(null=True)
    source = models.CharField(max_length=300, blank=True)

    wall = KEPT
    harmless: ClassVar = {"scheme": "a code", "code": "a code", "relation": "a code", "source": "where it stands"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code", "place"], name="one_code_of_a_place"),
        ]


class PlaceAlias(models.Model):
    """Another spelling or a former name, accepted on input and in search."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="aliases")
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=16, choices=AliasKind.choices)
    valid_until = models.DateField(null=True)

    wall = KEPT
    harmless: ClassVar = {"language": "a code", "text": "a name of a place", "folded": "the same", "kind": "a code"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "language", "text"], name="one_alias_of_a_place"),
        ]


class PopulationFigure(models.Model):
    """How many people of a group lived in a place on a day (counted in people). An estimate says so wherever it is shown."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="figures")
    group = models.CharField(max_length=16, choices=PopulationGroup.choices)
    on = models.DateField()
    value = models.PositiveIntegerField()
    is_estimate = models.BooleanField(default=False)
    source = models.CharField(max_length=300)

    wall = KEPT
    harmless: ClassVar = {"group": "a code", "source": "where the figure stands"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "group", "on"], name="one_figure_of_a_day"),
        ]

    @property
    def year(self) -> int:
        """The year of the figure."""
        return self.on.year


class SheetDraft(models.Model):
    """An uploaded list between its upload and its import, kept a day at most; only its uploader opens it.

    `outcome` are the counts once it was imported; the content is emptied then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=16, choices=SheetKind.choices)
    account_id = models.UUIDField()
    uploaded_at = models.DateTimeField(auto_now_add=True)
    content = models.BinaryField()
    outcome = models.JSONField(null=True)

    harmless: ClassVar = {
        "kind": "a code",
        "content": "a register of public bodies or of places, emptied after a day",
        "outcome": "counts",
        "ref": "random",
    }
