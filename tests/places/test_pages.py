"""The screens of places: list, map, page, and the official list taken in by a person."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from lxml import html

from qorgan.places.access import PLACE_MANAGE, PLACE_READ
from qorgan.places.forms import PlaceField
from qorgan.places.loading import load_places
from qorgan.places.models import Place
from qorgan.texts.words import Words
from tests.places.stage import Go

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    load_places()


@pytest.fixture
def reader(cast):
    return cast.person(PLACE_READ)


@pytest.fixture
def keeper(cast):
    return cast.person(PLACE_READ, PLACE_MANAGE)


def test_the_map_has_twenty_links_read_by_rows_and_the_same_as_a_table(go: Go, reader, loaded) -> None:
    tree = html.fromstring(go(reader, "/places/map").content.decode())
    tiles = tree.xpath("//figure//*[contains(@class, 'p-tile ')]")
    assert len(tiles) == 20
    assert all(tile.get("href") and ":" in tile.findtext("title") for tile in tiles)
    spots = [(float(tile.xpath(".//rect/@y")[0]), float(tile.xpath(".//rect/@x")[0])) for tile in tiles]
    assert spots == sorted(spots)
    assert len(tree.xpath("//figure//tbody/tr")) == 20
    assert not tree.xpath("//figure//@style")


def test_the_map_says_which_former_units_cannot_be_compared(go: Go, reader, loaded) -> None:
    page = go(reader, "/places/map").content.decode()
    assert "KZ-KAR" in page
    assert "cannot be carried over" in page


def test_an_estimate_is_called_one_beside_its_source(go: Go, reader, loaded) -> None:
    place = Place.objects.get(iso="KZ-11")
    page = go(reader, f"/places/{place.ref}").content.decode()
    assert "estimate" in page
    assert "assumed share" in page
    published = go(reader, f"/places/{Place.objects.get(iso='KZ-61').ref}").content.decode()
    assert "estimate" not in published


def test_a_list_costs_the_same_number_of_queries_with_one_row_and_with_thirty(go: Go, reader) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            go(reader, "/places")
        return len(seen)

    Place.objects.create(code="a", path="t", names=Words(en="A"))
    one = cost()
    for number in range(29):
        Place.objects.create(code=f"c{number}", path=f"t.c{number}", level=2, names=Words(en=f"C {number}"))
    assert cost() == one


def test_a_filter_finds_a_former_name_and_narrows_to_a_region(go: Go, reader, loaded) -> None:
    found = go(reader, "/places?words=Зыряновск").content.decode()
    assert "Altay District" in found
    assert "In all:" in found
    narrowed = go(reader, "/places?region=kz.63").content.decode()
    assert "Altay District" in narrowed
    assert "Semey city" not in narrowed


def test_nobody_without_the_permission_comes_in(go: Go, cast, reader, loaded) -> None:
    with pytest.raises(Http404):
        go(cast.person(), "/places")
    with pytest.raises(Http404):
        go(reader, "/places/import")
    with pytest.raises(Http404):
        go(reader, "/places/zzzz")


def test_the_official_list_is_looked_at_first_and_done_once(go: Go, keeper, loaded) -> None:
    sheet = SimpleUploadedFile("kato.csv", "te,kaz_name,rus_name\n113230000,Еңбек а.о.,Енбекский\n1,x,y\n".encode())
    before = Place.objects.count()
    where = go(keeper, "/places/import", {"sheet": sheet}).headers["Location"]
    assert "9 digits" in go(keeper, where).content.decode()
    assert Place.objects.count() == before
    columns = {"code": "0", "name_kk": "1", "name_ru": "2"}
    assert go(keeper, where, columns).status_code == 302
    assert Place.objects.count() == before + 1
    go(keeper, where, columns)
    assert Place.objects.count() == before + 1


def test_the_field_of_a_place_groups_districts_by_region_and_gives_the_place(loaded) -> None:
    field = PlaceField()
    groups = [choice for choice in field.choices if isinstance(choice[1], list)]
    assert len(groups) == 20
    district = Place.objects.get(key="kz-10-semey-city")
    assert field.clean(district.ref) == district
    assert PlaceField(required=False).clean("") is None
