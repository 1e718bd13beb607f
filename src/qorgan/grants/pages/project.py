"""A project as both sides see it: money, contract, spending, results, reports."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.grants import actions
from qorgan.grants import project_access as access
from qorgan.grants.call_forms import Sure
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import ContractVersion, Document, Project, Tranche
from qorgan.grants.pages.deeds import deed
from qorgan.grants.project_choices import ProjectState, Side
from qorgan.grants.project_forms import AddPaper, DraftContract, PayTranche, PlanTranches
from qorgan.grants.project_tables import Projects, state_of
from qorgan.grants.queries import projects as queries
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb
from qorgan.vault.papers import MEDIA_TYPES

Rows = list[dict[str, Any]]


def address_of(project: Project) -> str:
    """The page of a project."""
    return reverse("grant_project", args=[project.ref])


def way_to(project: Project) -> list[Crumb]:
    """The list and the project."""
    return [Crumb(_("Projects"), reverse("grant_projects")), Crumb(project.number, address_of(project))]


def project_deed(request: PageRequest, of: Project, form: Any, act: Any, **given: Any) -> HttpResponse:
    """One form that leads back to the project."""
    where = address_of(of)
    return deed(request, form, act, **{"crumbs": way_to(of), "then": where, "back": where, **given})


@page(needs=access.PROJECT_READ)
def grant_projects(request: PageRequest) -> HttpResponse:
    """The projects that the reader may know."""
    table = Projects(queries.projects(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "grants/projects.html", {"table": table}, partials=(table.id,))


@page(needs=access.PROJECT_READ)
def grant_project(request: PageRequest, ref: str) -> HttpResponse:
    """One project, whole."""
    by = request.by
    found = queries.project(by, ref)
    may = _may(by, found)
    tranches, spent, pack = queries.tranches(by, found), queries.spending(by, found), granting()
    reports = queries.reports(by, found)
    return render(
        request,
        "grants/project.html",
        {
            "project": found,
            "crumbs": way_to(found),
            "state": state_of(found),
            "may": may,
            "sums": queries.sums(found, tranches, spent),
            "lines": [(pack.named("category", one.category), one) for one in queries.lines(by, found)],
            "tranches": [_row(one, _steps(may, one)) for one in tranches],
            "contracts": _contracts(by, found, may),
            "spending": [_row(one, {"decide": may["accept"] and one.state == "recorded"}) for one in spent],
            "moves": [_row(one, {"decide": may["approve"] and one.state == "asked"}) for one in queries.moves(by, found)],
            "results": [
                _row(
                    one,
                    {"claim": may["keep"] and one.state in ("promised", "returned"), "judge": may["verify"] and one.state == "claimed"},
                )
                for one in queries.deliverables(by, found)
            ],
            "reports": [_row(one, {}) for one in reports],
            "documents": queries.documents(by, found),
            "is_contracting": found.state == ProjectState.CONTRACTING,
            "is_running": found.state == ProjectState.RUNNING,
        },
    )


def _may(by: Principal, project: Project) -> dict[str, bool]:
    """What the reader may do, by side."""
    ours, own = project.run_by_id in by.organisations, project.organisation_id in by.organisations
    return {
        "keep": own and by.may(access.PROJECT_KEEP),
        "sign": by.may(access.CONTRACT_SIGN),
        "funder": ours,
        "prepare": ours and by.may(access.TRANCHE_PREPARE),
        "approve": ours and by.may(access.TRANCHE_APPROVE),
        "pay": ours and by.may(access.TRANCHE_PAY),
        "accept": ours and by.may(access.REPORT_ACCEPT),
        "verify": ours and by.may(access.RESULT_VERIFY),
    }


def _row(one: Any, verbs: dict[str, bool]) -> dict[str, Any]:
    return {"one": one, "state": state_of(one), "verbs": verbs}


def _steps(may: dict[str, bool], tranche: Tranche) -> dict[str, bool]:
    return {
        "prepare": may["prepare"] and tranche.state == "planned",
        "approve": may["approve"] and tranche.state == "prepared",
        "return": may["approve"] and tranche.state == "prepared",
        "pay": may["pay"] and tranche.state == "approved",
    }


def _contracts(by: Principal, project: Project, may: dict[str, bool]) -> Rows:
    side = Side.FUNDER if may["funder"] else Side.GRANTEE
    return [
        {"one": one, "may_sign": may["sign"] and one.number == project.contract_version and one.signed_at(side) is None}
        for one in queries.contracts(by, project)
    ]


@page(needs=access.TRANCHE_PREPARE, methods=("GET", "POST"))
def grant_tranches_plan(request: PageRequest, ref: str) -> HttpResponse:
    """Cuts the grant into tranches."""
    found = queries.project(request.by, ref)
    return project_deed(
        request,
        found,
        PlanTranches(request.POST or None),
        actions.plan_tranches,
        title=_("Plan the tranches"),
        verb=_("Keep the plan"),
        about=_("The tranches add up to the grant exactly."),
        template="grants/rows.html",
        project=found,
    )


@page(needs=access.CONTRACT_SIGN, methods=("GET", "POST"))
def grant_contract_new(request: PageRequest, ref: str) -> HttpResponse:
    """A version of the contract."""
    found = queries.project(request.by, ref)
    form = DraftContract(request.POST or None, is_first=found.contract_version == 0)
    return project_deed(
        request,
        found,
        form,
        actions.draft_contract,
        title=_("New version of the contract"),
        verb=_("Lay it before both sides"),
        project=found,
    )


@page(needs=access.PROJECT_READ)
def grant_contract(request: PageRequest, ref: str) -> HttpResponse:
    """The contract word for word, and who signed it when."""
    found = queries.part(request.by, ContractVersion, ref)
    context = {
        "version": found,
        "project": found.project,
        "content": found.content,
        "crumbs": [*way_to(found.project), Crumb(str(found.number))],
    }
    return render(request, "grants/contract.html", context)


@page(needs=access.CONTRACT_SIGN, methods=("GET", "POST"))
def grant_contract_sign(request: PageRequest, ref: str) -> HttpResponse:
    """Signs for the own side."""
    found = queries.part(request.by, ContractVersion, ref)
    return project_deed(
        request,
        found.project,
        Sure(request.POST or None),
        actions.sign_contract,
        title=_("Sign the contract"),
        verb=_("Sign"),
        about=_("You sign for your organisation. What is signed never changes; a change is a new version."),
        project=found.project,
        version=found,
    )


def _step(request: PageRequest, ref: str, act: Any, title: Any, about: Any = "") -> HttpResponse:
    found = queries.part(request.by, Tranche, ref)
    return project_deed(request, found.project, Sure(request.POST or None), act, title=title, verb=title, about=about, tranche=found)


@page(needs=access.TRANCHE_PREPARE, methods=("GET", "POST"))
def grant_tranche_prepare(request: PageRequest, ref: str) -> HttpResponse:
    """A tranche may be paid."""
    return _step(
        request, ref, actions.prepare_tranche, _("Prepare the tranche"), _("Another person approves it, and a third one pays.")
    )


@page(needs=access.TRANCHE_APPROVE, methods=("GET", "POST"))
def grant_tranche_approve(request: PageRequest, ref: str) -> HttpResponse:
    """Approves what another person prepared."""
    return _step(request, ref, actions.approve_tranche, _("Approve the tranche"))


@page(needs=access.TRANCHE_APPROVE, methods=("GET", "POST"))
def grant_tranche_return(request: PageRequest, ref: str) -> HttpResponse:
    """Sends it back."""
    return _step(request, ref, actions.return_tranche, _("Return the tranche"), _("It is prepared anew."))


@page(needs=access.TRANCHE_PAY, methods=("GET", "POST"))
def grant_tranche_pay(request: PageRequest, ref: str) -> HttpResponse:
    """Writes the payment down."""
    found = queries.part(request.by, Tranche, ref)
    return project_deed(
        request,
        found.project,
        PayTranche(request.POST or None),
        actions.pay_tranche,
        title=_("Write down the payment"),
        verb=_("Paid"),
        tranche=found,
    )


@page(needs=access.PROJECT_KEEP, methods=("GET", "POST"))
def grant_paper_new(request: PageRequest, ref: str) -> HttpResponse:
    """A paper is added."""
    found = queries.project(request.by, ref)
    form = AddPaper(request.POST or None, request.FILES or None)
    return project_deed(
        request, found, form, actions.add_project_document, title=_("Add a document"), verb=_("Keep the document"), project=found
    )


@page(needs=access.PROJECT_READ, methods=("POST",))
def grant_paper(request: PageRequest, ref: str) -> HttpResponse:
    """The content of a paper; that it was opened is written down."""
    found = queries.part(request.by, Document, ref)
    content = actions.open_project_document(by=request.by, document=found)
    answer = HttpResponse(content, content_type=MEDIA_TYPES[found.name.rpartition(".")[2]])
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return answer


@page(needs=access.REPORT_ACCEPT, methods=("GET", "POST"))
def grant_project_finish(request: PageRequest, ref: str) -> HttpResponse:
    """Ends the project."""
    found = queries.project(request.by, ref)
    return project_deed(
        request,
        found,
        Sure(request.POST or None),
        actions.finish_project,
        title=_("Finish the project"),
        verb=_("Finish"),
        about=_("Every tranche is paid, the final report accepted, every result verified."),
        project=found,
    )
