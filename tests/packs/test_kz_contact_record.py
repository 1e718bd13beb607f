"""The contact record: made from its tables, read by our form engine, and quick where it may be."""

from datetime import UTC, datetime

import pytest
from tools.packs.contact_record import years_in_russian
from tools.packs.forms import main, workbook

from qorgan.forms.binding import bind
from qorgan.forms.definition import Definition
from qorgan.forms.sealing import sealed_names
from qorgan.forms.xlsform import read_xlsform
from tests.packs.reading import LANGUAGES, PACK, rows, toml

SHEET = PACK / "forms" / "contact_record.xlsx"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHORTEST = {
    "call_type": "child_about_self", "child_age": "12", "child_gender": "girl", "region": "610000000",
    "categories": ["peer.friends"], "urgency": "not_urgent", "help_kind": "information", "actions_taken": ["listened"],
}  # fmt: skip


@pytest.fixture(scope="module")
def record() -> Definition:
    return read_xlsform(SHEET.read_bytes(), key="contact_record").definition


def final(record: Definition, **answers):
    return bind(record, {**SHORTEST, **answers}, final=True, language="ru", at=NOW)


def test_the_sheet_is_what_the_tables_make_and_the_same_every_time(tmp_path) -> None:
    assert SHEET.read_bytes() == workbook(PACK, "contact_record")
    assert main(["--check", str(PACK)]) == 0


def test_a_sheet_that_is_out_of_date_is_found(tmp_path, capsys) -> None:
    for folder in ("helpline", "forms"):
        (tmp_path / folder).mkdir()
    for name in ("pack.toml", "places.csv", "districts.csv", "forms/contact_record.toml", "helpline/choices.toml",
                 "helpline/call_types.toml", "helpline/categories.csv"):  # fmt: skip
        (tmp_path / name).write_bytes((PACK / name).read_bytes())
    assert main(["--check", str(tmp_path)]) == 1
    assert "out of date" in capsys.readouterr().out
    assert main([str(tmp_path)]) == 0
    assert main(["--check", str(tmp_path)]) == 0


def test_our_engine_reads_it_without_a_warning() -> None:
    assert read_xlsform(SHEET.read_bytes(), key="contact_record").warnings == ()


def test_every_question_and_choice_speaks_three_languages(record: Definition) -> None:
    assert set(record.languages) == set(LANGUAGES)
    assert set(record.title) == set(LANGUAGES)
    for node in record.walk():
        for words in (node.label, node.hint, node.required_message, node.constraint_message):
            assert set(words) in (set(), set(LANGUAGES)), node.name
        assert node.label
    for choices in record.lists.values():
        assert all(set(choice.label) == set(LANGUAGES) for choice in choices)


def test_the_shortest_record_of_a_child_takes_eight_answers(record: Definition) -> None:
    assert final(record).errors == {}
    for name in SHORTEST:
        if name != "call_type":
            assert name in final(record, **{name: ""}).errors, name


@pytest.mark.parametrize("call_type", ["prank", "silent", "thanks", "test"])
def test_a_contact_without_data_is_closed_with_one_answer(record: Definition, call_type: str) -> None:
    bound = bind(record, {"call_type": call_type}, final=True, language="kk", at=NOW)
    assert bound.errors == {}
    assert not {"child", "reason", "summary_group"} & bound.relevant


def test_one_to_three_reasons_are_chosen(record: Definition) -> None:
    three = ["peer.friends", "family.sibling", "education.school"]
    assert final(record, categories=three).errors == {}
    assert "categories" in final(record, categories=[*three, "mental_health.mood"]).errors
    assert "categories" in final(record, categories=[]).errors


def test_only_districts_of_the_chosen_region_are_offered(record: Definition) -> None:
    offered = {choice.name for choice in final(record).offered["district"]}
    assert offered == {row["key"] for row in rows("districts.csv") if row["region_kato"] == "610000000"}
    assert "district" not in final(record, region="unknown").relevant


def test_who_writes_about_another_says_who_they_are(record: Definition) -> None:
    assert "caller_relationship" in final(record, call_type="someone_about_child").errors
    assert final(record, call_type="someone_about_child", caller_relationship="neighbour").errors == {}


@pytest.mark.parametrize("reason", ["violence.physical", "kz.school_bullying", "missing.runaway", "mental_health.suicide"])
def test_the_duty_to_report_cannot_be_skipped_in_silence(record: Definition, reason: str) -> None:
    assert "duty_to_report" in final(record, categories=[reason]).errors
    told = {"duty_to_report": "reported", "reported_to": ["police"], "reported_at": "2026-11-24T10:00"}
    assert final(record, categories=[reason], **told).errors == {}
    assert "reported_to" in final(record, categories=[reason], **told | {"reported_to": []}).errors
    assert "reported_at" in final(record, categories=[reason], **told | {"reported_at": "2027-01-01T10:00"}).errors


def test_danger_now_asks_for_the_duty_to_report_whatever_the_reason(record: Definition) -> None:
    assert "duty_to_report" in final(record, urgency="danger_now").errors
    assert "duty_to_report" not in final(record).relevant


def test_psychological_help_names_its_ground(record: Definition) -> None:
    assert "consent_ground" in final(record, help_kind="psychological").errors
    assert final(record, help_kind="psychological", consent_ground="crisis").errors == {}


@pytest.mark.parametrize(("phone", "is_good"), [("+7 701 234 56 78", True), ("87012345678", True), ("12345", False)])
def test_a_phone_is_checked_and_the_message_says_how_to_mend_it(record: Definition, phone: str, is_good: bool) -> None:
    errors = final(record, child_phone=phone).errors
    assert ("child_phone" not in errors) is is_good
    if not is_good:
        assert "+7" in str(errors["child_phone"])


def test_what_points_to_a_person_and_every_free_text_is_sealed_and_the_rest_can_be_counted(record: Definition) -> None:
    identifying = {"child_first_name", "child_last_name", "child_phone", "child_address", "school_name", "caller_name",
                   "caller_phone"}  # fmt: skip
    assert record.identifying == identifying
    assert sealed_names(record) == identifying | {"summary", "short_note", "referred_to"}


def test_reasons_of_the_form_are_the_reasons_of_the_pack(record: Definition) -> None:
    wanted = {row["code"] for row in rows("helpline/categories.csv") if row["level"] == "2" and row["is_counselling"] == "yes"}
    assert {choice.name for choice in record.lists["categories"]} == wanted
    kinds = [kind["key"] for kind in toml("helpline/call_types.toml")["call_type"] if kind["is_data"]]
    assert [choice.name for choice in record.lists["call_types"]][: len(kinds)] == kinds


@pytest.mark.parametrize(("age", "word"), [(0, "лет"), (1, "год"), (2, "года"), (5, "лет"), (11, "лет"), (14, "лет")])
def test_years_are_counted_as_russian_counts_them(age: int, word: str) -> None:
    assert years_in_russian(age) == word
