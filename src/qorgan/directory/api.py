"""Routes of the directory, in the names of HSDS 3.1 (Human Services Data Specification).

The public reads what is public without a key: no confidential site, nothing of a service that is not listed. Providers say
with a key how many places are free and what their services are.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.directory import access, queries
from qorgan.directory.actions import add_service, change_service, set_capacity
from qorgan.directory.choices import LocationType, Sex, Status, TaxonomyKey
from qorgan.directory.described import Band, ServiceFacts
from qorgan.directory.models import Attribute, Capacity, Eligibility, Location, Service, ServiceAtLocation, TaxonomyTerm
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.texts.words import Words as Spoken
from qorgan.ui.api.door import Answer, ApiRequest, Door, must_be_version
from qorgan.ui.api.gates import house_of
from qorgan.ui.api.paging import Paging, page_of
from qorgan.ui.api.shapes import Asked, Code, Moment, MomentIn, Named, Ref, Shape, Words, WordsAsked, named, one_of
from qorgan.ui.pages import PUBLIC

door = Door("Directory", widens=(access.SERVICE_READ, access.SERVICE_MANAGE))
LocationTypeCode = one_of(LocationType)
SexCode = one_of(Sex)
StatusCode = one_of(Status)
URL = r"^(https?://[A-Za-z0-9.:-]+(/[!-;=?-~]*)?)?$"
EMAIL = r"^([A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)?$"


class LocationShape(Shape):
    """HSDS `location`; never a confidential one."""

    id: Ref
    organization: Named
    location_type: LocationTypeCode
    name: str
    names: Words
    address_1: str = Field(description="Street and house, as it stands on the door")
    postal_code: str
    place: Named
    latitude: float | None = Field(description="WGS84 degrees")
    longitude: float | None
    accessibility: list[str] = Field(description="Codes of the country's list")
    languages: list[str]
    url: str


class EligibilityShape(Shape):
    """One band of whom a service takes: ages in whole years, both ends included."""

    minimum_age: int | None
    maximum_age: int | None
    sex: SexCode
    need: str | None


class CapacityShape(Shape):
    """HSDS `service_capacity`: how many units are free of how many, and since when that is known."""

    unit: str
    available: int = Field(ge=0)
    maximum: int | None
    updated: Moment


class ServiceShape(Shape):
    """HSDS `service`."""

    id: Ref
    organization: Named
    name: str = Field(description="In the language of the request")
    names: Words
    description: Words
    status: StatusCode
    url: str
    email: str
    phones: list[str] = Field(description="E.164, or a short number of the country")
    attributes: list[str] = Field(description="Codes of kinds of service and of needs")
    eligibility: list[EligibilityShape]
    languages: list[str] = Field(description="ISO 639")
    service_areas: list[Named]
    locations: list[LocationShape]
    capacities: list[CapacityShape]
    is_free: bool
    fees_description: Words
    application_process: Words
    assured_date: date | None = Field(description="The day of the last check")
    last_modified: Moment


class Services(Shape):
    """One page of services."""

    items: list[ServiceShape]
    next: str | None


class Locations(Shape):
    """One page of locations."""

    items: list[LocationShape]
    next: str | None


class ServicesWanted(Paging):
    """Which services."""

    place: Ref | None = Field(None, description="There, below it, or for it")
    kind: Code | None = Field(None, description="A code of the kinds of service")
    need: Code | None = None
    age: int | None = Field(None, ge=0, le=30, description="The child's age in whole years")
    sex: SexCode = Sex.ANY
    language: str = Field("", pattern=r"^([a-z]{2,3})?$")
    has_free_place: bool = False
    is_open_now: bool = False
    updated_since: MomentIn | None = None


class LocationsWanted(Paging):
    """Which locations."""

    place: Ref | None = Field(None, description="There and everywhere below it")


class BandAsked(Asked):
    """One band of whom the service takes."""

    minimum_age: int | None = Field(None, ge=0, le=30)
    maximum_age: int | None = Field(None, ge=0, le=30)
    sex: SexCode = Sex.ANY
    need: Code | None = None


class ServiceAdded(Asked):
    """A service of the key's organisation."""

    names: WordsAsked
    kinds: list[Code] = Field(min_length=1, max_length=20)
    needs: list[Code] = Field(default_factory=list, max_length=40)
    eligibility: list[BandAsked] = Field(default_factory=list, max_length=20)
    service_areas: list[Ref] = Field(default_factory=list, max_length=40)
    languages: list[str] = Field(default_factory=list, max_length=10)
    description: WordsAsked = Field(default_factory=WordsAsked)
    url: str = Field("", max_length=300, pattern=URL)
    email: str = Field("", max_length=200, pattern=EMAIL)
    is_free: bool = True


class ServiceChanged(Asked):
    """What is named is changed, the rest stays."""

    names: WordsAsked | None = None
    description: WordsAsked | None = None
    languages: list[str] | None = Field(None, max_length=10)
    url: str | None = Field(None, max_length=300, pattern=URL)
    email: str | None = Field(None, max_length=200, pattern=EMAIL)
    is_free: bool | None = None


class CapacityAsked(Asked):
    """How many units are free, of how many. The same figures again confirm them."""

    unit: Code = "place"
    available: int = Field(ge=0, le=100_000)
    maximum: int | None = Field(None, ge=0, le=100_000)


_PLAIN = ("url", "email", "languages", "is_free", "assured_date", "last_modified")
_IN_WORDS = ("names", "description", "fees_description", "application_process")
_SITES = ServiceAtLocation.objects.filter(location__is_confidential=False, location__closed_on=None)


def _whole(rows: Any) -> Any:
    """Everything that one service shows, with as many queries for a page as for a row."""
    return rows.select_related("organisation").prefetch_related(
        "phones",
        Prefetch("attributes", Attribute.objects.select_related("term").order_by("pk")),
        Prefetch("eligibility", Eligibility.objects.select_related("need").order_by("pk")),
        Prefetch("service_at_locations", _SITES.select_related("location__place", "location__organisation").order_by("pk")),
        Prefetch("capacities", Capacity.objects.select_related("unit").order_by("pk")),
        "service_areas__place",
    )


def _location(of: Location) -> LocationShape:
    return LocationShape(
        id=of.ref,
        organization=named(of.organisation),
        location_type=LocationType(of.location_type),
        name=str(of.names) or str(of.place),
        names=Words(**of.names),
        address_1=of.address,
        postal_code=of.postal_code,
        place=named(of.place),
        latitude=None if of.latitude is None else float(of.latitude),
        longitude=None if of.longitude is None else float(of.longitude),
        accessibility=of.accessibility,
        languages=of.languages,
        url=of.url,
    )


def _shape(of: Service) -> ServiceShape:
    words: dict[str, Any] = {name: Words(**getattr(of, name)) for name in _IN_WORDS}
    plain: dict[str, Any] = {name: getattr(of, name) for name in _PLAIN}
    return ServiceShape(
        id=of.ref,
        organization=named(of.organisation),
        name=str(of.names),
        status=Status(of.status),
        **plain,
        **words,
        phones=[one.number for one in of.phones.all()],
        attributes=[one.term.code for one in of.attributes.all()],
        eligibility=[_band(one) for one in of.eligibility.all()],
        service_areas=[named(one.place) for one in of.service_areas.all()],
        locations=[_location(one.location) for one in of.service_at_locations.all()],
        capacities=[_capacity(one) for one in of.capacities.all() if one.service_at_location_id is None],
    )


def _band(one: Eligibility) -> EligibilityShape:
    need = one.need.code if one.need else None
    return EligibilityShape(minimum_age=one.minimum_age, maximum_age=one.maximum_age, sex=Sex(one.sex), need=need)


def _capacity(one: Capacity) -> CapacityShape:
    return CapacityShape(unit=one.unit.code, available=one.available, maximum=one.maximum, updated=one.updated)


def _place(ref: str | None) -> Place | None:
    found = Place.objects.filter(ref=ref).first() if ref else None
    if ref and found is None:
        raise RuleBroken(_("There is no such place."), field="place")
    return found


def _terms(taxonomy: TaxonomyKey, codes: list[str], field: str) -> tuple[TaxonomyTerm, ...]:
    known = {term.code: term for term in queries.terms(taxonomy)}
    if any(code not in known for code in codes):
        raise RuleBroken(_("Choose from the list."), field=field)
    return tuple(known[code] for code in codes)


def _bands(asked: list[BandAsked]) -> tuple[Band, ...]:
    needs = {code: _terms(TaxonomyKey.NEED, [code], "need")[0] for code in {one.need for one in asked if one.need}}
    return tuple(Band(one.minimum_age, one.maximum_age, one.sex, needs[one.need] if one.need else None) for one in asked)


@door.get("/services", needs=PUBLIC, gives=Services)
def list_services(request: ApiRequest, wanted: Query[ServicesWanted]) -> Services:
    """List services."""
    fitting = queries.Wanted(
        kind=wanted.kind or "",
        need=wanted.need or "",
        language=wanted.language,
        age=wanted.age,
        sex=wanted.sex,
        has_free_place=wanted.has_free_place,
        is_open_now=wanted.is_open_now,
    )
    rows: Any = fitting.narrow(queries.public_services())
    if (place := _place(wanted.place)) is not None:
        rows = rows.at(place.path)
    if wanted.updated_since is not None:
        rows = rows.filter(last_modified__gte=wanted.updated_since)
    return Services(**page_of(request, _whole(rows), wanted, _shape))


@door.get("/services/{slug:ref}", needs=PUBLIC, gives=ServiceShape, versioned=True)
def read_service(request: ApiRequest, ref: str) -> Answer:
    """Read one service."""
    found = _whole(queries.public_services()).filter(ref=ref).first()
    if found is None:
        raise Refused("service")
    return Answer(_shape(found), version=_version(found))


@door.get("/locations", needs=PUBLIC, gives=Locations)
def list_locations(request: ApiRequest, wanted: Query[LocationsWanted]) -> Locations:
    """List locations where services are given."""
    rows: Any = Location.objects.public().select_related("organisation", "place")
    if (place := _place(wanted.place)) is not None:
        rows = rows.filter(place__path__within=place.path)
    return Locations(**page_of(request, rows, wanted, _location))


@door.get("/locations/{slug:ref}", needs=PUBLIC, gives=LocationShape)
def read_location(request: ApiRequest, ref: str) -> LocationShape:
    """Read one location."""
    found = Location.objects.public().select_related("organisation", "place").filter(ref=ref).first()
    if found is None:
        raise Refused("location")
    return _location(found)


def _version(of: Service) -> str:
    return of.last_modified.strftime("%Y%m%dT%H%M%S%f")


def _own(request: ApiRequest, ref: str) -> Service:
    queries.own_service(request.by, ref)
    return _again(ref)


def _again(ref: str) -> Service:
    found: Service = _whole(Service.objects.filter(ref=ref)).get()
    return found


@door.post("/services", needs=access.SERVICE_KEEP, gives=ServiceShape)
def add_a_service(request: ApiRequest, body: ServiceAdded) -> Answer:
    """Add a service of the key's organisation."""
    facts = ServiceFacts(
        names=Spoken(body.names.given()),
        kinds=_terms(TaxonomyKey.KIND, body.kinds, "kinds"),
        needs=_terms(TaxonomyKey.NEED, body.needs, "needs"),
        bands=_bands(body.eligibility),
        areas=tuple(place for ref in body.service_areas if (place := _place(ref))),
        languages=_languages(body.languages),
        description=Spoken(body.description.given()),
        url=body.url,
        email=body.email,
        is_free=body.is_free,
    )
    organisation = Organisation.objects.select_related("kind").get(pk=house_of(request.by))
    made = _again(add_service(by=request.by, organisation=organisation, facts=facts).ref)
    return Answer(_shape(made), version=_version(made), location=f"/api/v1/services/{made.ref}")


def _languages(codes: list[str]) -> tuple[str, ...]:
    known = {term.code for term in queries.terms(TaxonomyKey.LANGUAGE)}
    if any(code not in known for code in codes):
        raise RuleBroken(_("Choose from the list."), field="languages")
    return tuple(codes)


@door.patch("/services/{slug:ref}", needs=access.SERVICE_KEEP, gives=ServiceShape)
def change_a_service(request: ApiRequest, ref: str, body: ServiceChanged) -> Answer:
    """Change what the directory says of a service."""
    found = _own(request, ref)
    held = Service.objects.select_for_update().get(pk=found.pk)
    must_be_version(request, _version(held))
    changed: dict[str, Any] = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    for name in {"names", "description"} & changed.keys():
        changed[name] = Spoken(getattr(body, name).given())
    if "languages" in changed:
        changed["languages"] = _languages(changed["languages"])
    before = queries.facts_of(held)
    said = {name: getattr(before, name) for name in ServiceFacts.__dataclass_fields__}
    change_service(by=request.by, service=held, facts=ServiceFacts(**{**said, **changed}))
    again = _again(ref)
    return Answer(_shape(again), version=_version(again))


@door.put("/services/{slug:ref}/capacity", needs=access.CAPACITY_SET, gives=CapacityShape)
def say_capacity(request: ApiRequest, ref: str, body: CapacityAsked) -> CapacityShape:
    """Say how many places of a service are free."""
    found = queries.counted_service(request.by, ref)
    (unit,) = _terms(TaxonomyKey.UNIT, [body.unit], "unit")
    return _capacity(set_capacity(by=request.by, service=found, unit=unit, available=body.available, maximum=body.maximum))
