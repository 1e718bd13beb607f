"""Calls: the list, one call with its rules and its draw, the register of experts."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.clocks import queries as clocks
from qorgan.grants import actions
from qorgan.grants.access import THEME_READ
from qorgan.grants.call_access import APPLICATION_FILE, AWARD_DECIDE, CALL_MANAGE, CALL_READ, may_run
from qorgan.grants.call_choices import CallState
from qorgan.grants.call_forms import AddProgramme, DrawExperts, PrepareCall, RegisterExpert, Sure
from qorgan.grants.call_rules import NEXT
from qorgan.grants.call_tables import Applications, Calls, Experts, call_state
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Call
from qorgan.grants.pages.deeds import deed
from qorgan.grants.queries import calls as queries
from qorgan.grants.queries.ranking import ranking
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb


def all_calls() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Calls of grants"), reverse("grant_calls"))


def address_of(call: Call) -> str:
    """The page of a call."""
    return reverse("grant_call", args=[call.ref])


def way_to(call: Call) -> list[Crumb]:
    """The list and the call."""
    return [all_calls(), Crumb(call.number, address_of(call))]


@page(needs=CALL_READ)
def grant_calls(request: PageRequest) -> HttpResponse:
    """Every call."""
    by = request.by
    table = Calls(queries.calls(by), request)
    if table.is_export:
        return table.exported()
    return render(request, "grants/calls.html", {"table": table, "may_manage": by.may(CALL_MANAGE)}, partials=(table.id,))


@page(needs=CALL_MANAGE, methods=("GET", "POST"))
def grant_programme_new(request: PageRequest) -> HttpResponse:
    """A programme is entered."""
    form = AddProgramme(request.POST or None, by=request.by)
    return deed(
        request,
        form,
        actions.add_programme,
        title=_("New programme"),
        verb=_("Add"),
        crumbs=[all_calls()],
        then=reverse("grant_calls"),
        back=reverse("grant_calls"),
    )


@page(needs=CALL_MANAGE, methods=("GET", "POST"))
def grant_call_new(request: PageRequest) -> HttpResponse:
    """A call is prepared; nobody sees it before it is opened."""
    by = request.by
    by.require(THEME_READ)
    form = PrepareCall(request.POST or None, by=by)
    about = "" if form.themes else _("No theme is approved by every body yet. A call needs one.")
    return deed(
        request,
        form,
        actions.prepare_call,
        title=_("New call"),
        verb=_("Prepare the call"),
        crumbs=[all_calls()],
        then=address_of,
        about=about,
        back=reverse("grant_calls"),
    )


@page(needs=CALL_READ)
def grant_call(request: PageRequest, ref: str) -> HttpResponse:
    """One call: what is asked, until when, by which rules, who was drawn, and for the body that runs it the ranking."""
    by = request.by
    call, pack = queries.call(by, ref), granting()
    is_ours, is_over = queries.runs(by, call) and may_run(by), clocks.now() > call.closes_at
    table = Applications(queries.applications(by).filter(call=call), request)
    draw, kind = queries.draw_of(call), pack.kind(call.kind)
    lines = ranking(by, call) if is_ours and draw else None
    known = {one.number: one for one in queries.applications(by).filter(call=call)} if lines else {}
    return render(
        request,
        "grants/call.html",
        {
            "call": call,
            "crumbs": [all_calls(), Crumb(call.number)],
            "state": call_state(call),
            "kind": kind,
            "is_over": is_over,
            "least": kind.amounts(call.index_amount)[0] if call.index_amount else None,
            "most": kind.amounts(call.index_amount)[1] if call.index_amount else None,
            "criteria": [(pack.named("criterion", one["code"]), one["weight"], one["most"]) for one in call.criteria],
            "ties": [pack.named("criterion", rule.partition(":")[2]) if ":" in rule else TIES[rule] for rule in call.ties],
            "table": table,
            "draw": draw,
            "protocol": json.dumps(draw.protocol, ensure_ascii=False, indent=1) if draw else "",
            "ranking": [(line, known[line.candidate.number]) for line in lines or ()],
            "is_ours": is_ours,
            "may_decide": is_ours and by.may(AWARD_DECIDE),
            "verbs": _verbs(call, is_over) if is_ours and by.may(CALL_MANAGE) else {},
            "may_apply": by.may(APPLICATION_FILE) and call.state == CallState.OPEN and not is_over,
        },
        partials=(table.id,),
    )


TIES = {"less_money": _("the one that asks for less"), "filed_earlier": _("the one that was filed earlier")}


def _verbs(call: Call, is_over: bool) -> dict[str, bool]:
    return {verb: True for verb in NEXT[call.state] if verb in ("open", "cancel") or (verb == "draw" and is_over)}


@page(needs=CALL_MANAGE, methods=("GET", "POST"))
def grant_call_open(request: PageRequest, ref: str) -> HttpResponse:
    """Opens the call; its rules are frozen."""
    call = queries.call(request.by, ref)
    return deed(
        request,
        Sure(request.POST or None),
        actions.open_call,
        title=_("Open the call"),
        verb=_("Open"),
        crumbs=way_to(call),
        then=address_of,
        back=address_of(call),
        call=call,
        about=_("From now on nothing of its rules changes: money, deadline, criteria, ties, the source of the draw."),
    )


@page(needs=CALL_MANAGE, methods=("GET", "POST"))
def grant_call_cancel(request: PageRequest, ref: str) -> HttpResponse:
    """Ends the call before its decision."""
    call = queries.call(request.by, ref)
    return deed(
        request,
        Sure(request.POST or None),
        actions.cancel_call,
        title=_("Cancel the call"),
        verb=_("Cancel the call"),
        crumbs=way_to(call),
        then=address_of,
        back=address_of(call),
        tone="danger",
        call=call,
    )


@page(needs=CALL_MANAGE, methods=("GET", "POST"))
def grant_call_draw(request: PageRequest, ref: str) -> HttpResponse:
    """Draws the experts by the seed of the published source."""
    call = queries.call(request.by, ref)
    about = _("The source that was published with the call: %(source)s") % {"source": call.seed_source}
    return deed(
        request,
        DrawExperts(request.POST or None),
        actions.draw_experts,
        title=_("Draw the experts"),
        verb=_("Draw"),
        crumbs=way_to(call),
        then=address_of(call),
        back=address_of(call),
        about=about,
        call=call,
    )


@page(needs=CALL_READ)
def grant_experts(request: PageRequest) -> HttpResponse:
    """The public register of experts."""
    table = Experts(queries.experts(), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "crumbs": [all_calls(), Crumb(table.title)], "may_manage": request.by.may(CALL_MANAGE)}
    return render(request, "grants/experts.html", context, partials=(table.id,))


@page(needs=CALL_MANAGE, methods=("GET", "POST"))
def grant_expert_new(request: PageRequest) -> HttpResponse:
    """An expert is entered in the register."""
    where = reverse("grant_experts")
    return deed(
        request,
        RegisterExpert(request.POST or None),
        actions.register_expert,
        title=_("New expert"),
        verb=_("Enter"),
        crumbs=[all_calls(), Crumb(_("Register of experts"), where)],
        then=where,
        back=where,
        about=_("The register is public. Enter only whoever agreed to stand in it."),
    )
