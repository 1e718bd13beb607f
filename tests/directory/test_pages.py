"""The screens of the directory, as each of the cast sees them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from qorgan.directory.access import SERVICE_IMPORT, SERVICE_KEEP, SERVICE_MANAGE, SERVICE_READ
from qorgan.directory.models import Capacity, Location, Schedule, Service
from tests.directory.conftest import SECRET

pytestmark = pytest.mark.django_db


def test_the_search_shows_services_and_says_where_it_searched_instead(go, reader, service, office, village) -> None:
    assert "Help" in go(reader, "/services").content.decode()
    page = go(reader, f"/services?place={village.path}").content.decode()
    assert "Help" in page
    assert "Region" in page
    assert "Village: none. Shown: Region" in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("age=10", True), ("age=3", False), ("kind=psychological", True), ("kind=legal", False), ("language=kk", True),
     ("language=uz", False), ("free=yes", False), ("open=yes", False), ("open=no", True), ("need=violence", True),
     ("sex=girl", True), ("words=hel", True), ("words=yzhyzhyzh", False), ("age=x", True)],
)  # fmt: skip
def test_each_condition_narrows(go, reader, service, office, query, is_found) -> None:
    assert ("Help</a>" in go(reader, f"/services?{query}").content.decode()) is is_found


def test_a_secret_address_is_on_no_page_and_in_no_file_of_the_referring_side(go, reader, refuge) -> None:
    for path in ("/services", "/services?export=csv", f"/services/{refuge.ref}", f"/services?words={SECRET[:8]}"):
        assert "Тайная" not in go(reader, path).content.decode("utf-8", "replace").replace('Тайная, 5"', "") or "words=" in path
    assert "Confidential site" in go(reader, f"/services/{refuge.ref}").content.decode()


def test_a_provider_enters_changes_counts_and_closes_by_plain_forms(go, worker, ngo, lists, town) -> None:
    given = {
        "names_en": "New",
        "names_kk": "",
        "names_ru": "",
        "kinds": ["legal"],
        "ages": "3-9",
        "sex": "any",
        "phones": "8 701 234 56 78",
    }
    assert go(worker, "/services/new", {**given, "ages": "x"}).status_code == 422
    assert go(worker, "/services/new", given).status_code == 302
    made = Service.objects.get()
    path = f"/services/{made.ref}"
    assert go(worker, f"{path}/places", {"unit": "place", "available": "3", "maximum": "4"}).status_code == 302
    assert Capacity.objects.get().available == 3
    assert go(worker, f"{path}/hours", {"MO": "09:00-18:00", "TU": "09:00-18:00", "SU": "x"}).status_code == 422
    assert go(worker, f"{path}/hours", {"MO": "09:00-18:00", "TU": "09:00-18:00"}).status_code == 302
    assert Schedule.objects.get().byday == "MO,TU"
    site = {"location_type": "physical", "place": town.ref, "address": "Мира, 1"}
    assert go(worker, f"{path}/sites/new", site).status_code == 302
    assert go(worker, f"{path}/check", {"outcome": "confirmed"}).status_code == 302
    assert go(worker, f"{path}/day", {"on": "2099-01-01"}).status_code == 302
    assert go(worker, f"{path}/close", {"status": "temporarily closed"}).status_code == 302
    assert "closed at present" in go(worker, path).content.decode()
    assert go(worker, f"{path}/reopen", {"sure": "yes"}).status_code == 302
    assert go(worker, f"{path}/change", {**given, "names_en": "Newer"}).status_code == 302
    assert Service.objects.get().names["en"] == "Newer"


def test_bands_that_the_form_cannot_write_stay_when_something_else_changes(go, worker, service) -> None:
    page = {"names_en": "Help", "names_kk": "", "names_ru": "", "kinds": ["psychological"], "ages": "7-17", "sex": "any",
            "languages": ["kk"], "phones": "+77010000000"}  # fmt: skip
    assert go(worker, f"/services/{service.ref}/change", page).status_code == 302
    service.refresh_from_db()
    assert (service.languages, service.minimum_age) == (["kk"], 7)


def test_a_site_is_made_confidential_after_it_was_asked(go, worker, service, office) -> None:
    path = f"/services/{service.ref}/sites/{office.ref}"
    assert "cannot be taken back" in go(worker, f"{path}/hide").content.decode()
    assert go(worker, f"{path}/hide", {"sure": "yes"}).status_code == 302
    assert Location.objects.get(pk=office.pk).address == ""
    assert "Мира, 1" in go(worker, f"{path}/change").content.decode()


def test_a_neighbour_finds_no_page_that_changes(go, cast, worker, service, office, refuge) -> None:
    dana = cast.person(SERVICE_READ, SERVICE_KEEP, at=cast.elsewhere)
    for verb in ("change", "close", "reopen", "check", "hours", "day", "sites/new", f"sites/{office.ref}/change"):
        with pytest.raises(Http404):
            go(dana, f"/services/{service.ref}/{verb}")
    secret = Location.objects.get(is_confidential=True)
    with pytest.raises(Http404):
        go(worker, f"/services/{service.ref}/sites/{secret.ref}/change")
    with pytest.raises(Http404):
        go(dana, "/services/new")


def test_an_import_is_looked_at_first_and_done_once(go, cast, ngo, lists) -> None:
    by = cast.person(SERVICE_READ, SERVICE_IMPORT, SERVICE_KEEP, SERVICE_MANAGE)
    text = "name_ru;organisation;kind\nПомощь;Организация toy_ngo;legal\nX;Никто;legal\n"
    where = go(by, "/services/import", {"sheet": SimpleUploadedFile("list.csv", text.encode())}).headers["Location"]
    assert "no such organisation" in go(by, where).content.decode()
    assert go(by, where, {"name_ru": "0", "organisation": "1", "kind": "2"}).status_code == 302
    assert Service.objects.get().names["ru"] == "Помощь"
    assert "imported" in go(by, where).content.decode()
