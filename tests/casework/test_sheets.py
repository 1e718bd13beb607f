"""The forms of a case with the sheets of the country pack: what a final one moves, and what nobody can overwrite."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from qorgan.access.refusals import RuleBroken
from qorgan.casework.actions.decision import ask_approval, decide_approval, reopen_case
from qorgan.casework.actions.service import end_service
from qorgan.casework.actions.sheet import begin_sheet, finalise_sheet, moment_of, save_sheet
from qorgan.casework.choices import ApprovalFor, ApprovalState, Risk, Sheet, Stage, State, TaskKind, TaskState
from qorgan.casework.models import Approval, Case, CaseService, CaseSheet, Task
from qorgan.forms.binding import Bound, bind
from qorgan.forms.comparing import differences
from qorgan.forms.models import AnswersChanged
from qorgan.forms.queries import current_version
from tests.casework.conftest import one, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case_forms")]

ASSESSED = {
    "source_interview": ["child"], "protection_concerns": ["out_of_school", "child_labour"], "threats_to_safety": "Жұмыс істейді",
    "urgent_protection_concern": "no", "safety_category": "safe", "risk_level": "low", "risk_level_reason": "Үйі тыныш",
}  # fmt: skip
PLANNED = {"general_case_plan_objectives": "Мектепке оралу", "child_agreement": "agrees"}
FOLLOWED = {
    "followup_type": "in_care", "child_was_seen": "yes", "followup_comments": "Мектепке барып жүр",
    "followup_progress": "on_the_way",
}  # fmt: skip
CLOSED = {
    "closure_reason": "not_longer_at_risk", "closure_further_details": "Мектепке оралды", "closure_care_arrangement": "parent_s",
    "closure_child_told": "yes",
}  # fmt: skip


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def bound(sheet: CaseSheet, *, final: bool = False, **answers: Any) -> Bound:
    return bind(sheet.form_version.form, answers, sheet.answers, final=final)


def finalised(by, case, kind: Sheet, answers: dict[str, Any], *, replaces: CaseSheet | None = None) -> CaseSheet:
    sheet = begin_sheet(by=by, case=case, kind=kind, replaces=replaces)
    return finalise_sheet(by=by, sheet=sheet, bound=bound(sheet, final=True, **answers), expected=sheet.version)


def tasks(by, case, kind: TaskKind) -> list[Task]:
    return [task for task in seen(by, Task, case=case, kind=kind) if task.state == TaskState.OPEN]


@pytest.mark.parametrize("kind", Sheet)
def test_every_form_of_a_case_is_published_and_begins_with_today(kind: Sheet, opened, aigerim) -> None:
    assert current_version(kind.form_key).form.title
    sheet = begin_sheet(by=aigerim, case=opened, kind=kind)
    assert set(sheet.answers.values()) <= {day(0)}
    assert bool(sheet.answers) is (kind != Sheet.CONSENT)


def test_a_final_assessment_sets_risk_and_concerns_and_asks_for_a_plan(opened, aigerim) -> None:
    finalised(aigerim, opened, Sheet.RISK_ASSESSMENT, ASSESSED)
    case = one(aigerim, Case, pk=opened.pk)
    assert (case.risk, case.concerns, case.is_urgent, case.stage) == (
        Risk.LOW,
        ["child_labour", "out_of_school"],
        False,
        Stage.ASSESSMENT,
    )
    assert tasks(aigerim, case, TaskKind.ASSESSMENT) == []
    assert len(tasks(aigerim, case, TaskKind.CASE_PLAN)) == 1


def test_an_assessment_that_asks_for_nothing_makes_no_plan_task(opened, aigerim) -> None:
    finalised(aigerim, opened, Sheet.RISK_ASSESSMENT, {**ASSESSED, "risk_level": "no_action"})
    assert tasks(aigerim, opened, TaskKind.CASE_PLAN) == []


def test_an_urgent_assessment_makes_the_case_urgent(opened, aigerim) -> None:
    urgent = {
        **ASSESSED, "risk_level": "high", "urgent_protection_concern": "yes", "immediate_actions": "Қауіпсіз жерде",
        "duty_to_report": "known_to_body", "reported_to": ["police"],
    }  # fmt: skip
    finalised(aigerim, opened, Sheet.RISK_ASSESSMENT, urgent)
    case = one(aigerim, Case, pk=opened.pk)
    assert (case.risk, case.is_urgent) == (Risk.HIGH, True)


def test_a_final_plan_makes_a_task_of_each_step_and_asks_for_its_services(opened, aigerim) -> None:
    steps = [
        {"intervention_service_to_be_provided": "Мектеппен сөйлесу", "case_plan_timeframe": day(3)},
        {"intervention_service_to_be_provided": "Құжат жинау", "case_plan_timeframe": day(7)},
    ]
    services = [{"service_type": "psychological", "service_appointment_date": day(5)}, {"service_type": "legal"}]
    finalised(
        aigerim,
        opened,
        Sheet.PLAN,
        {**PLANNED, "cp_case_plan_subform_case_plan_interventions": steps, "services_section": services},
    )
    made = {task.what: task.due_at for task in tasks(aigerim, opened, TaskKind.PLAN_ACTION)}
    assert made == {"Мектеппен сөйлесу": moment_of(day(3)), "Құжат жинау": moment_of(day(7))}
    assert {row.kind: row.due_at for row in seen(aigerim, CaseService, case=opened)} == {
        "psychological": moment_of(day(5)),
        "legal": None,
    }
    (service,) = tasks(aigerim, opened, TaskKind.SERVICE)
    assert service.due_at == moment_of(day(5))
    assert tasks(aigerim, opened, TaskKind.FOLLOW_UP)
    assert one(aigerim, Case, pk=opened.pk).stage == Stage.SERVICE_PROVISION


def test_a_follow_up_ends_the_one_that_was_due_and_sets_the_next(opened, aigerim) -> None:
    finalised(aigerim, opened, Sheet.PLAN, PLANNED)
    (first,) = tasks(aigerim, opened, TaskKind.FOLLOW_UP)
    finalised(aigerim, opened, Sheet.FOLLOW_UP, {**FOLLOWED, "followup_needed_by_date": day(9)})
    (following,) = tasks(aigerim, opened, TaskKind.FOLLOW_UP)
    assert following.id != first.id
    assert following.due_at == moment_of(day(9))
    assert one(aigerim, Task, pk=first.pk).state == TaskState.DONE


def test_answers_that_are_missing_are_not_final(opened, aigerim) -> None:
    with pytest.raises(RuleBroken, match="missing"):
        finalised(aigerim, opened, Sheet.RISK_ASSESSMENT, {**ASSESSED, "risk_level": ""})
    assert one(aigerim, CaseSheet, case=opened).finalised_at is None


def test_closing_waits_for_its_form_and_its_services(opened, aigerim) -> None:
    asking = {"by": aigerim, "case": opened, "what": ApprovalFor.CLOSURE, "reason_code": "not_longer_at_risk"}
    with pytest.raises(RuleBroken, match="closure form"):
        ask_approval(**asking)
    finalised(aigerim, opened, Sheet.PLAN, {**PLANNED, "services_section": [{"service_type": "legal"}]})
    finalised(aigerim, opened, Sheet.CLOSURE, CLOSED)
    with pytest.raises(RuleBroken, match="Services are still open"):
        ask_approval(**asking)
    end_service(by=aigerim, service=one(aigerim, CaseService, case=opened), was_given=True)
    assert ask_approval(**asking).state == ApprovalState.PENDING


def closed(case, by, approver) -> Case:
    """The case after its closure was asked for and agreed to."""
    finalised(by, case, Sheet.CLOSURE, CLOSED)
    ask_approval(by=by, case=case, what=ApprovalFor.CLOSURE, reason_code="not_longer_at_risk")
    decide_approval(by=approver, approval=one(approver, Approval, case=case), is_approved=True)
    return one(approver, Case, pk=case.pk)


def test_nobody_agrees_to_the_closing_they_asked_for(opened, saule) -> None:
    finalised(saule, opened, Sheet.CLOSURE, CLOSED)
    approval = ask_approval(by=saule, case=opened, what=ApprovalFor.CLOSURE, reason_code="not_longer_at_risk")
    with pytest.raises(RuleBroken, match="Somebody else"):
        decide_approval(by=saule, approval=approval, is_approved=True)
    assert one(saule, Case, pk=opened.pk).is_open


def test_another_persons_agreement_closes_the_case_and_its_tasks(opened, aigerim, saule) -> None:
    case = closed(opened, aigerim, saule)
    assert (case.state, case.stage, case.closure_reason) == (State.CLOSED, Stage.CLOSED, "not_longer_at_risk")
    assert not any(task.state == TaskState.OPEN for task in seen(saule, Task, case=case))
    with pytest.raises(RuleBroken):
        begin_sheet(by=saule, case=case, kind=Sheet.FOLLOW_UP)


def test_a_reopened_case_begins_with_an_assessment_and_the_old_closure_form_counts_no_more(opened, aigerim, saule) -> None:
    case = reopen_case(by=saule, case=closed(opened, aigerim, saule), why="Қайта хабарласты")
    assert (case.state, case.stage) == (State.OPEN, Stage.REOPENED)
    assert len(tasks(saule, case, TaskKind.ASSESSMENT)) == 1
    with pytest.raises(RuleBroken, match="closure form"):
        ask_approval(by=saule, case=case, what=ApprovalFor.CLOSURE, reason_code="not_longer_at_risk")


def test_a_correction_names_what_it_replaces_and_both_stay(opened, aigerim) -> None:
    first = finalised(aigerim, opened, Sheet.REGISTRATION, {"current_care_arrangements_type": "parent_s"})
    with pytest.raises(RuleBroken, match="Correct it instead"):
        begin_sheet(by=aigerim, case=opened, kind=Sheet.REGISTRATION)
    second = finalised(aigerim, opened, Sheet.REGISTRATION, {"safe_contact": "Апасы арқылы"}, replaces=first)
    assert second.replaces_id == first.id
    assert second.answers == {**first.answers, "safe_contact": "Апасы арқылы"}
    assert "safe_contact" not in one(aigerim, CaseSheet, pk=first.pk).answers


def test_a_final_form_is_not_changed(opened, aigerim) -> None:
    sheet = finalised(aigerim, opened, Sheet.FOLLOW_UP, FOLLOWED)
    with pytest.raises(RuleBroken, match="final"):
        save_sheet(by=aigerim, sheet=sheet, bound=bound(sheet, followup_comments="Басқа"), expected=sheet.version)


def test_of_two_who_write_one_draft_the_slower_sees_what_differs_and_nothing_is_overwritten(opened, aigerim) -> None:
    begin_sheet(by=aigerim, case=opened, kind=Sheet.FOLLOW_UP)
    mine, theirs = one(aigerim, CaseSheet, case=opened), one(aigerim, CaseSheet, case=opened)
    before = mine.version
    save_sheet(by=aigerim, sheet=theirs, bound=bound(theirs, followup_comments="Бірінші"), expected=before)
    late = bound(mine, followup_comments="Екінші")
    with pytest.raises(AnswersChanged) as raised:
        save_sheet(by=aigerim, sheet=mine, bound=late, expected=before)
    found = differences(mine.form_version.form, late.answers, raised.value.theirs)
    assert len(found) == 1
    assert raised.value.version == before + 1
    assert one(aigerim, CaseSheet, case=opened).answers["followup_comments"] == "Бірінші"


def test_words_of_people_are_not_in_clear(opened, aigerim) -> None:
    sheet = finalised(aigerim, opened, Sheet.FOLLOW_UP, FOLLOWED)
    assert "followup_comments" not in sheet.plain
    assert sheet.plain["followup_progress"] == "on_the_way"
