"""An invited organisation's page: through a one-time link with a second factor it names its delegates, in three languages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.conferences import access, queries, rules
from qorgan.conferences.actions import nominate, withdraw_nomination
from qorgan.conferences.choices import RegistrationState
from qorgan.conferences.forms import NameDelegate
from qorgan.conferences.models import Invitation, Registration
from qorgan.conferences.pages.shown import registration_tag
from qorgan.journal.chain import append_reading
from qorgan.notices.links import bearer_of, take_pass
from qorgan.ui.pages import PUBLIC, page, render

NAME, TAKE_BACK, DONE = "name", "take_back", "done"


@page(needs=PUBLIC, methods=("GET", "POST"), is_outside=True)
def invited(request: HttpRequest) -> HttpResponse:
    """Names delegates and shows those named. Whoever has no pass reads that the page opens by the link alone."""
    with reading(Principal.nobody()):
        by = bearer_of(request)
    if by is None or not by.may(access.DELEGATE_NOMINATE):
        return _private(render(request, "conferences/invited_page.html", {"invitation": None}, status=404))
    with acting(by):
        rows = Invitation.objects.visible_to(by).select_related("edition__conference", "edition__place", "category", "organisation")
        found = rows.filter(pk=by.bearer_of, withdrawn_at=None).first()
        if found is None:
            return _private(render(request, "conferences/invited_page.html", {"invitation": None}, status=404))
        response = _answered(request, by, found)
        if request.method == "POST" and request.POST.get("do") == DONE:
            take_pass(request, response)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _answered(request: HttpRequest, by: Principal, found: Invitation) -> HttpResponse:
    asked = request.POST.get("do", "")
    if asked == DONE:
        return render(request, "conferences/invited_page.html", {"invitation": found, "is_done": True})
    form = NameDelegate(request.POST if asked == NAME else None)
    if asked == TAKE_BACK:
        return _taken_back(request, by, found)
    if form.is_bound and form.is_valid():
        try:
            nominate(by=by, invitation=found, **form.command())
        except RuleBroken as broken:
            form.show(broken)
        else:
            return redirect(request.path)
    return _page(request, by, found, form, status=422 if form.is_bound else 200)


def _taken_back(request: HttpRequest, by: Principal, found: Invitation) -> HttpResponse:
    registration = Registration.objects.visible_to(by).filter(invitation=found, ref=request.POST.get("who", "")).first()
    if registration is None:
        raise Refused("registration")
    withdraw_nomination(by=by, registration=registration)
    return redirect(request.path)


def _page(request: HttpRequest, by: Principal, found: Invitation, form: NameDelegate, *, status: int) -> HttpResponse:
    named = queries.nominated_by(by, found)
    taken = sum(one.state != RegistrationState.WITHDRAWN for one in named)
    append_reading(by, page="conferences.invited", subjects=[found.pk, *(one.delegate_id for one in named)], unnamed=[])
    context: dict[str, Any] = {
        "invitation": found, "edition": found.edition, "form": form, "here": request.path, "taken": taken,
        "named": [(one, registration_tag(one.state), one.state != RegistrationState.WITHDRAWN) for one in named],
        "may_name": rules.may_nominate(queries.state_of_edition(found.edition), seats=found.seats, taken=taken, is_withdrawn=False),
    }  # fmt: skip
    return render(request, "conferences/invited_page.html", context, status=status)
