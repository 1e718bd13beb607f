"""The desk of an expert: first the question about a conflict of interest, then the application, then the marks."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import Refused
from qorgan.grants import actions
from qorgan.grants.call_access import REVIEW_WRITE
from qorgan.grants.call_choices import READING
from qorgan.grants.call_forms import DeclareConflict, ScoreApplication, Sure
from qorgan.grants.call_tables import Panels, panel_state
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Application, Panelist
from qorgan.grants.pages.deeds import deed
from qorgan.grants.queries import calls as queries
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb


def address_of(panelist: Panelist) -> str:
    """The page of one's own place on a panel."""
    return reverse("grant_review", args=[panelist.ref])


def _way(panelist: Panelist) -> list[Crumb]:
    return [Crumb(_("To evaluate"), reverse("grant_reviews")), Crumb(panelist.title, address_of(panelist))]


@page(needs=REVIEW_WRITE)
def grant_reviews(request: PageRequest) -> HttpResponse:
    """What the expert was asked about."""
    table = Panels(queries.panels(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "grants/reviews.html", {"table": table}, partials=(table.id,))


@page(needs=REVIEW_WRITE)
def grant_review(request: PageRequest, ref: str) -> HttpResponse:
    """One application: shut before the declaration, whole after it."""
    by, pack = request.by, granting()
    mine = queries.panelist(by, ref)
    found = Application.objects.visible_to(by).select_related("call", "place").filter(pk=mine.application_id).first()
    context = {"mine": mine, "crumbs": _way(mine), "state": panel_state(mine), "application": found, "is_open": mine.state in READING}
    if found is not None:
        context["lines"] = [(pack.named("category", one.category), one.words, one.amount) for one in queries.lines(by, found)]
        context["promises"] = [(pack.named("indicator", one.indicator), one.target) for one in queries.promises(by, found)]
        context["scores"] = [
            [(pack.named("criterion", code), mark) for code, mark in one.marks.items()] for one in queries.scores(by, found)
        ]
    return render(request, "grants/review.html", context)


@page(needs=REVIEW_WRITE, methods=("GET", "POST"))
def grant_review_free(request: PageRequest, ref: str) -> HttpResponse:
    """No conflict of interest."""
    mine = queries.panelist(request.by, ref)
    return deed(
        request,
        Sure(request.POST or None),
        actions.deny_conflict,
        title=_("No conflict of interest"),
        verb=_("I have none"),
        crumbs=_way(mine),
        then=address_of,
        back=address_of(mine),
        panelist=mine,
        about=_(
            "You do not work for the applicant and did not in the last years; no relative does; you did not help with the application."
        ),
    )


@page(needs=REVIEW_WRITE, methods=("GET", "POST"))
def grant_review_conflict(request: PageRequest, ref: str) -> HttpResponse:
    """A conflict of interest: the next reserve is asked."""
    mine = queries.panelist(request.by, ref)
    return deed(
        request,
        DeclareConflict(request.POST or None),
        actions.declare_conflict,
        title=_("Conflict of interest"),
        verb=_("Declare it"),
        crumbs=_way(mine),
        then=reverse("grant_reviews"),
        back=address_of(mine),
        panelist=mine,
        about=_("The next reserve of the draw evaluates in your place."),
    )


@page(needs=REVIEW_WRITE, methods=("GET", "POST"))
def grant_review_score(request: PageRequest, ref: str) -> HttpResponse:
    """The marks, given once."""
    by = request.by
    mine = queries.panelist(by, ref)
    found = queries.applications(by).filter(pk=mine.application_id).first()
    if found is None:
        raise Refused("application")
    form = ScoreApplication(request.POST or None, call=found.call)
    return deed(
        request,
        form,
        actions.score_application,
        title=_("Your marks"),
        verb=_("Give the marks"),
        crumbs=_way(mine),
        then=address_of(mine),
        back=address_of(mine),
        panelist=mine,
        about=_("Marks are given once. Nobody reads them before the last expert has given theirs."),
    )
