"""Where services are given. The address of a confidential site stands here sealed and nowhere else."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import Guarded, new_ref, uuid7
from qorgan.directory import access
from qorgan.directory.choices import LocationType
from qorgan.directory.models.taxonomy import KEPT
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.texts.fields import WordsField
from qorgan.texts.words import Words
from qorgan.vault.fields import SealedJSON

IN_CLEAR = ("names", "description", "transportation", "address", "postal_code", "url")
"""What may tell where a site is; empty in clear for a confidential one."""


class LocationQuerySet(models.QuerySet):
    """Sites, with the adjectives of the field."""

    def public(self) -> Self:
        """Sites that may leave the system: never a confidential one, nor one that ended."""
        return self.filter(is_confidential=False, closed_on=None)

    def open(self) -> Self:
        """Sites that are in use."""
        return self.filter(closed_on=None)


class Location(models.Model):
    """HSDS `location` with its one address. `place` is a district at most for a confidential site.

    `latitude` and `longitude` are WGS84 degrees. What a confidential site is called and where it stands is in its
    `SealedSite`; a constraint keeps every column that could tell it empty here, and a trigger keeps the sites of kinds
    of organisation with a confidential site confidential.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    location_type = models.CharField(max_length=8, choices=LocationType.choices, default=LocationType.PHYSICAL)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    is_confidential = models.BooleanField(default=False)
    names = WordsField(max_length=200, every_language=False, blank=True)
    description = WordsField(every_language=False, blank=True)
    transportation = WordsField(every_language=False, blank=True)
    address = models.CharField(max_length=300, blank=True, default="")
    postal_code = models.CharField(max_length=16, blank=True, default="")
    url = models.URLField(max_length=300, blank=True, default="")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    accessibility = ArrayField(models.CharField(max_length=64), default=list)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    closed_on = models.DateField(null=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = LocationQuerySet.as_manager()
    wall = KEPT
    harmless: ClassVar = {
        "ref": "random",
        "names": "names of public sites; of a confidential one empty by constraint",
        "description": "words on public sites; of a confidential one empty by constraint",
        "transportation": "how to reach public sites; of a confidential one empty by constraint",
        "address": "the address of a public site; of a confidential one empty by constraint",
        "postal_code": "of a public site; of a confidential one empty by constraint",
        "url": "of a public site; of a confidential one empty by constraint",
        "accessibility": "codes of the pack",
        "languages": "codes",
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_confidential_site_tells_nothing",
                condition=Q(is_confidential=False)
                | Q(names={}, description={}, transportation={}, address="", postal_code="", url="",
                    latitude=None, longitude=None),
            ),
            models.CheckConstraint(
                name="a_place_on_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["place"], name="location_place"), models.Index(fields=["organisation"])]

    def __str__(self) -> str:
        if self.is_confidential:
            return str(_("Confidential site"))
        return str(self.names) or self.address or str(self.place.names)


class SealedSite(Guarded):
    """Where a confidential site stands and what it is called, sealed under its organisation's own key.

    `facts` holds the columns named by `IN_CLEAR`, and `latitude`, `longitude` as texts. `organisation_id` is the site's.
    """

    location = models.OneToOneField(Location, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    facts = SealedJSON(key="organisation_id")
    sealed_at = models.DateTimeField(auto_now=True)

    need_to_know = staticmethod(access.sealed_site)
    wall = access.SEALED_SITE_WALL
    harmless: ClassVar = {"ref": "random"}

    @property
    def names(self) -> Words:
        """What the site is called by those who may know."""
        return Words(self.facts.get("names") or {})

    @property
    def address(self) -> str:
        """Where it stands."""
        return str(self.facts.get("address") or "")
