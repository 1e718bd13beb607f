"""A small directory: an NGO with a public office, a shelter with a secret one, the pack's lists."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qorgan.access.principal import Principal
from qorgan.directory.access import (
    CAPACITY_SET,
    PACK,
    SERVICE_KEEP,
    SERVICE_MANAGE,
    SERVICE_READ,
)
from qorgan.directory.actions import add_service, add_site, place_service
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.described import Band, ServiceFacts
from qorgan.directory.loading import load_directory
from qorgan.directory.models import Location, Service, TaxonomyTerm
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import register_organisation
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.texts.words import Words
from tests.places.stage import go  # noqa: F401

SECRET = "улица Тайная, 5"


@pytest.fixture
def lists(as_web) -> None:
    load_directory()


@pytest.fixture
def term(lists) -> Callable[..., TaxonomyTerm]:
    return lambda code, taxonomy=TaxonomyKey.KIND: TaxonomyTerm.objects.get(taxonomy=taxonomy, code=code)


@pytest.fixture
def region(as_web) -> Place:
    return Place.objects.create(code="r", path="kz.r", level=1, names=Words(kk="Өңір", ru="Область", en="Region"))


@pytest.fixture
def town(region) -> Place:
    return Place.objects.create(code="r1", path="kz.r.one", level=2, names=Words(kk="Қала", ru="Город", en="Town"))


@pytest.fixture
def village(region) -> Place:
    return Place.objects.create(code="r2", path="kz.r.two", level=2, names=Words(kk="Ауыл", ru="Село", en="Village"))


def _organisation(place: Place, key: str, **flags: bool) -> Organisation:
    kind = OrganisationKind.objects.create(key=key, names={"en": key}, **flags)
    return register_organisation(by=REGISTER, kind=kind, place=place, names=Words(en=f"The {key}", ru=f"Организация {key}"))


@pytest.fixture
def ngo(town) -> Organisation:
    return _organisation(town, "toy_ngo")


@pytest.fixture
def shelter(town) -> Organisation:
    return _organisation(town, "toy_shelter", confidential_site=True)


@pytest.fixture
def worker(cast, ngo) -> Principal:
    """Somebody of the NGO who keeps its services."""
    return cast.person(SERVICE_READ, SERVICE_KEEP, CAPACITY_SET, at=ngo.pk)


@pytest.fixture
def keeper(cast) -> Principal:
    return cast.person(SERVICE_READ, SERVICE_KEEP, CAPACITY_SET, SERVICE_MANAGE)


@pytest.fixture
def reader(cast) -> Principal:
    return cast.person(SERVICE_READ)


@pytest.fixture
def facts(term) -> Callable[..., ServiceFacts]:
    def made(name: str = "Help", **other) -> ServiceFacts:
        return ServiceFacts(**{"names": Words(en=name), "kinds": (term("psychological"),), **other})

    return made


@pytest.fixture
def service(ngo, facts) -> Service:
    return add_service(by=PACK, organisation=ngo, facts=facts(bands=(Band(7, 17),), languages=("kk", "ru"), phones=("+77010000000",)))


@pytest.fixture
def office(service, town) -> Location:
    made = add_site(by=PACK, organisation=service.organisation, place=town, facts={"address": "Мира, 1", "names": Words(en="Office")})
    place_service(by=PACK, service=service, location=made)
    return made


@pytest.fixture
def refuge(shelter, facts, town) -> Service:
    """A shelter's service with its secret site."""
    made = add_service(by=PACK, organisation=shelter, facts=facts("Refuge"))
    site = add_site(by=PACK, organisation=shelter, place=town, facts={"address": SECRET, "names": Words(en="House on Secret street")})
    place_service(by=PACK, service=made, location=site)
    return made
