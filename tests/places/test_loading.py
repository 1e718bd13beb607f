"""The country pack's places: twenty units, their districts, codes, names and figures."""

from __future__ import annotations

import pytest
from django.conf import settings

from qorgan.access.acting import acting
from qorgan.journal.models import Entry
from qorgan.places.access import PACK
from qorgan.places.choices import Basis, CodeRelation, PopulationGroup
from qorgan.places.loading import load_places
from qorgan.places.models import Place, PlaceCode, PopulationFigure
from qorgan.places.queries import places_of_code, split_codes
from qorgan.texts.folding import fold

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    load_places()


def test_the_pack_has_twenty_units_and_all_their_districts(loaded) -> None:
    assert Place.objects.of_first_level().count() == 20
    assert Place.objects.filter(level=2).count() == 228
    assert Place.objects.within("kz").count() == 248


def test_every_region_has_a_tile_of_its_own(loaded) -> None:
    tiles = {(place.tile_row, place.tile_column) for place in Place.objects.of_first_level()}
    assert len(tiles) == 20
    assert min(row for row, _column in tiles) == 1
    assert min(column for _row, column in tiles) == 1


def test_children_add_up_to_the_national_total_and_seventeen_figures_are_estimates(loaded) -> None:
    figures = PopulationFigure.objects.filter(group=PopulationGroup.CHILDREN)
    assert sum(figure.value for figure in figures) == 6_841_527
    assert figures.filter(is_estimate=True).count() == 17
    assert all(figure.source for figure in figures)


def test_loading_again_changes_nothing_and_writes_no_event(loaded) -> None:
    before = Entry.objects.count()
    tally = load_places()
    assert (tally.added, tally.changed, tally.unchanged) == (0, 0, 248)
    assert Entry.objects.count() == before


def test_a_code_that_is_not_certain_is_not_made_up(loaded) -> None:
    place = Place.objects.get(key="kz-75-nauryzbay-district")
    assert place.code_basis == Basis.SOURCED
    unsure = Place.objects.filter(code_basis=Basis.UNVERIFIED)
    assert unsure
    assert all(one.code == one.key for one in unsure)


def test_a_code_of_a_divided_unit_leads_to_all_of_its_parts_and_says_so(loaded) -> None:
    assert {place.iso for place in places_of_code("iso3166-2", "KZ-KAR")} == {"KZ-35", "KZ-62"}
    assert {place.iso for place in places_of_code("iso3166-2", "KZ-VOS")} == {"KZ-63", "KZ-10"}
    assert {place.iso for place in places_of_code("iso3166-2", "KZ-ALM")} == {"KZ-19", "KZ-33"}
    assert [place.iso for place in places_of_code("iso3166-2", "KZ-AKM")] == ["KZ-11"]
    assert {"iso3166-2 KZ-KAR", "iso3166-2 KZ-VOS", "iso3166-2 KZ-ALM"} <= set(split_codes())
    assert PlaceCode.objects.get(code="KZ-AKM").relation == CodeRelation.RENAMED


def test_a_former_name_is_found(loaded) -> None:
    assert Place.objects.get(folded__contains=fold("Зыряновский район")).key == "kz-63-altay-district"


def test_the_pack_takes_no_code_away_that_an_official_list_has_told(loaded) -> None:
    unsure = Place.objects.filter(code_basis=Basis.UNVERIFIED).first()
    with acting(PACK):
        Place.objects.filter(pk=unsure.pk).update(code="109999999", code_basis=Basis.SOURCED)
    load_places(settings.PACK)
    unsure.refresh_from_db()
    assert unsure.code == "109999999"
