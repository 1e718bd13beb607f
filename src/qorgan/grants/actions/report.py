"""Reports against indicators. An accepted report frees the next tranche; the last one ends the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks import queries as clocks
from qorgan.grants import project_access as access
from qorgan.grants import project_events as events
from qorgan.grants import project_rules as rules
from qorgan.grants.actions.contract import as_funder, as_grantee
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Actual, Deliverable, Expenditure, Project, Report, Tranche
from qorgan.grants.project_choices import DeliverableState, Disability, ProjectState, ReportState, Sex, TrancheState
from qorgan.journal.actions import action, record
from qorgan.places.models import Place


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report."""

    indicator: str
    age_band: str
    sex: str
    disability: str
    place: Place
    value: int


def _held(by: Principal, report: Report) -> Report:
    found = Report.objects.visible_to(by).select_for_update().filter(pk=report.pk).first()
    if found is None:
        raise Refused("report")
    return found


@action(access.PROJECT_KEEP)
def begin_report(*, by: Principal, project: Project, starts_on: date, ends_on: date) -> Report:
    """Begins the report of the newest paid tranche. Raises RuleBroken where nothing was paid since the last report."""
    found = as_grantee(by, project)
    rules.must_run(found)
    tranches = Tranche.objects.visible_to(by).filter(project=found)
    number = Report.objects.visible_to(by).filter(project=found).count() + 1
    if number > tranches.filter(state=TrancheState.PAID).count():
        raise RuleBroken(_("A report tells what was done with a tranche. No tranche was paid since the last report."))
    if ends_on < starts_on:
        raise RuleBroken(_("The first day is after the last."), field="ends_on")
    made = Report.objects.create(
        project=found, number=number, starts_on=starts_on, ends_on=ends_on, is_final=number == tranches.count(), began_by=by.account
    )
    record(events.ReportWritten(subject=found.pk, report=made.pk, number=number), by=by)
    return made


@action(access.PROJECT_KEEP)
def write_report(*, by: Principal, report: Report, words: str, figures: Sequence[Figure] | None = None) -> Report:
    """Keeps the words and the figures of a report. Raises RuleBroken for one that was sent."""
    project = as_grantee(by, Project.objects.visible_to(by).get(pk=report.project_id))
    found = _held(by, report)
    rules.must_write_report(found)
    found.words = words.strip()
    found.save(update_fields=["words"])
    if figures is not None:
        _must_be_known(figures)
        Actual.objects.visible_to(by).filter(report=found).delete()
        Actual.objects.bulk_create(
            [Actual(project=project, report=found, indicator=one.indicator, age_band=one.age_band, sex=one.sex,
                    disability=one.disability, place=one.place, value=one.value) for one in figures if one.value > 0]
        )  # fmt: skip
    record(events.ReportWritten(subject=project.pk, report=found.pk, number=found.number), by=by)
    return found


def _must_be_known(figures: Sequence[Figure]) -> None:
    pack = granting()
    for one in figures:
        known = one.indicator in pack.indicators and one.age_band in pack.age_bands
        if not known or one.sex not in Sex.values or one.disability not in Disability.values:
            raise RuleBroken(_("This figure belongs to no indicator of the programme."), field="figures")
    cells = [(one.indicator, one.age_band, one.sex, one.disability, one.place.pk) for one in figures]
    if len(cells) != len(set(cells)):
        raise RuleBroken(_("A figure stands twice."), field="figures")


@action(access.PROJECT_KEEP)
def send_report(*, by: Principal, report: Report) -> Report:
    """Sends a report. Raises RuleBroken for one without words or without figures."""
    project = as_grantee(by, Project.objects.visible_to(by).get(pk=report.project_id))
    found = _held(by, report)
    rules.must_write_report(found)
    if not found.words or not Actual.objects.visible_to(by).filter(report=found).exists():
        raise RuleBroken(_("A report has words and at least one figure."))
    found.state, found.sent_by, found.sent_at = ReportState.SENT, by.account, clocks.now()
    found.decided_by, found.decided_at = None, None
    found.save(update_fields=["state", "sent_by", "sent_at", "decided_by", "decided_at"])
    record(events.ReportSent(subject=project.pk, report=found.pk, number=found.number), by=by)
    return found


@action(access.REPORT_ACCEPT)
def decide_report(*, by: Principal, report: Report, is_accepted: bool, answer: str) -> Report:
    """Accepts a report, which frees the next tranche, or returns it with the reason.

    Raises RuleBroken for who wrote it, while expenditures of its time wait, and without words.
    """
    project = as_funder(by, Project.objects.visible_to(by).get(pk=report.project_id))
    found = _held(by, report)
    rules.must_wait_for_decision(found, ReportState.SENT)
    rules.must_be_another(found.sent_by, by.account_id)
    if not answer.strip():
        raise RuleBroken(_("Write an answer: the grantee reads it."), field="answer")
    if is_accepted:
        rules.must_have_no_open(list(Expenditure.objects.visible_to(by).filter(project=project, on__lte=found.ends_on)))
    found.state = ReportState.ACCEPTED if is_accepted else ReportState.RETURNED
    found.decided_by, found.decided_at, found.answer = by.account, clocks.now(), answer.strip()
    found.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    record(events.ReportDecided(subject=project.pk, report=found.pk, number=found.number, outcome=str(found.state)), by=by)
    return found


@action(access.REPORT_ACCEPT)
def finish_project(*, by: Principal, project: Project) -> Project:
    """Ends a project: every tranche paid, the final report accepted, every result verified. Raises RuleBroken otherwise."""
    found = as_funder(by, project)
    rules.must_run(found)
    if Tranche.objects.visible_to(by).filter(project=found).exclude(state=TrancheState.PAID).exists():
        raise RuleBroken(_("Not every tranche is paid."))
    if not Report.objects.visible_to(by).filter(project=found, is_final=True, state=ReportState.ACCEPTED).exists():
        raise RuleBroken(_("The final report is not accepted yet."))
    if Deliverable.objects.visible_to(by).filter(project=found).exclude(state=DeliverableState.VERIFIED).exists():
        raise RuleBroken(_("Not every promised result is verified."))
    found.state, found.finished_at = ProjectState.FINISHED, clocks.now()
    found.save(update_fields=["state", "finished_at"])
    record(events.ProjectFinished(subject=found.pk), by=by)
    return found
