"""The six forms of a case: read by our form engine, in three languages, short, and asking what the law asks."""

from datetime import UTC, datetime

import pytest
from tools.packs.forms import workbook

from qorgan.casework.choices import Risk, Sheet
from qorgan.forms.binding import Bound, bind
from qorgan.forms.definition import Definition
from qorgan.forms.sealing import sealed_names
from qorgan.forms.xlsform import read_xlsform
from tests.packs.reading import LANGUAGES, PACK, toml

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY, YESTERDAY, TOMORROW = "2026-11-24", "2026-11-23", "2026-11-25"
SHORTEST = {
    Sheet.REGISTRATION: {"registration_date": TODAY, "current_care_arrangements_type": "parent_s"},
    Sheet.CONSENT: {
        "interview_subject": "caregiver", "legitimate_basis": ["representative_consent"], "consent_given_as": "parent",
        "consent_given_by": "Сәуле", "consent_authority": "document_seen", "consent_for_services": "yes", "consent_date": TODAY,
        "consent_written_form": "paper", "child_assent": "agrees", "disclosure_other_orgs": "no",
    },
    Sheet.RISK_ASSESSMENT: {
        "assessment_requested_on": TODAY, "source_interview": ["child"], "protection_concerns": ["out_of_school"],
        "threats_to_safety": "Жоқ", "urgent_protection_concern": "no", "safety_category": "safe", "risk_level": "low",
        "risk_level_reason": "Үйі тыныш",
    },
    Sheet.PLAN: {"date_case_plan": TODAY, "general_case_plan_objectives": "Мектепке оралу", "child_agreement": "agrees"},
    Sheet.FOLLOW_UP: {
        "followup_date": TODAY, "followup_type": "in_care", "child_was_seen": "yes", "followup_comments": "Жақсы",
        "followup_progress": "on_the_way",
    },
    Sheet.CLOSURE: {
        "date_closure": TODAY, "closure_reason": "not_longer_at_risk", "closure_further_details": "Үйі тыныш",
        "closure_care_arrangement": "parent_s", "closure_child_told": "yes",
    },
}  # fmt: skip


def form(kind: Sheet) -> Definition:
    return read_xlsform((PACK / "forms" / f"{kind.form_key}.xlsx").read_bytes(), key=kind.form_key).definition


def final(kind: Sheet, **answers) -> Bound:
    return bind(form(kind), {**SHORTEST[kind], **answers}, final=True, language="ru", at=NOW)


@pytest.mark.parametrize("kind", Sheet)
def test_a_sheet_is_what_its_tables_make_and_is_read_without_a_warning(kind: Sheet) -> None:
    content = (PACK / "forms" / f"{kind.form_key}.xlsx").read_bytes()
    assert content == workbook(PACK, kind.form_key)
    assert read_xlsform(content, key=kind.form_key).warnings == ()


@pytest.mark.parametrize("kind", Sheet)
def test_every_question_and_choice_speaks_three_languages(kind: Sheet) -> None:
    read = form(kind)
    assert set(read.languages) == set(read.title) == set(LANGUAGES)
    for node in read.walk():
        assert node.label
        for words in (node.label, node.hint, node.required_message, node.constraint_message):
            assert set(words) in (set(), set(LANGUAGES)), node.name
        assert not node.constraint or node.constraint_message, node.name
        assert not node.required or node.required_message, node.name
    for choices in read.lists.values():
        assert all(set(choice.label) == set(LANGUAGES) for choice in choices)


@pytest.mark.parametrize("kind", Sheet)
def test_the_shortest_answers_are_enough_and_none_of_them_can_be_left_out(kind: Sheet) -> None:
    assert final(kind).errors == {}
    assert len(SHORTEST[kind]) <= 10
    for name in SHORTEST[kind]:
        assert not final(kind, **{name: ""}).is_valid, name


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Sheet.REGISTRATION, "registration_date"),
        (Sheet.CONSENT, "consent_date"),
        (Sheet.RISK_ASSESSMENT, "assessment_requested_on"),
        (Sheet.PLAN, "date_case_plan"),
        (Sheet.FOLLOW_UP, "followup_date"),
        (Sheet.CLOSURE, "date_closure"),
    ],
)
def test_what_happened_lies_not_in_the_future(kind: Sheet, name: str) -> None:
    assert name in final(kind, **{name: TOMORROW}).errors


@pytest.mark.parametrize(
    ("kind", "listed", "source"),
    [
        (Sheet.RISK_ASSESSMENT, "concerns", "concerns"),
        (Sheet.CONSENT, "legal_grounds", "legal_grounds"),
        (Sheet.CLOSURE, "closure_reasons", "closure_reasons"),
    ],
)
def test_codes_are_those_of_casework(kind: Sheet, listed: str, source: str) -> None:
    wanted = [row["key"] for row in toml("casework/codes.toml")[source] if not row.get("is_retired")]
    assert [choice.name for choice in form(kind).lists[listed]] == wanted


def test_kinds_of_service_are_those_of_the_directory_and_risk_levels_those_of_the_programme() -> None:
    kinds = [row["code"] for row in toml("service_directory.toml")["service_kind"] if not row.get("valid_until")]
    assert [choice.name for choice in form(Sheet.PLAN).lists["service_kinds"]] == kinds
    assert [choice.name for choice in form(Sheet.RISK_ASSESSMENT).lists["risk_levels"]] == Risk.values


def test_every_ground_but_consent_wants_a_note_and_no_representative() -> None:
    grounds = [row["key"] for row in toml("casework/codes.toml")["legal_grounds"] if not row.get("needs_consent")]
    assert grounds
    for ground in grounds:
        alone = {"interview_subject": "child", "legitimate_basis": [ground], "child_assent": "agrees"}
        bound = bind(form(Sheet.CONSENT), alone, final=True, language="ru", at=NOW)
        assert set(bound.errors) == {"exception_note"}, ground
        assert bind(form(Sheet.CONSENT), {**alone, "exception_note": "Себебі"}, final=True, language="ru", at=NOW).is_valid


def test_consent_is_in_writing_and_a_refusal_needs_no_paper() -> None:
    assert "consent_written_form" in final(Sheet.CONSENT, consent_written_form="").errors
    assert final(Sheet.CONSENT, consent_for_services="no", consent_written_form="", disclosure_other_orgs="").errors == {}


@pytest.mark.parametrize(("day", "is_good"), [(YESTERDAY, False), (TODAY, True), (TOMORROW, False), ("", False)])
def test_a_withdrawal_lies_between_the_consent_and_today(day: str, is_good: bool) -> None:
    errors = final(Sheet.CONSENT, consent_withdrawn="yes", consent_withdrawn_date=day).errors
    assert ("consent_withdrawn_date" not in errors) is is_good


@pytest.mark.parametrize("answers", [{"urgent_protection_concern": "yes"}, {"protection_concerns": ["sexual_abuse_violence"]}])
def test_the_duty_to_report_cannot_be_skipped_in_silence(answers) -> None:
    assert "duty_to_report" in final(Sheet.RISK_ASSESSMENT, **answers).errors
    assert "no_duty_note" in final(Sheet.RISK_ASSESSMENT, **answers, duty_to_report="no_duty").errors
    assert "reported_at" in final(Sheet.RISK_ASSESSMENT, **answers, duty_to_report="reported", reported_to=["police"]).errors


def test_no_action_does_not_go_with_a_child_who_is_not_safe() -> None:
    assert final(Sheet.RISK_ASSESSMENT, risk_level="no_action").is_valid
    assert "risk_level" in final(Sheet.RISK_ASSESSMENT, risk_level="no_action", safety_category="unsafe").errors


@pytest.mark.parametrize("where", ["no_care_arrangement", "child_headed_household", "independent_living", "unrelated_adult"])
def test_a_child_without_care_asks_for_the_guardianship_authority(where: str) -> None:
    assert "guardianship_step" in final(Sheet.REGISTRATION, current_care_arrangements_type=where).errors
    told = final(Sheet.REGISTRATION, current_care_arrangements_type=where, guardianship_step="reported")
    assert told.is_valid


def test_a_goal_names_its_sign_of_progress_and_a_step_its_day() -> None:
    goal, step = {"goal_objective": "Оқу"}, {"intervention_service_to_be_provided": "Мектепке бару"}
    errors = final(Sheet.PLAN, case_plan_goals=[goal], cp_case_plan_subform_case_plan_interventions=[step]).errors
    assert set(errors) == {"case_plan_goals.0.goal_indicator", "cp_case_plan_subform_case_plan_interventions.0.case_plan_timeframe"}
    early = {**step, "case_plan_timeframe": YESTERDAY}
    assert not final(Sheet.PLAN, cp_case_plan_subform_case_plan_interventions=[early]).is_valid


def test_the_next_meeting_lies_ahead() -> None:
    assert "followup_needed_by_date" in final(Sheet.FOLLOW_UP, followup_needed_by_date=YESTERDAY).errors
    assert final(Sheet.FOLLOW_UP, followup_needed_by_date=TOMORROW).is_valid


@pytest.mark.parametrize(
    ("reason", "asked"),
    [
        ("other", "closure_reason_other"),
        ("child_disappeared", "closure_search"),
        ("no_longer_want_support", "closure_refusal_check"),
        ("transferred", "closure_transferred_to"),
        ("significant_progress", "closure_safety_plan"),
    ],
)
def test_a_closure_explains_its_reason(reason: str, asked: str) -> None:
    assert set(final(Sheet.CLOSURE, closure_reason=reason).errors) == {asked}


def test_after_a_death_nobody_is_asked_where_the_child_lives() -> None:
    gone = {"closure_reason": "death_of_child", "closure_care_arrangement": "", "closure_child_told": ""}
    assert final(Sheet.CLOSURE, **gone).errors == {}


def test_a_child_in_nobodys_care_is_not_let_go() -> None:
    assert "closure_care_arrangement" in final(Sheet.CLOSURE, closure_care_arrangement="no_care_arrangement").errors


@pytest.mark.parametrize("kind", Sheet)
def test_free_words_are_sealed_and_names_and_phones_identify(kind: Sheet) -> None:
    read = form(kind)
    free = {node.name for node in read.questions if node.kind in ("text", "textarea")}
    assert free
    assert sealed_names(read) == free
    wanted = {name for name in free if name.endswith(("_name", "telephone", "_given_by", "responsible", "contact_with", "caregiver"))}
    assert wanted <= read.identifying
