"""What a grantee keeps of a project, and what the other side says of it: spending, moves, results, reports."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.directory.models import Service
from qorgan.grants import actions
from qorgan.grants import project_access as access
from qorgan.grants.call_forms import Sure
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Deliverable, Expenditure, Reallocation, Report
from qorgan.grants.pages.deeds import deed
from qorgan.grants.pages.project import address_of, project_deed, way_to
from qorgan.grants.project_choices import ReportState
from qorgan.grants.project_forms import (
    AskMove,
    BeginReport,
    ClaimDeliverable,
    DecideExpenditure,
    DecideMove,
    DecideReport,
    JudgeDeliverable,
    PromiseDeliverable,
    RecordExpenditure,
    WriteReport,
)
from qorgan.grants.project_tables import state_of
from qorgan.grants.queries import projects as queries
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb


@page(needs=access.PROJECT_KEEP, methods=("GET", "POST"))
def grant_spending_new(request: PageRequest, ref: str) -> HttpResponse:
    """What was spent."""
    by = request.by
    found = queries.project(by, ref)
    form = RecordExpenditure(request.POST or None, lines=queries.lines(by, found), documents=queries.documents(by, found))
    return project_deed(
        request, found, form, actions.record_expenditure, title=_("Write down an expenditure"), verb=_("Keep"), project=found
    )


@page(needs=access.REPORT_ACCEPT, methods=("GET", "POST"))
def grant_spending_decide(request: PageRequest, ref: str) -> HttpResponse:
    """Whether it counts."""
    found = queries.part(request.by, Expenditure, ref)
    return project_deed(
        request,
        found.project,
        DecideExpenditure(request.POST or None),
        actions.decide_expenditure,
        title=_("Decide about an expenditure"),
        verb=_("Decide"),
        expenditure=found,
    )


@page(needs=access.PROJECT_KEEP, methods=("GET", "POST"))
def grant_move_new(request: PageRequest, ref: str) -> HttpResponse:
    """Money from one line to another is asked for."""
    by = request.by
    found = queries.project(by, ref)
    about = _("Up to %(percent)s %% of the grant may move without a new version of the contract.")
    return project_deed(
        request,
        found,
        AskMove(request.POST or None, lines=queries.lines(by, found)),
        actions.ask_move,
        title=_("Ask to move money"),
        verb=_("Ask"),
        about=about % {"percent": granting().terms.reallocation_percent},
        project=found,
    )


@page(needs=access.TRANCHE_APPROVE, methods=("GET", "POST"))
def grant_move_decide(request: PageRequest, ref: str) -> HttpResponse:
    """Whether it moves."""
    found = queries.part(request.by, Reallocation, ref)
    return project_deed(
        request,
        found.project,
        DecideMove(request.POST or None),
        actions.decide_move,
        title=_("Decide about a move"),
        verb=_("Decide"),
        move=found,
    )


@page(needs=access.PROJECT_KEEP, methods=("GET", "POST"))
def grant_result_new(request: PageRequest, ref: str) -> HttpResponse:
    """A result that the project will bring."""
    found = queries.project(request.by, ref)
    return project_deed(
        request,
        found,
        PromiseDeliverable(request.POST or None),
        actions.promise_deliverable,
        title=_("Promise a result"),
        verb=_("Keep"),
        project=found,
    )


@page(needs=access.PROJECT_KEEP, methods=("GET", "POST"))
def grant_result_claim(request: PageRequest, ref: str) -> HttpResponse:
    """The evidence of a result."""
    by = request.by
    found = queries.part(by, Deliverable, ref)
    form = ClaimDeliverable(
        request.POST or None, deliverable=found, documents=queries.documents(by, found.project), services=Service.objects.public()
    )
    return project_deed(
        request,
        found.project,
        form,
        actions.claim_deliverable,
        title=_("Hand the result in"),
        verb=_("Hand in"),
        about=_("The directory is asked whether it works; another person verifies it."),
        deliverable=found,
    )


@page(needs=access.RESULT_VERIFY, methods=("GET", "POST"))
def grant_result_judge(request: PageRequest, ref: str) -> HttpResponse:
    """Whether a result stands."""
    found = queries.part(request.by, Deliverable, ref)
    return project_deed(
        request,
        found.project,
        JudgeDeliverable(request.POST or None),
        actions.judge_deliverable,
        title=_("Verify the result"),
        verb=_("Keep"),
        deliverable=found,
    )


@page(needs=access.PROJECT_KEEP, methods=("GET", "POST"))
def grant_report_new(request: PageRequest, ref: str) -> HttpResponse:
    """The report of the newest tranche is begun."""
    found = queries.project(request.by, ref)
    return project_deed(
        request,
        found,
        BeginReport(request.POST or None),
        actions.begin_report,
        title=_("New report"),
        verb=_("Begin"),
        then=report_address,
        project=found,
    )


def report_address(report: Report) -> str:
    """The page of a report."""
    return reverse("grant_report", args=[report.ref])


def _way(report: Report) -> list[Crumb]:
    return [*way_to(report.project), Crumb(_("Report %(number)s") % {"number": report.number}, report_address(report))]


@page(needs=access.PROJECT_READ)
def grant_report(request: PageRequest, ref: str) -> HttpResponse:
    """A report with its figures."""
    by, pack = request.by, granting()
    found = queries.part(by, Report, ref)
    is_own, is_ours = found.project.organisation_id in by.organisations, found.project.run_by_id in by.organisations
    is_open = found.state in (ReportState.DRAFT, ReportState.RETURNED)
    return render(
        request,
        "grants/report.html",
        {
            "report": found,
            "project": found.project,
            "crumbs": _way(found),
            "state": state_of(found),
            "figures": [
                (pack.named("indicator", one.indicator), pack.named("age_band", one.age_band), one)
                for one in queries.figures(by, found)
            ],
            "may_write": is_own and is_open and by.may(access.PROJECT_KEEP),
            "may_decide": is_ours and found.state == ReportState.SENT and by.may(access.REPORT_ACCEPT),
        },
    )


@page(needs=access.PROJECT_KEEP, methods=("GET", "POST"))
def grant_report_write(request: PageRequest, ref: str) -> HttpResponse:
    """Words and figures."""
    by = request.by
    found = queries.part(by, Report, ref)
    form = WriteReport(request.POST or None, report=found, figures=queries.figures(by, found))
    return deed(
        request,
        form,
        actions.write_report,
        title=_("Write the report"),
        verb=_("Keep the draft"),
        crumbs=_way(found),
        then=report_address(found),
        back=report_address(found),
        template="grants/rows.html",
        report=found,
    )


@page(needs=access.PROJECT_KEEP, methods=("GET", "POST"))
def grant_report_send(request: PageRequest, ref: str) -> HttpResponse:
    """Sends it."""
    found = queries.part(request.by, Report, ref)
    return deed(
        request,
        Sure(request.POST or None),
        actions.send_report,
        title=_("Send the report"),
        verb=_("Send"),
        crumbs=_way(found),
        then=report_address(found),
        back=report_address(found),
        about=_("What was sent cannot be edited, unless it is returned."),
        report=found,
    )


@page(needs=access.REPORT_ACCEPT, methods=("GET", "POST"))
def grant_report_decide(request: PageRequest, ref: str) -> HttpResponse:
    """Accepts or returns a report."""
    found = queries.part(request.by, Report, ref)
    return deed(
        request,
        DecideReport(request.POST or None),
        actions.decide_report,
        title=_("Decide about the report"),
        verb=_("Decide"),
        crumbs=_way(found),
        then=address_of(found.project),
        back=report_address(found),
        about=_("An accepted report frees the next tranche."),
        report=found,
    )
