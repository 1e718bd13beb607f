"""The invented services: enough of them, each belonging somewhere, no shelter's address in clear, the same every time."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone

from qorgan.access.acting import batch
from qorgan.directory.choices import Standing
from qorgan.directory.loading import load_directory
from qorgan.directory.models import Location, Phone, Schedule, Service
from qorgan.directory.queries import confirmed_since
from qorgan.organisations.loading import load_organisation_kinds
from qorgan.places.loading import load_places
from qorgan.site.demo.registry import Registry
from qorgan.site.demo.services import SERVICES, Directory, ServicesBroken

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(owner) -> None:
    with owner():
        load_places()
        load_organisation_kinds()
        load_directory()
        with batch():
            Registry(settings.PACK).write_organisations()


def test_the_demo_has_its_services_in_all_standings(country, owner) -> None:
    with owner(), batch():
        assert Directory(settings.PACK, timezone.now()).write() == SERVICES
    assert Service.objects.filter(is_invented=True).count() == SERVICES
    rows = Service.objects.standing(confirmed_since=confirmed_since())
    assert {row.standing for row in rows} == set(Standing)
    assert rows.filter(phones=None).count() == 0
    assert rows.filter(service_at_locations=None).count() == 0
    assert Schedule.objects.count() >= SERVICES
    assert Phone.objects.values("number").distinct().count() == SERVICES


def test_the_sites_of_shelters_are_confidential_and_tell_nothing(country, owner) -> None:
    with owner(), batch():
        Directory(settings.PACK, timezone.now()).write()
    secret = Location.objects.filter(organisation__kind__confidential_site=True)
    assert secret.exists()
    assert not secret.exclude(is_confidential=True, address="").exists()


def test_a_country_without_organisations_is_told(owner) -> None:
    with owner():
        load_directory()
        with pytest.raises(ServicesBroken):
            Directory(settings.PACK, timezone.now()).write()
