"""Demo data: invented, says so, and can be nobody's."""

import re
from collections import Counter

import phonenumbers

from qorgan.helpline.flags import find, stems
from tests.packs.reading import LANGUAGES, repeated, rows, toml

WEIGHTS, SECOND_WEIGHTS = range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def check_digit(number: str) -> int:
    """The control digit that a BIN of these first eleven digits would have; 10 when none exists."""
    digits = [int(digit) for digit in number[:11]]
    control = sum(a * b for a, b in zip(digits, WEIGHTS, strict=True)) % 11
    return control if control < 10 else sum(a * b for a, b in zip(digits, SECOND_WEIGHTS, strict=True)) % 11


def threads() -> list[dict]:
    return toml("demo/messages.toml")["thread"]


def test_sixty_organisations_and_sixty_schools_stand_in_all_twenty_units() -> None:
    units = {row["kato"] for row in rows("places.csv")}
    for name in ("demo/organisations.csv", "demo/schools.csv"):
        assert len(rows(name)) == 60
        assert {row["region_kato"] for row in rows(name)} == units
        assert repeated([row["key"] for row in rows(name)]) == set()


def test_every_one_stands_in_a_district_of_its_region() -> None:
    region = {row["key"]: row["region_kato"] for row in rows("districts.csv")}
    for name in ("demo/organisations.csv", "demo/schools.csv"):
        assert [row["key"] for row in rows(name) if region[row["district"]] != row["region_kato"]] == []


def test_every_invented_name_says_that_it_is_invented() -> None:
    marks = {"kk": "ойдан шығарылған", "ru": "вымышленн", "en": "invented"}
    for name in ("demo/organisations.csv", "demo/schools.csv"):
        for row in rows(name):
            assert all(marks[code] in row[f"name_{code}"] for code in LANGUAGES), row["key"]


def test_no_business_number_is_valid_and_no_phone_or_mail_leads_anywhere() -> None:
    assert check_digit("150314500129") == 9  # a vector of the identifier's own rule
    for row in rows("demo/organisations.csv"):
        assert re.fullmatch(r"\d{12}", row["bin"])
        assert int(row["bin"][11]) != check_digit(row["bin"]), row["key"]
        assert row["phone"].startswith("+77000000")
        assert phonenumbers.is_possible_number(phonenumbers.parse(row["phone"]))
        assert row["email"].endswith("@example.org")


def test_there_is_one_line_a_party_and_every_region_has_somebody_to_refer_to() -> None:
    kinds = Counter(row["kind"] for row in rows("demo/organisations.csv"))
    assert kinds["helpline_operator"] == kinds["party"] == 1
    receiving = {kind["key"] for kind in toml("organisation_kinds.toml")["kind"] if kind["may_receive_referral"]}
    helped = {row["region_kato"] for row in rows("demo/organisations.csv") if row["kind"] in receiving}
    assert helped == {row["kato"] for row in rows("places.csv")}


def test_names_are_there_for_men_women_and_families_with_their_other_forms() -> None:
    names = rows("demo/names.csv")
    assert Counter(row["kind"] for row in names) == {"male": 150, "female": 150, "surname": 150}
    for row in names:
        assert row["kk"]
        assert row["ru"]
        if row["kind"] == "surname":
            assert row["feminine_kk"]
            assert row["feminine_ru"]
        if row["kind"] == "male":
            assert row["son_ru"].endswith("ич")
            assert row["daughter_ru"].endswith("на")


def test_conversations_are_many_in_both_languages_and_of_known_kinds() -> None:
    talks = threads()
    assert len(talks) >= 120
    by_language = Counter(talk["language"] for talk in talks)
    assert by_language["kk"] >= 45
    assert by_language["ru"] >= 45
    assert by_language["mixed"] >= 10
    call_types = {kind["key"]: kind["is_data"] for kind in toml("helpline/call_types.toml")["call_type"]}
    reasons = {row["code"] for row in rows("helpline/categories.csv") if row["level"] == "2"}
    assert repeated([talk["key"] for talk in talks]) == set()
    for talk in talks:
        assert talk["call_type"] in call_types
        assert talk["about"] in {"self", "other", "adult"}
        assert talk.get("reason", "nc.other") in reasons
        if call_types[talk["call_type"]]:
            assert "reason" in talk, talk["key"]


def test_a_conversation_begins_with_whoever_wrote_and_nobody_shouts() -> None:
    for talk in threads():
        lines = talk["lines"]
        assert lines[0]["by"] == "child"
        assert {line["by"] for line in lines} <= {"child", "counsellor"}
        assert all(line["text"].strip() and "!" not in line["text"] for line in lines)
        assert not any(re.search(r"\d{6,}|@|https?:", line["text"]) for line in lines)


def test_conversations_cover_every_main_reason_and_some_raise_a_flag_but_most_do_not() -> None:
    parents = {row["code"]: row["parent"] for row in rows("helpline/categories.csv")}
    main = {row["code"] for row in rows("helpline/categories.csv") if row["level"] == "1"}
    assert {parents[talk["reason"]] for talk in threads() if "reason" in talk} == main
    groups = toml("helpline/flags.toml")["group"]
    entries = stems((group["key"], entry.split()) for group in groups for code in LANGUAGES for entry in group[code])
    raised = sum(bool(find(talk["lines"][0]["text"], entries)) for talk in threads())
    assert 0.2 < raised / len(threads()) < 0.6
