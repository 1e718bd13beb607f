"""The forms of a case: begun, autosaved, finalised, corrected; what a final one says moves the case."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework import access, codes
from qorgan.casework.actions.case import judged
from qorgan.casework.actions.service import plan_service
from qorgan.casework.actions.standing import locked, settle
from qorgan.casework.actions.task import arise, finish
from qorgan.casework.choices import Risk, Sheet, TaskKind
from qorgan.casework.events import SheetBegun, SheetFinalised, SheetSaved
from qorgan.casework.models import Case, CaseSheet
from qorgan.casework.rules import may_begin
from qorgan.forms.binding import Bound, bind
from qorgan.forms.queries import current_version
from qorgan.journal.actions import action, record

# Wire names of the field's forms that carry behaviour; everything else on a sheet is the country's own.
RISK_LEVEL, CONCERNS, URGENT = "risk_level", "protection_concerns", "urgent_protection_concern"
INTERVENTIONS, INTERVENTION, TIMEFRAME = (
    "cp_case_plan_subform_case_plan_interventions",
    "intervention_service_to_be_provided",
    "case_plan_timeframe",
)
SERVICES, SERVICE_TYPE, SERVICE_DUE = "services_section", "service_type", "service_appointment_date"
FOLLOWED_UP, NEXT_FOLLOW_UP = "followup_date", "followup_needed_by_date"
END_OF_DAY = time(18, 0)
"""A day without an hour means its end for the people who work."""


@action(access.CASE_CHANGE)
def begin_sheet(*, by: Principal, case: Case, kind: Sheet, replaces: CaseSheet | None = None) -> CaseSheet:
    """Begins a form of the case, or gives the draft that is there already. `replaces` names the final one it corrects,
    whose answers it begins with; any other begins with the answers that the form gives by itself."""
    kept, kind = locked(by, case), Sheet(kind)
    held = CaseSheet.objects.visible_to(by).filter(case=kept, kind=kind, finalised_at__isnull=True).first()
    if held is not None:
        record(SheetBegun(subject=kept.id, sheet=held.id, kind=str(kind)), by=by, about=(held.id,))
        return held
    has_final = CaseSheet.objects.visible_to(by).filter(case=kept, kind=kind, finalised_at__isnull=False).exists()
    if not may_begin(kind, is_open=kept.is_open, has_final=has_final and replaces is None):
        raise RuleBroken(_("This form is there already. Correct it instead."))
    version = current_version(kind.form_key)
    sheet = CaseSheet(case=kept, kind=kind, writer=by.actor_id, begun_at=timezone.now(), form_version=version, replaces=replaces)
    sheet.put_answers(bind(version.form, None, replaces.answers if replaces is not None else None), expected=1)
    sheet.save(force_insert=True)
    record(SheetBegun(subject=kept.id, sheet=sheet.id, kind=str(kind)), by=by, about=(sheet.id,))
    settle(kept, by=by)
    return sheet


@action(access.CASE_CHANGE)
def save_sheet(*, by: Principal, sheet: CaseSheet, bound: Bound, expected: int) -> CaseSheet:
    """Keeps a draft as it is, complete or not. Raises AnswersChanged when somebody else was faster."""
    _demand_draft(sheet)
    sheet.put_answers(bound, expected=expected)
    sheet.saved_at = timezone.now()
    sheet.save()
    record(SheetSaved(subject=sheet.case_id, sheet=sheet.id, kind=str(sheet.kind), version=sheet.version), by=by, about=(sheet.id,))
    return sheet


@action(access.CASE_CHANGE)
def finalise_sheet(*, by: Principal, sheet: CaseSheet, bound: Bound, expected: int) -> CaseSheet:
    """Finalises complete answers and lets them move the case: risk and concerns, the tasks that end and those that arise,
    the services that the plan asks for."""
    case = locked(by, sheet.case)
    _demand_draft(sheet)
    if not case.is_open:
        raise RuleBroken(_("A closed case is read, not changed. Reopen it first."))
    if not bound.is_valid:
        raise RuleBroken(_("Some answers are missing."))
    sheet.put_answers(bound, expected=expected)
    sheet.finalised_at = sheet.saved_at = timezone.now()
    sheet.save()
    record(
        SheetFinalised(subject=case.id, organisation=case.organisation_id, sheet=sheet.id, kind=str(sheet.kind)),
        by=by,
        about=(sheet.id,),
    )
    _CONSEQUENCES.get(Sheet(sheet.kind), _nothing)(case, sheet, bound.answers, by)
    settle(case, by=by)
    return sheet


def _demand_draft(sheet: CaseSheet) -> None:
    if sheet.finalised_at:
        raise RuleBroken(_("This form is final. It can be read, or corrected by a new one."))


def _nothing(case: Case, sheet: CaseSheet, answers: dict[str, Any], by: Principal) -> None:
    """A form that moves nothing."""


def _assessed(case: Case, sheet: CaseSheet, answers: dict[str, Any], by: Principal) -> None:
    finish(case, TaskKind.ASSESSMENT, by=by)
    before = case.risk
    level = answers.get(RISK_LEVEL)
    case.risk = Risk(level) if level in Risk.values else case.risk
    known = codes.rows("concerns")
    case.concerns = sorted({one for one in answers.get(CONCERNS) or () if one in known}) or case.concerns
    case.is_urgent = str(answers.get(URGENT) or "") in ("yes", "true") or case.is_urgent
    case.version += 1
    case.save()
    if case.risk != before:
        judged(case, before, by=by)
    if case.risk != Risk.NO_ACTION:
        arise(case, TaskKind.CASE_PLAN, by=by, since=timezone.now(), arises_from="assessment")


def _planned(case: Case, sheet: CaseSheet, answers: dict[str, Any], by: Principal) -> None:
    finish(case, TaskKind.CASE_PLAN, by=by)
    finish(case, TaskKind.PLAN_REVIEW, by=by)
    for place, row in enumerate(answers.get(INTERVENTIONS) or ()):
        due, what = moment_of(row.get(TIMEFRAME)), str(row.get(INTERVENTION) or "")
        if due is not None:
            arise(case, TaskKind.PLAN_ACTION, by=by, since=timezone.now(), arises_from=f"{sheet.id}.{place}", due_at=due, what=what)
    for row in answers.get(SERVICES) or ():
        if row.get(SERVICE_TYPE):
            plan_service(case, str(row[SERVICE_TYPE]), by=by, due_at=moment_of(row.get(SERVICE_DUE)))
    arise(case, TaskKind.PLAN_REVIEW, by=by, since=timezone.now(), arises_from="plan")
    arise(case, TaskKind.FOLLOW_UP, by=by, since=timezone.now(), arises_from="follow_up")


def _followed_up(case: Case, sheet: CaseSheet, answers: dict[str, Any], by: Principal) -> None:
    finish(case, TaskKind.FOLLOW_UP, by=by)
    due = moment_of(answers.get(NEXT_FOLLOW_UP))
    arise(case, TaskKind.FOLLOW_UP, by=by, since=timezone.now(), arises_from="follow_up", due_at=due)


_CONSEQUENCES = {Sheet.RISK_ASSESSMENT: _assessed, Sheet.PLAN: _planned, Sheet.FOLLOW_UP: _followed_up}


def moment_of(answer: Any) -> datetime | None:
    """The moment that an answer means: a day counts until its end of work; None for none."""
    if isinstance(answer, datetime):
        return answer if timezone.is_aware(answer) else timezone.make_aware(answer)
    if isinstance(answer, str) and answer:
        answer = date.fromisoformat(answer[:10])
    if isinstance(answer, date):
        return timezone.make_aware(datetime.combine(answer, END_OF_DAY))
    return None
