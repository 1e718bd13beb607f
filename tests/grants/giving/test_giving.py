"""The package is valid, comes back unchanged from its sheets, and is looked through before it is published."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.grants.amounts import equally, of_minor
from qorgan.grants.giving.package import Body, GrantFacts, Location, Payment, Publisher, as_json, from_json, grant_of, package_of
from qorgan.grants.giving.quality import ACCURACY, CHECKS, USEFULNESS, Known, findings, may_be_published
from qorgan.grants.giving.sheets import as_csv, as_xlsx, from_csv, from_xlsx, heading_of, path_of

SCHEMAS = Path("/work/shared/schemas/360giving-1.4.3")
ABSENT = "the official schemas lie outside the product; where they are absent this cannot be asked"
KNOWN = Known(date(2026, 11, 24), {"KZ-BIN": r"\d{12}"})
PUBLISHER = Publisher("360G-demo", Body("KZ-BIN-000000000000", "Ministry"), "https://example.org")


def facts(number: str = "1", awarded: Decimal = Decimal(1_000), **other) -> GrantFacts:
    given = {
        "number": number,
        "title": "Сауықтыру орталығы",
        "description": "Консультации",
        "awarded": awarded,
        "awarded_on": date(2017, 11, 20),
        "funder": Body("KZ-BIN-000000000000", "Ministry"),
        "recipient": Body("KZ-BIN-111111111111", "NGO"),
        "starts_on": date(2018, 1, 1),
        "ends_on": date(2018, 12, 31),
        "months": 12,
        "programme_code": "2017",
        "programme_title": "Child Friendly",
        "modified_at": datetime(2018, 1, 1, tzinfo=UTC),
        "locations": (Location("Астана", "710000000", "KATO", "KZ"),),
        "applied_for": awarded,
        "disbursed": Decimal("10.50"),
        "payments": (Payment("1-1", Decimal("10.50"), date(2018, 2, 1)), Payment("1-2", Decimal(3), date(2018, 3, 1))),
        "source": "https://example.org/data",
    }
    return GrantFacts(**{**given, **other})


def package(rows: list[dict] | None = None) -> dict:
    if rows is None:
        amounts = equally(Decimal(163_000_000), 14)
        rows = [grant_of(facts(str(number), amount), PUBLISHER, "KZT") for number, amount in enumerate(amounts, 1)]
    return package_of(rows, title="Grants", publisher=PUBLISHER, issued=date(2026, 11, 24), source="https://example.org/grants.json")


@pytest.fixture(scope="module")
def validator():
    if not SCHEMAS.is_dir():
        pytest.skip(ABSENT)
    from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    whole = json.loads((SCHEMAS / "360-giving-package-schema.json").read_text())
    grant = DRAFT202012.create_resource(json.loads((SCHEMAS / "360-giving-schema.json").read_text()))
    base = "https://raw.githubusercontent.com/ThreeSixtyGiving/standard/{}/schema/360-giving-schema.json"
    registry = Registry().with_resources([(base.format(version), grant) for version in ("1.4.2", "1.4.3")])
    checker = Draft202012Validator.FORMAT_CHECKER
    assert {"date-time", "uri"} & set(checker.checkers) >= {"date-time"}, "plain dates fail without a checker of date-time"
    return Draft202012Validator(whole, registry=registry, format_checker=checker)


def test_the_package_validates_against_the_official_schema(validator):
    written = json.loads(as_json(package()))
    assert [error.message for error in validator.iter_errors(written)] == []
    assert round(sum(grant["amountAwarded"] for grant in written["grants"]), 2) == 163_000_000


def test_the_validator_finds_what_is_wrong(validator):
    """The planted faults: without these the test above would prove nothing."""
    broken = json.loads(as_json(package()))
    del broken["grants"][0]["awardDate"]
    broken["grants"][1]["amountAwarded"] = "11 000"
    broken["grants"][2]["currency"] = "KTZ"
    assert len(list(validator.iter_errors(broken))) >= 3


def test_it_comes_back_from_xlsx_csv_and_json_unchanged():
    made = package()
    assert from_xlsx(as_xlsx(made["grants"])) == made["grants"]
    assert from_csv(as_csv(made["grants"])) == made["grants"]
    assert from_json(as_json(made)) == made


AMOUNT = st.integers(1, 10**19).map(of_minor)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(lambda text: text.strip())


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(AMOUNT, TEXT, st.integers(0, 3)), min_size=1, max_size=4))
def test_any_amount_and_any_text_survive_the_way_through_the_sheets(rows):
    grants = [
        grant_of(
            facts(
                str(number), amount, title=f"={text}", locations=tuple(Location(f"P{i}", str(i), "KATO", "KZ") for i in range(places))
            ),
            PUBLISHER,
            "KZT",
        )
        for number, (amount, text, places) in enumerate(rows, 1)
    ]
    assert from_xlsx(as_xlsx(grants)) == grants
    assert from_csv(as_csv(grants)) == grants
    assert from_json(as_json(package(grants)))["grants"] == grants


def test_the_tool_of_the_standard_reads_our_sheet_as_the_same_grants(tmp_path, validator):
    """Flatten Tool, which the standard's own tools use, unflattens the XLSX to the same grants."""
    flattentool = pytest.importorskip("flattentool", reason="a development tool")
    made = json.loads(as_json(package()))
    (tmp_path / "grants.xlsx").write_bytes(as_xlsx(package()["grants"]))
    flattentool.unflatten(
        str(tmp_path / "grants.xlsx"),
        input_format="xlsx",
        schema=str(SCHEMAS / "360-giving-schema.json"),
        root_list_path="grants",
        root_id="",
        convert_titles=True,
        output_name=str(tmp_path / "back.json"),
    )
    back = json.loads((tmp_path / "back.json").read_text())
    assert back["grants"] == made["grants"]


def test_a_heading_and_its_member_name_each_other():
    for path in (("id",), ("beneficiaryLocation", 0, "geoCode"), ("disbursementTransaction", 1, "value")):
        assert path_of(heading_of(path)) == path


def test_there_are_36_checks_and_a_good_package_fails_none():
    assert (len(ACCURACY), len(USEFULNESS)) == (21, 15)
    assert len({check.code for check in CHECKS}) == 36
    assert findings(package()["grants"], KNOWN) == []


BROKEN = {
    "zero_amount": {"amountAwarded": 0},
    "funder_prefix": {"fundingOrganization": [{"id": "XX-Q-1", "name": "F"}]},
    "recipient_prefix": {"recipientOrganization": [{"id": "XX-Q-1", "name": "F"}]},
    "org_id": {"recipientOrganization": [{"id": "11", "name": "F"}]},
    "funder_number": {"fundingOrganization": [{"id": "KZ-BIN-1", "name": "F"}]},
    "recipient_number": {"recipientOrganization": [{"id": "KZ-BIN-1", "name": "F"}]},
    "line_break": {"id": "360G-a\n1"},
    "many_funders": {"fundingOrganization": [{"id": "KZ-BIN-000000000000", "name": "A"}] * 2},
    "email": {"description": "write a@b.kz"},
    "impossible_day": {"awardDate": "2017-02-30"},
    "planned_order": {"plannedDates": [{"startDate": "2018-02-01", "endDate": "2018-01-01"}]},
    "actual_order": {"actualDates": [{"startDate": "2018-02-01", "endDate": "2018-01-01"}]},
    "planned_far": {"plannedDates": [{"startDate": "2039-01-01"}]},
    "actual_far": {"actualDates": [{"startDate": "2032-01-01"}]},
    "long_ago": {"awardDate": "1999-01-01"},
    "award_ahead": {"awardDate": "2026-11-25"},
    "postcode": {"beneficiaryLocation": [{"geoCode": "SW1A 1AA"}]},
    "individual_reason": {"recipientIndividual": [{"id": "1"}]},
    "individual_traits": {"recipientIndividual": [{"id": "1"}], "deiData": {}},
    "funder_own": {"fundingOrganization": [{"id": "360G-x", "name": "F"}]},
    "recipient_own": {"recipientOrganization": [{"id": "360G-x", "name": "F"}]},
    "no_programme": {"grantProgramme": []},
    "no_location": {"beneficiaryLocation": []},
    "title_again": {"title": "Консультации"},
    "long_title": {"title": "x" * 141},
    "no_modified": {"dateModified": ""},
    "no_source": {"dataSource": ""},
    "no_duration": {"plannedDates": [{"startDate": "2018-01-01"}]},
    "no_planned": {"plannedDates": []},
    "name_only": {"beneficiaryLocation": [{"name": "A"}]},
    "code_only": {"beneficiaryLocation": [{"geoCode": "71"}]},
    "no_country": {"beneficiaryLocation": [{"geoCode": "71"}]},
    "no_call": {"fromOpenCall": ""},
}


@pytest.mark.parametrize("code", BROKEN)
def test_each_check_finds_its_fault(code):
    grants = copy.deepcopy(package()["grants"])
    grants[3].update(BROKEN[code])
    found = {one.check.code: one.grants for one in findings(grants, KNOWN)}
    assert found[code] == (grants[3]["id"],)


def test_the_checks_that_compare_grants_with_each_other_find_both_sides():
    grants = copy.deepcopy(package()["grants"])
    grants[0]["fundingOrganization"][0]["name"] = "Another name"
    assert len({one.check.code: one.grants for one in findings(grants, KNOWN)}["funder_names"]) == 14
    grants[0]["fundingOrganization"] = [{"id": "KZ-BIN-999999999999", "name": "Ministry"}]
    assert len({one.check.code: one.grants for one in findings(grants, KNOWN)}["funder_ids"]) == 14
    del grants[5]["amountDisbursed"]
    assert {one.check.code: one.grants for one in findings(grants, KNOWN)}["no_paid"] == (grants[5]["id"],)


def test_accuracy_holds_the_publication_back_and_usefulness_does_not():
    grants = copy.deepcopy(package()["grants"])
    grants[0]["beneficiaryLocation"] = []
    assert may_be_published(findings(grants, KNOWN))
    grants[0]["amountAwarded"] = 0
    assert not may_be_published(findings(grants, KNOWN))


def test_a_package_without_grants_is_none():
    with pytest.raises(ValueError, match="at least one"):
        package([])
    with pytest.raises(ValueError, match="no package"):
        from_json("[]")
