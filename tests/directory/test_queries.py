"""The search: by place with its region behind it, kind, age, sex, need, language, free places, open now; best first."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from qorgan.access.principal import Principal
from qorgan.directory.access import PACK
from qorgan.directory.actions import add_service, add_site, close_service, place_service, set_capacity, set_hours
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.described import Band
from qorgan.directory.hours import read_hours
from qorgan.directory.panels import of_organisation
from qorgan.directory.queries import Wanted, find, services
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.texts.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(ngo, facts, term, town):
    """`make("name", free=2, at=village, …)` gives a service with a site and a count."""

    def made(name: str, *, free: int | None = None, at: Place = town, **said):
        one = add_service(by=PACK, organisation=ngo, facts=facts(name, **said))
        site = add_site(by=PACK, organisation=ngo, place=at, facts={"address": f"Мира, {name}"})
        place_service(by=PACK, service=one, location=site)
        if free is not None:
            set_capacity(by=PACK, service=one, unit=term("place", TaxonomyKey.UNIT), available=free)
        return one

    return made


def names(found) -> list[str]:
    return [row.names["en"] for row in found.rows]


def test_who_may_not_search_finds_nothing(make) -> None:
    make("A")
    assert list(services(Principal.nobody())) == []


def test_the_best_stand_first(reader, make) -> None:
    closed, full, some, many, uncounted = (
        make("closed"),
        make("full", free=0),
        make("some", free=1),
        make("many", free=9),
        make("uncounted"),
    )
    close_service(by=PACK, service=closed, status="inactive")
    assert {full, some, many, uncounted}
    assert names(find(reader, Wanted())) == ["many", "some", "uncounted", "full", "closed"]
    assert names(find(reader, Wanted(has_free_place=True))) == ["many", "some"]


def test_a_place_with_nothing_is_searched_in_its_region(reader, make, town, village, region) -> None:
    make("in town")
    here = find(reader, Wanted(place=town))
    assert (names(here), here.place, here.is_wider) == (["in town"], town, False)
    wider = find(reader, Wanted(place=village))
    assert (names(wider), wider.place, wider.is_wider) == (["in town"], region, True)
    elsewhere = Place.objects.create(code="z", path="xx.z", level=1, names=Words(en="Elsewhere"))
    nothing = find(reader, Wanted(place=elsewhere))
    assert (names(nothing), nothing.is_wider) == ([], False)


def test_a_service_that_takes_children_of_a_place_is_found_there(reader, make, village) -> None:
    make("for the village", areas=(village,))
    assert names(find(reader, Wanted(place=village))) == ["for the village"]
    assert not find(reader, Wanted(place=village)).is_wider


def test_ages_sexes_and_needs_are_those_of_one_band(reader, make, term) -> None:
    violence = term("violence", TaxonomyKey.NEED)
    make("small", bands=(Band(0, 6),))
    make("girls", bands=(Band(14, 17, "girl", violence), Band(3, 5, "boy")))
    make("all")
    assert set(names(find(reader, Wanted(age=15)))) == {"girls", "all"}
    assert set(names(find(reader, Wanted(age=15, sex="boy")))) == {"all"}
    assert set(names(find(reader, Wanted(age=4, sex="boy")))) == {"small", "girls", "all"}
    assert set(names(find(reader, Wanted(age=15, need="bullying")))) == {"all"}
    assert set(names(find(reader, Wanted(age=15, sex="girl", need="violence")))) == {"girls", "all"}


def test_a_kind_is_found_with_the_kinds_below_it(reader, make, term) -> None:
    make("special", kinds=(term("psychological_specialised"),))
    make("law", kinds=(term("legal"),))
    assert names(find(reader, Wanted(kind="psychological"))) == ["special"]


def test_language_and_open_now_narrow(reader, make) -> None:
    kazakh = make("kazakh", languages=("kk",))
    make("russian", languages=("ru",))
    set_hours(by=PACK, service=kazakh, openings=read_hours("Mo-Fr 09:00-18:00"))
    assert names(find(reader, Wanted(language="kk"))) == ["kazakh"]
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Almaty")), tick=False):
        assert names(find(reader, Wanted(is_open_now=True))) == ["kazakh"]
    with time_machine.travel(datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Almaty")), tick=False):
        assert names(find(reader, Wanted(is_open_now=True))) == []


def test_the_page_of_an_organisation_opens_for_who_may_not_read_services(cast, rf, region) -> None:
    """An empty answer can be ordered like a full one."""
    request = rf.get("/")
    request.by = cast.person()
    assert of_organisation(request, Organisation()) is None
    assert list(services(request.by).order_by("standing")) == []
