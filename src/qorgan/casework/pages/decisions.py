"""Closing and reopening, approvals, and handing a case to another organisation."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.casework import access, queries
from qorgan.casework.actions.decision import ask_approval, decide_approval, reopen_case, withdraw_approval
from qorgan.casework.actions.transfer import accept_transfer, ask_transfer, decline_transfer, revoke_transfer
from qorgan.casework.choices import ApprovalFor
from qorgan.casework.forms import AskClosure, AskTransfer, Decide, DeclineTransfer, ReopenCase
from qorgan.casework.models import Approval, Transfer
from qorgan.casework.pages.case import asked, closing_notes, crumbs_of
from qorgan.casework.pages.case_list import address_of
from qorgan.organisations.models import Organisation
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb


@page(needs=access.CASE_CHANGE, methods=("GET", "POST"))
def case_close(request: PageRequest, ref: str) -> HttpResponse:
    """Asks for the closure; a second person decides."""
    found = queries.case(request.by, ref)
    act = partial(ask_approval, what=ApprovalFor.CLOSURE)
    return asked(
        request,
        AskClosure(request.POST or None),
        act,
        title=_("Ask to close the case"),
        verb=_("Ask"),
        notes=closing_notes(request, found),
        case=found,
        about={"case": found},
    )


@page(needs=access.CASE_CHANGE, methods=("POST",))
def plan_approval(request: PageRequest, ref: str) -> HttpResponse:
    """Asks for approval of the plan."""
    found = queries.case(request.by, ref)
    try:
        ask_approval(by=request.by, case=found, what=ApprovalFor.CASE_PLAN)
    except RuleBroken as broken:
        return render(request, "casework/refused.html", {"problem": broken.message, "crumbs": crumbs_of(found)}, status=422)
    return redirect(address_of(found))


@page(needs=access.CASE_APPROVE, methods=("GET", "POST"))
def approval(request: PageRequest, ref: str) -> HttpResponse:
    """The decision of the second person."""
    found = queries.part(Approval, request.by, ref)
    notes = [found.get_what_display(), *([found.why] if found.why else [])]
    return asked(
        request,
        Decide(request.POST or None),
        decide_approval,
        title=_("Decide"),
        verb=_("Keep the decision"),
        case=found.case,
        notes=notes,
        about={"approval": found},
    )


@page(needs=access.CASE_CHANGE, methods=("POST",))
def approval_withdraw(request: PageRequest, ref: str) -> HttpResponse:
    """Who asked takes the request back."""
    found = queries.part(Approval, request.by, ref)
    try:
        withdraw_approval(by=request.by, approval=found)
    except RuleBroken as broken:
        return render(request, "casework/refused.html", {"problem": broken.message, "crumbs": crumbs_of(found.case)}, status=422)
    return redirect(address_of(found.case))


@page(needs=access.CASE_REOPEN, methods=("GET", "POST"))
def case_reopen(request: PageRequest, ref: str) -> HttpResponse:
    """A closed case is opened again."""
    found = queries.case(request.by, ref)
    return asked(
        request,
        ReopenCase(request.POST or None),
        reopen_case,
        title=_("Open again"),
        verb=_("Open again"),
        case=found,
        about={"case": found},
    )


@page(needs=access.CASE_TRANSFER, methods=("GET", "POST"))
def case_hand_over(request: PageRequest, ref: str) -> HttpResponse:
    """Another organisation is asked to take the case."""
    found = queries.case(request.by, ref)
    others = Organisation.objects.filter(kind__may_receive_referral=True, state="active").exclude(pk=found.organisation_id)
    form = AskTransfer(request.POST or None, organisations=others)
    return asked(request, form, ask_transfer, title=_("Hand to another organisation"), verb=_("Ask"), case=found, about={"case": found})


@page(needs=access.CASE_TRANSFER, methods=("GET", "POST"))
def case_transfer(request: PageRequest, ref: str) -> HttpResponse:
    """A request: accepted or declined by the side that is asked, taken back by the other."""
    by = request.by
    found = queries.part(Transfer, by, ref)
    form = DeclineTransfer(request.POST if request.POST.get("do") == "decline" else None)
    problem: object = ""
    try:
        if request.POST.get("do") == "accept":
            return redirect(address_of(accept_transfer(by=by, transfer=found)))
        if request.POST.get("do") == "revoke":
            revoke_transfer(by=by, transfer=found)
            return redirect("cases")
    except RuleBroken as broken:
        problem = broken.message
    if form.is_bound and form.is_valid():
        where = form.perform(decline_transfer, by=by, then=reverse("case_transfers"), transfer=found)
        if where:
            return redirect(where)
    crumbs = [Crumb(_("Cases offered to us"), reverse("case_transfers")), Crumb(_("Request"))]
    context = {"transfer": found, "form": form, "problem": problem, "crumbs": crumbs, "is_target": found.target_id in by.organisations}
    return render(request, "casework/transfer.html", context, status=422 if problem or form.is_bound else 200)
