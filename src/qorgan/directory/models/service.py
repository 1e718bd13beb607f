"""A service that an organisation gives, whom it takes, where, and how many places are free."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.utils import timezone

from qorgan.access.guarded import new_ref, uuid7
from qorgan.directory.choices import Sex, Standing, Status, TaxonomyKey
from qorgan.directory.models.site import Location
from qorgan.directory.models.taxonomy import KEPT, TaxonomyTerm
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.texts.fields import WordsField


class ServiceQuerySet(models.QuerySet):
    """Services, with the adjectives of the field."""

    def public(self) -> Self:
        """What the public and its export may see; `Location.objects.public()` leaves their confidential sites out."""
        return self.filter(is_listed=True).exclude(status=Status.DEFUNCT)

    def working(self) -> Self:
        """Those that may be asked for help today."""
        return self.filter(status=Status.ACTIVE)

    def at(self, path: str) -> Self:
        """Those at a place, below it, or for it: a site there, or an area served that holds or touches it."""
        sites = _of_outer(ServiceAtLocation).filter(location__place__path__within=path, location__closed_on=None)
        areas = _of_outer(ServiceArea).filter(Q(place__path__holds=path) | Q(place__path__within=path))
        return self.filter(Exists(sites) | Exists(areas))

    def of_kinds(self, *codes: str) -> Self:
        """Those of one of these kinds, or of a kind below one."""
        terms = TaxonomyTerm.objects.filter(Q(code__in=codes) | Q(parent__code__in=codes), taxonomy=TaxonomyKey.KIND)
        return self.filter(Exists(_of_outer(Attribute).filter(term__in=terms)))

    def for_child(self, *, age: int | None = None, sex: str = Sex.ANY, need: str = "") -> Self:
        """Those that take a child of this age (whole years), sex and need; a service that names nobody takes everybody."""
        bands = _of_outer(Eligibility)
        fitting = bands
        if age is not None:
            fitting = fitting.filter(Q(minimum_age=None) | Q(minimum_age__lte=age), Q(maximum_age=None) | Q(maximum_age__gte=age))
        if sex != Sex.ANY:
            fitting = fitting.filter(sex__in=(Sex.ANY, sex))
        if need:
            fitting = fitting.filter(Q(need=None) | Q(need__code=need))
        return self.filter(Exists(fitting) | ~Exists(bands))

    def speaking(self, *languages: str) -> Self:
        """Those given in one of these languages, by ISO 639 code."""
        return self.filter(languages__overlap=list(languages))

    def standing(self, *, confirmed_since: datetime) -> Self:
        """Adds `free` (places, None where nobody counts), `counted_at` and `standing` (`choices.Standing`).

        A count from before `confirmed_since` is shown and not trusted any more.
        """
        free = _of_outer(Capacity).order_by().values("service").annotate(free=Sum("available")).values("free")
        oldest = _of_outer(Capacity).order_by("updated").values("updated")[:1]
        rows = self.annotate(free=Subquery(free), counted_at=Subquery(oldest))
        return rows.annotate(
            standing=Case(
                When(~Q(status=Status.ACTIVE), then=Value(Standing.CLOSED)),
                When(free=None, then=Value(Standing.NOT_COUNTED)),
                When(free__lte=0, then=Value(Standing.FULL)),
                When(counted_at__lt=confirmed_since, then=Value(Standing.UNSURE)),
                default=Value(Standing.FREE),
                output_field=models.PositiveSmallIntegerField(),
            )
        )


def _of_outer(part: type[models.Model]) -> QuerySet:
    """The rows of a part that belong to the outer query's service."""
    return part._default_manager.filter(service=OuterRef("pk"))


class Service(models.Model):
    """HSDS `service`. `minimum_age` and `maximum_age` are the hull of its eligibility, kept by the actions.

    `assured_date` is the day of the last check, `assured_by` the account that made it, `next_check_on` when it is due
    again; `is_listed` says whether the public sees the service; `folded` holds all names for search.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    key = models.CharField(max_length=64, unique=True, null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    names = WordsField(max_length=200, every_language=False)
    alternate_names = WordsField(max_length=200, every_language=False, blank=True)
    description = WordsField(every_language=False, blank=True)
    url = models.URLField(max_length=300, blank=True, default="")
    email = models.EmailField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    status_until = models.DateField(null=True)
    alert = WordsField(every_language=False, blank=True)
    application_process = WordsField(every_language=False, blank=True)
    fees_description = WordsField(every_language=False, blank=True)
    is_free = models.BooleanField(default=True)
    interpretation_services = WordsField(every_language=False, blank=True)
    accreditations = WordsField(every_language=False, blank=True)
    eligibility_description = WordsField(every_language=False, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    is_listed = models.BooleanField(default=True)
    assured_date = models.DateField(null=True)
    assured_by = models.UUIDField(null=True)
    next_check_on = models.DateField(null=True, db_index=True)
    is_invented = models.BooleanField(default=False)
    folded = models.TextField(blank=True, default="")
    added_at = models.DateTimeField(auto_now_add=True)
    last_modified = models.DateTimeField(default=timezone.now, db_index=True)

    objects = ServiceQuerySet.as_manager()
    wall = KEPT
    harmless: ClassVar = {
        "ref": "random",
        "key": "a code",
        "names": "what a service is called",
        "alternate_names": "what a service is also called",
        "description": "words on a service; the form says that no address of a confidential site and no person stands there",
        "url": "a public address",
        "email": "a public mailbox of a service, never of a person",
        "alert": "words on a service",
        "application_process": "words on a service",
        "fees_description": "words on a service",
        "interpretation_services": "words on a service",
        "accreditations": "words on a service",
        "eligibility_description": "words on a service",
        "languages": "codes",
        "folded": "names of services",
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ages_in_order",
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(minimum_age__lte=F("maximum_age")),
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["languages"], name="service_languages"),
            models.Index(fields=["organisation", "status"], name="service_of_organisation"),
        ]

    def __str__(self) -> str:
        return str(self.names)


class Attribute(models.Model):
    """HSDS `attribute`: a service is of a kind, or answers a need, as a list of the pack names it."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="attributes")
    term = models.ForeignKey(TaxonomyTerm, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "term"], name="one_attribute_of_a_term")]


class Eligibility(models.Model):
    """One band of whom a service takes: ages in whole years, both ends included; sex; a need, or any."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="eligibility")
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=4, choices=Sex.choices, default=Sex.ANY)
    need = models.ForeignKey(TaxonomyTerm, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_band_in_order",
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(minimum_age__lte=F("maximum_age")),
            ),
            models.UniqueConstraint(
                fields=["service", "minimum_age", "maximum_age", "sex", "need"], name="one_band_once", nulls_distinct=False
            ),
        ]


class ServiceArea(models.Model):
    """HSDS `service_area`: a place whose children a service takes, wherever its sites are."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="service_areas")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "place"], name="one_area_once")]


class ServiceAtLocation(models.Model):
    """HSDS `service_at_location`: a service is given at a site."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.CASCADE, related_name="service_at_locations")
    location = models.ForeignKey(Location, models.PROTECT, related_name="service_at_locations")
    description = WordsField(every_language=False, blank=True)

    harmless: ClassVar = {"description": "words on a service; the form says that no address stands there"}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "location"], name="one_service_at_a_location")]


class Capacity(models.Model):
    """HSDS `service_capacity`: how many units are free (`available`) of how many (`maximum`), and since when (`updated`).

    A row of a site counts that site; a row without one the whole service. The history is in the journal.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.CASCADE, related_name="capacities")
    service_at_location = models.ForeignKey(ServiceAtLocation, models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(TaxonomyTerm, models.PROTECT, related_name="+")
    available = models.PositiveIntegerField()
    maximum = models.PositiveIntegerField(null=True)
    description = WordsField(every_language=False, blank=True)
    updated = models.DateTimeField(default=timezone.now)
    updated_by = models.UUIDField(null=True)

    harmless: ClassVar = {"description": "words on places"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="no_more_free_than_there_are", condition=Q(maximum=None) | Q(available__lte=F("maximum"))
            ),
            models.UniqueConstraint(
                fields=["service", "service_at_location", "unit"], name="one_capacity_of_a_unit", nulls_distinct=False
            ),
        ]  # fmt: skip
