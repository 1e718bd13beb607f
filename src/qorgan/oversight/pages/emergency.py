"""Emergency access: opened with a reason, ended at once, reviewed by somebody else."""

from __future__ import annotations

import contextlib
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.oversight.access import EMERGENCY_REVIEW, EMERGENCY_USE
from qorgan.oversight.actions import end_emergency, open_emergency, review_emergency, stop_emergency
from qorgan.oversight.forms import OpenEmergency, ReviewEmergency
from qorgan.oversight.models import EmergencyAccess
from qorgan.oversight.queries import emergency as queries
from qorgan.oversight.subjects import kinds, label_of
from qorgan.oversight.tables import Emergencies
from qorgan.staff.queries import names_of, role_named
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb

BOTH = ("GET", "POST")


@page(needs=EMERGENCY_USE, methods=BOTH)
def emergency(request: Any) -> HttpResponse:
    """Opens one subject for an hour at most; says first what it means."""
    form = OpenEmergency(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        where = form.perform(open_emergency, by=request.by, then=lambda made: begin_at(request, made))
        if where:
            return HttpResponseRedirect(where)
    running = [(one, label_of(one.kind), begin_at(request, one)) for one in queries.running(request.by)]
    return render(request, "oversight/emergency.html", {"form": form, "running": running}, status=422 if form.is_bound else 200)


def begin_at(request: Any, access: EmergencyAccess) -> str:
    """The page of the opened subject, or this page where its room has none."""
    kind = kinds().get(access.kind)
    return (kind.address(request.by, access.subject) if kind else "") or reverse("emergency")


@page(needs=EMERGENCY_USE, methods=("POST",))
def emergency_end(request: Any, ref: str) -> HttpResponse:
    """Its holder ends it; pressing twice, or after the hour, does no harm."""
    with contextlib.suppress(RuleBroken):
        end_emergency(by=request.by, emergency=queries.one(request.by, ref))
    return HttpResponseRedirect(reverse("emergency"))


@page(needs=EMERGENCY_REVIEW)
def emergency_reviews(request: Any) -> HttpResponse:
    """Who used emergency access."""
    table = Emergencies(queries.reviewed_by(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "oversight/emergency_reviews.html", {"table": table}, partials=(table.id,))


@page(needs=EMERGENCY_REVIEW, methods=BOTH)
def emergency_review(request: Any, ref: str) -> HttpResponse:
    """One use: the reason, every page that was read and everything that was done, and the verdict."""
    access = queries.one(request.by, ref)
    form = ReviewEmergency(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        where = form.perform(review_emergency, by=request.by, then=reverse("emergency_reviews"), emergency=access)
        if where:
            return HttpResponseRedirect(where)
    names = names_of(one for one in (access.account_id, access.reviewed_by) if one)
    return render(
        request,
        "oversight/emergency_review.html",
        {
            "access": access,
            "kind": label_of(access.kind),
            "role": role_named(access.role),
            "who": names.get(access.account_id, ""),
            "reviewer": names.get(access.reviewed_by, "") if access.reviewed_by else "",
            "lines": queries.done_under(access),
            "form": form,
            "is_own": access.account_id == request.by.account_id,
            "way": [Crumb(_("Review of emergencies"), reverse("emergency_reviews")), Crumb(names.get(access.account_id, ""))],
        },
        status=422 if form.is_bound else 200,
    )


@page(needs=EMERGENCY_REVIEW, methods=("POST",))
def emergency_stop(request: Any, ref: str) -> HttpResponse:
    """A reviewer ends it at once."""
    with contextlib.suppress(RuleBroken):
        stop_emergency(by=request.by, emergency=queries.one(request.by, ref))
    return HttpResponseRedirect(reverse("emergency_review", args=[ref]))
