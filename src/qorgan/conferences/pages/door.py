"""The door: a number is typed, a code is read by a scanner or by a telephone's own camera; works on, when the line is down."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.refusals import RuleBroken
from qorgan.conferences import access, queries
from qorgan.conferences.actions import check_in
from qorgan.conferences.actions.door import Came
from qorgan.conferences.forms import CheckBadge
from qorgan.conferences.models import Delegate, Edition
from qorgan.conferences.pages.shown import crumbs_of
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb

RESULT = "door-result"


@page(needs=access.DOOR_CHECK, methods=("GET", "POST"))
def door(request: PageRequest, ref: str) -> HttpResponse:
    """The door of an edition. What was read without a connection is sent later with the moment at which it was read."""
    found = queries.own_edition(request.by, ref)
    return _checked(request, found, CheckBadge(request.POST or None))


@page(needs=access.DOOR_CHECK, methods=("GET", "POST"))
def arrive(request: PageRequest, code: str) -> HttpResponse:
    """What a badge's code opens in a telephone: the same door, with this badge in its field. Looking checks nobody in."""
    rows = Delegate.objects.visible_to(request.by).select_related("edition__conference").only("edition", "badge_code", "holder")
    person: Delegate = queries.found_by(rows, badge_code=code)
    found = queries.own_edition(request.by, person.edition.ref)
    return _checked(request, found, CheckBadge(request.POST or None, initial={"badge": code}))


def _checked(request: PageRequest, found: Edition, form: CheckBadge) -> HttpResponse:
    came: Came | None = None
    if form.is_bound and form.is_valid():
        try:
            with acting(request.by):
                came = check_in(by=request.by, edition=found, **form.command())
        except RuleBroken as broken:
            form.show(broken)
        else:
            form = CheckBadge()
    title = _("Door")
    context: dict[str, Any] = {
        "edition": found, "form": form, "came": came, "crumbs": crumbs_of(found, Crumb(title)),
        "arrived": queries.arrived(request.by, found),
    }  # fmt: skip
    return render(request, "conferences/door.html", context, partials=(RESULT,), status=422 if form.is_bound else 200)
