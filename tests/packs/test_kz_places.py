"""Places: codes, names, sums, the tile grid, aliases that lead somewhere."""

import re

from tests.packs.reading import repeated, rows

NATIONAL_CHILDREN = 6_841_527  # 2024-01-01, Bureau of National Statistics
NATIONAL_POPULATION = 20_159_707  # 2024-07-01, Bureau of National Statistics
CITIES = {"710000000", "750000000", "790000000"}


def test_there_are_twenty_units_seventeen_regions_and_three_cities() -> None:
    places = rows("places.csv")
    assert len(places) == 20
    assert {row["kato"] for row in places if row["type"] == "city"} == CITIES
    assert {row["type"] for row in places} == {"region", "city"}


def test_codes_of_the_units_have_their_form_agree_and_stand_once() -> None:
    places = rows("places.csv")
    for row in places:
        assert re.fullmatch(r"\d\d0{7}", row["kato"])
        assert row["iso"] == f"KZ-{row['kato'][:2]}"
    for column in ("kato", "iso", "name_kk", "name_ru", "name_en", "abbr_kk", "abbr_ru", "abbr_en"):
        assert repeated([row[column] for row in places]) == set(), column
    assert all(len(row[f"abbr_{code}"]) == 3 for row in places for code in ("kk", "ru", "en"))


def test_children_of_the_units_add_up_to_the_published_total() -> None:
    places = rows("places.csv")
    assert sum(int(row["children_0_17"]) for row in places) == NATIONAL_CHILDREN
    assert sum(int(row["population"]) for row in places) == NATIONAL_POPULATION


def test_a_figure_of_children_says_whether_it_was_published_or_estimated() -> None:
    places = rows("places.csv")
    assert {row["children_basis"] for row in places} == {"sourced", "estimate"}
    assert {row["iso"] for row in places if row["children_basis"] == "sourced"} == {"KZ-47", "KZ-61", "KZ-79"}
    for row in places:
        assert row["children_source"]
        assert 0.2 < int(row["children_0_17"]) / int(row["population"]) < 0.5, row["iso"]


def test_each_unit_has_its_own_tile() -> None:
    tiles = [(int(row["tile_row"]), int(row["tile_col"])) for row in rows("places.csv")]
    assert len(set(tiles)) == 20
    assert all(0 <= row <= 5 and 0 <= column <= 7 for row, column in tiles)


def test_former_codes_lead_to_units_and_a_split_one_leads_to_several() -> None:
    known = {row["kato"] for row in rows("places.csv")}
    codes = rows("place_codes.csv")
    assert {row["place_kato"] for row in codes} <= known
    assert {row["relation"] for row in codes} == {"renamed", "split", "current"}
    former = [row for row in codes if row["relation"] != "current"]
    assert all(row["valid_until"] for row in former)
    for scheme, code in {(row["scheme"], row["code"]) for row in former}:
        leads = [row for row in former if (row["scheme"], row["code"]) == (scheme, code)]
        assert (len(leads) > 1) == (leads[0]["relation"] == "split"), code


def test_districts_have_keys_of_their_own_in_every_unit() -> None:
    districts = rows("districts.csv")
    assert repeated([row["key"] for row in districts]) == set()
    assert {row["region_kato"] for row in districts} == {row["kato"] for row in rows("places.csv")}
    assert {row["type"] for row in districts} == {"district", "city", "city_district"}
    assert {row["region_kato"] for row in districts if row["type"] == "city_district"} == CITIES
    for row in districts:
        assert re.fullmatch(rf"kz-{row['region_kato'][:2]}-[a-z-]+", row["key"])


def test_no_two_districts_of_a_unit_are_called_the_same() -> None:
    for code in ("kk", "ru", "en"):
        named = [f"{row['region_kato']} {row[f'name_{code}']}" for row in rows("districts.csv")]
        assert repeated(named) == set()


def test_a_code_that_is_not_certain_is_left_empty_and_marked() -> None:
    districts = rows("districts.csv")
    for row in districts:
        assert (row["kato_basis"] == "unverified") == (row["kato"] == ""), row["key"]
        if row["kato"]:
            assert re.fullmatch(r"\d{4}0{5}", row["kato"])
            assert row["kato"][:2] == row["region_kato"][:2]
    assert repeated([row["kato"] for row in districts if row["kato"]]) == set()


def test_every_administrative_centre_of_a_region_is_one_of_its_cities() -> None:
    cities = {(row["region_kato"], row["name_kk"]) for row in rows("districts.csv") if row["type"] == "city"}
    for row in rows("places.csv"):
        if row["type"] == "region":
            assert (row["kato"], f"{row['centre_kk']} қаласы") in cities


def test_aliases_lead_to_a_place_and_none_is_ambiguous() -> None:
    aliases = rows("place_aliases.csv")
    known = {row["kato"] for row in rows("places.csv")} | {row["key"] for row in rows("districts.csv")}
    assert {row["target"] for row in aliases} <= known
    assert {row["kind"] for row in aliases} <= {"former", "spelling", "short", "colloquial"}
    assert repeated([f"{row['target']} {row['language']} {row['alias']}" for row in aliases]) == set()
