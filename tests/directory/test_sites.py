"""Where a confidential site stands is known to its own people, the keeper, and nobody else; the database keeps it too."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import translation

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.directory.access import PACK, SERVICE_KEEP, SERVICE_READ, SITE_OPEN
from qorgan.directory.actions import add_site, change_site, close_site, hide_site, place_service, withdraw_service
from qorgan.directory.actions.site import known_facts
from qorgan.directory.models import Location, SealedSite, ServiceAtLocation
from qorgan.directory.queries import sites_of
from qorgan.places.models import Place
from qorgan.texts.words import Words
from tests.directory.conftest import SECRET

pytestmark = pytest.mark.django_db


def seen(by: Principal) -> int:
    with reading(by):
        return SealedSite.objects.visible_to(by).count()


@pytest.fixture
def readers(cast, shelter, refuge) -> dict[str, Principal]:
    return {
        "own": cast.person(SERVICE_READ, SERVICE_KEEP, at=shelter.pk),
        "own reader": cast.person(SERVICE_READ, at=shelter.pk),
        "permitted": cast.person(SERVICE_READ, SITE_OPEN),
        "neighbour": cast.person(SERVICE_READ, SERVICE_KEEP, at=cast.elsewhere),
        "referring": cast.person(SERVICE_READ),
        "nobody": Principal.nobody(),
    }


def test_a_secret_address_is_known_to_its_people_and_to_who_may_open_it(readers, keeper) -> None:
    assert {name: seen(by) for name, by in readers.items()} == {
        "own": 1, "own reader": 0, "permitted": 1, "neighbour": 0, "referring": 0, "nobody": 0,
    }  # fmt: skip
    assert seen(keeper) == 1


def test_with_the_codes_scoping_switched_off_the_database_still_shows_nothing(readers, monkeypatch) -> None:
    monkeypatch.setattr(SealedSite, "need_to_know", staticmethod(lambda by: Q()))
    assert {name: seen(by) for name, by in readers.items() if name not in ("own", "permitted")} == {
        "own reader": 0, "neighbour": 0, "referring": 0, "nobody": 0,
    }  # fmt: skip


def test_without_the_second_wall_the_same_fault_would_show_it(readers, owner, monkeypatch) -> None:
    """The planted fault."""
    monkeypatch.setattr(SealedSite, "need_to_know", staticmethod(lambda by: Q()))
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE directory_sealedsite DISABLE ROW LEVEL SECURITY")
    assert seen(readers["referring"]) == 1


def test_the_referring_side_reads_that_it_is_confidential_and_nothing_else(readers, refuge, town) -> None:
    with reading(readers["referring"]):
        (site,) = sites_of(readers["referring"], refuge)
    assert (site.name, site.address, site.is_confidential, site.place) == ("", "", True, town)
    with translation.override("en"):
        assert "call the service" in str(site.words)
    with reading(readers["permitted"]):
        (opened,) = sites_of(readers["permitted"], refuge)
    assert opened.address == SECRET


def test_a_secret_site_lies_sealed_in_the_database_and_in_no_other_column(refuge) -> None:
    with connection.cursor() as cursor:
        for table in ("directory_location", "directory_service", "directory_serviceatlocation"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            assert all("Тайная" not in row[0] and "Secret" not in row[0] for row in cursor.fetchall())
    with acting(PACK), connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM directory_sealedsite")
        assert "Тайная".encode() not in bytes(cursor.fetchone()[0])


def test_the_public_sees_the_service_and_never_its_site(refuge, office) -> None:
    assert list(Location.objects.public()) == [office]


@pytest.mark.parametrize("change", [{"address": SECRET}, {"latitude": 43, "longitude": 76}, {"names": {"en": "House"}}])
def test_the_database_refuses_what_would_tell_where_a_secret_site_is(refuge, change) -> None:
    with pytest.raises(IntegrityError, match="a_confidential_site_tells_nothing"), transaction.atomic(), acting(PACK):
        Location.objects.filter(is_confidential=True).update(**change)


def test_the_database_refuses_a_public_site_of_a_shelter(refuge, shelter) -> None:
    with pytest.raises(IntegrityError, match="confidential"), transaction.atomic(), acting(PACK):
        Location.objects.filter(organisation=shelter).update(is_confidential=False)


def test_a_secret_site_is_known_by_its_district_at_most(shelter, town) -> None:
    hamlet = Place.objects.create(code="h", path=f"{town.path}.h", level=3, names=Words(en="Hamlet"))
    made = add_site(by=PACK, organisation=shelter, place=hamlet, facts={"address": SECRET})
    assert made.place == town
    with pytest.raises(IntegrityError, match="district"), transaction.atomic(), acting(PACK):
        Location.objects.filter(pk=made.pk).update(place=hamlet)


def test_a_site_that_becomes_secret_is_sealed_and_there_is_no_way_back(worker, service, office) -> None:
    hide_site(by=worker, location=office)
    office.refresh_from_db()
    assert (office.address, office.names) == ("", Words())
    with reading(worker):
        assert known_facts(worker, office)["address"] == "Мира, 1"
    with pytest.raises(RuleBroken):
        hide_site(by=worker, location=office)


def test_the_keeper_of_a_secret_site_changes_its_address_under_the_seal(cast, shelter, refuge, town) -> None:
    own = cast.person(SERVICE_READ, SERVICE_KEEP, at=shelter.pk)
    site = Location.objects.get(organisation=shelter)
    change_site(by=own, location=site, place=town, facts={"address": "Новая, 7"})
    with reading(own):
        facts = known_facts(own, site)
    assert (facts["address"], facts["names"]["en"]) == ("Новая, 7", "House on Secret street")
    assert Location.objects.get(pk=site.pk).address == ""


def test_a_public_place_to_come_to_has_an_address(worker, ngo, town) -> None:
    with pytest.raises(RuleBroken):
        add_site(by=worker, organisation=ngo, place=town, facts={})
    assert add_site(by=worker, organisation=ngo, place=town, facts={"location_type": "virtual"})


def test_a_service_is_given_at_its_own_sites_that_are_in_use(worker, service, office, refuge, village) -> None:
    secret = Location.objects.get(is_confidential=True)
    with pytest.raises(RuleBroken):
        place_service(by=PACK, service=service, location=secret)
    with pytest.raises(RuleBroken):
        place_service(by=worker, service=service, location=office)
    withdraw_service(by=worker, at=ServiceAtLocation.objects.get(service=service))
    close_site(by=worker, location=office, on=office.added_at.date())
    with pytest.raises(RuleBroken):
        place_service(by=worker, service=service, location=office)
    assert sites_of(worker, service) == []
