"""Applications: the applicant writes and files, the body that runs the call checks and decides."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.clocks import queries as clocks
from qorgan.grants import actions
from qorgan.grants.call_access import APPLICATION_CHECK, APPLICATION_FILE, AWARD_DECIDE, CALL_READ
from qorgan.grants.call_choices import ApplicationState, CallState
from qorgan.grants.call_forms import CheckApplication, DecideApplication, SetBudget, SetPromises, Sure, WriteApplication
from qorgan.grants.call_tables import Applications, panel_state, state_of
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Application
from qorgan.grants.pages.call import address_of as call_address
from qorgan.grants.pages.call import all_calls, way_to
from qorgan.grants.pages.deeds import deed
from qorgan.grants.queries import calls as queries
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb

HUNDREDTHS = 100


def address_of(application: Application) -> str:
    """The page of an application."""
    return reverse("grant_application", args=[application.ref])


def _way(application: Application) -> list[Crumb]:
    return [Crumb(_("Applications"), reverse("grant_applications")), Crumb(application.number, address_of(application))]


@page(needs=CALL_READ)
def grant_applications(request: PageRequest) -> HttpResponse:
    """The applications that the reader may know."""
    table = Applications(queries.applications(request.by), request)
    if table.is_export:
        return table.exported()
    return render(
        request, "grants/applications.html", {"table": table, "crumbs": [all_calls(), Crumb(table.title)]}, partials=(table.id,)
    )


@page(needs=APPLICATION_FILE, methods=("GET", "POST"))
def grant_apply(request: PageRequest, ref: str) -> HttpResponse:
    """Begins an application to a call."""
    call = queries.call(request.by, ref)
    return deed(
        request,
        Sure(request.POST or None),
        actions.begin_application,
        title=_("Apply"),
        verb=_("Begin an application"),
        crumbs=way_to(call),
        then=address_of,
        back=call_address(call),
        call=call,
        about=_("A draft is kept until you sign it. Nobody outside your organisation sees it before."),
    )


@page(needs=CALL_READ)
def grant_application(request: PageRequest, ref: str) -> HttpResponse:
    """One application as its reader may know it."""
    by, pack = request.by, granting()
    found = queries.application(by, ref)
    is_ours = found.run_by_id in by.organisations
    check, decided = found.formal_check, queries.decision(by, found)
    failed = check.get("failed", []) if isinstance(check, dict) else []
    return render(
        request,
        "grants/application.html",
        {
            "application": found,
            "crumbs": _way(found),
            "state": state_of(found),
            "lines": [(pack.named("category", one.category), one.words, one.amount) for one in queries.lines(by, found)],
            "promises": [(pack.named("indicator", one.indicator), one.target) for one in queries.promises(by, found)],
            "failed": [pack.named("check", code) for code in failed],
            "note": check.get("note", "") if isinstance(check, dict) else "",
            "panel": [(one.expert, panel_state(one), one.get_conflict_display()) for one in queries.panel(by, found)]
            if is_ours
            else [],
            "scores": _scores(by, found) if is_ours else [],
            "decision": decided,
            "points": shown(decided.points) if decided else "",
            "verbs": _verbs(by, found),
            "is_over": clocks.now() > found.call.closes_at,
        },
    )


def shown(points: int) -> str:
    """Hundredths of a point with two places."""
    return f"{points // HUNDREDTHS}.{points % HUNDREDTHS:02}"


def _scores(by: Principal, application: Application) -> list[tuple[list[tuple[str, int]], str]]:
    pack = granting()
    return [
        ([(pack.named("criterion", code), mark) for code, mark in one.marks.items()], one.words)
        for one in queries.scores(by, application)
    ]


def _verbs(by: Principal, application: Application) -> dict[str, bool]:
    is_own, is_ours = application.organisation_id in by.organisations, application.run_by_id in by.organisations
    is_over, call = clocks.now() > application.call.closes_at, application.call
    return {
        "write": is_own and by.may(APPLICATION_FILE) and application.state == ApplicationState.DRAFT,
        "take_back": is_own and by.may(APPLICATION_FILE) and application.state == ApplicationState.FILED and not is_over,
        "check": is_ours and by.may(APPLICATION_CHECK) and application.state == ApplicationState.FILED and is_over,
        "decide": is_ours and by.may(AWARD_DECIDE) and application.state == ApplicationState.ADMITTED and call.state == CallState.DRAWN,
    }


def _deed(request: PageRequest, of: Application, form: Any, act: Any, **given: Any) -> HttpResponse:
    where = address_of(of)
    return deed(request, form, act, crumbs=_way(of), then=where, back=where, application=of, **given)


@page(needs=APPLICATION_FILE, methods=("GET", "POST"))
def grant_application_words(request: PageRequest, ref: str) -> HttpResponse:
    """What the project does, where and when."""
    found = queries.application(request.by, ref)
    form = WriteApplication(request.POST or None, application=found)
    return _deed(request, found, form, actions.save_application, title=_("What the project does"), verb=_("Keep the draft"))


@page(needs=APPLICATION_FILE, methods=("GET", "POST"))
def grant_application_budget(request: PageRequest, ref: str) -> HttpResponse:
    """The lines of the budget."""
    by = request.by
    found = queries.application(by, ref)
    form = SetBudget(request.POST or None, lines=queries.lines(by, found))
    return _deed(request, found, form, actions.set_budget, title=_("Budget"), verb=_("Keep the budget"), template="grants/rows.html")


@page(needs=APPLICATION_FILE, methods=("GET", "POST"))
def grant_application_promises(request: PageRequest, ref: str) -> HttpResponse:
    """What the project promises."""
    by = request.by
    found = queries.application(by, ref)
    form = SetPromises(request.POST or None, promises=queries.promises(by, found))
    return _deed(request, found, form, actions.set_promises, title=_("What the project promises"), verb=_("Keep"))


@page(needs=APPLICATION_FILE, methods=("GET", "POST"))
def grant_application_file(request: PageRequest, ref: str) -> HttpResponse:
    """Signs and files."""
    found = queries.application(request.by, ref)
    return _deed(
        request,
        found,
        Sure(request.POST or None),
        actions.file_application,
        title=_("Sign and file"),
        verb=_("Sign and file"),
        about=_("You sign for your organisation. What is signed cannot be edited; before the deadline it can be taken back."),
    )


@page(needs=APPLICATION_FILE, methods=("GET", "POST"))
def grant_application_take_back(request: PageRequest, ref: str) -> HttpResponse:
    """Makes a filed application a draft again."""
    found = queries.application(request.by, ref)
    return _deed(
        request,
        found,
        Sure(request.POST or None),
        actions.take_back_application,
        title=_("Take back"),
        verb=_("Take back"),
        about=_("The application is a draft again. It counts only when you sign it anew before the deadline."),
    )


@page(needs=APPLICATION_CHECK, methods=("GET", "POST"))
def grant_application_check(request: PageRequest, ref: str) -> HttpResponse:
    """The formal check."""
    found = queries.application(request.by, ref)
    form = CheckApplication(request.POST or None)
    return _deed(request, found, form, actions.check_application, title=_("Check of the form"), verb=_("Keep the check"))


@page(needs=AWARD_DECIDE, methods=("GET", "POST"))
def grant_application_decide(request: PageRequest, ref: str) -> HttpResponse:
    """The decision with its reason."""
    found = queries.application(request.by, ref)
    return _deed(
        request, found, DecideApplication(request.POST or None), actions.decide_application, title=_("Decision"), verb=_("Decide")
    )
