"""One's own notices: the bell, the page behind it, and how they come."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.notices import queries
from qorgan.notices.access import NOTICE_OWN
from qorgan.notices.actions import choose_ways, mark_notices
from qorgan.notices.forms import ChooseWays
from qorgan.notices.models import Notice
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb


@page(needs=NOTICE_OWN)
def notices(request: Any) -> HttpResponse:
    """The newest, unread ones marked."""
    return _shown(request, [])


@page(needs=NOTICE_OWN)
def bell(request: Any) -> HttpResponse:
    """The bell alone: what the top bar asks for every minute."""
    return render(request, "notices/bell.html", {"unread": queries.unread(request.by), "by": request.by})


@page(needs=NOTICE_OWN, methods=("POST",))
def mark(request: Any) -> HttpResponse:
    """Marks one and leads to what it is about; or marks all; or takes that back."""
    opened = request.POST.get("open", "")
    if opened:
        found = Notice.objects.visible_to(request.by).filter(account_id=request.by.account_id, ref=opened).first()
        mark_notices(by=request.by, refs=[opened])
        return HttpResponseRedirect(found.path if found and found.path else reverse("notices"))
    refs = request.POST.getlist("ref")[: queries.SHOWN]
    if refs:
        mark_notices(by=request.by, refs=refs, is_read=False)
        return redirect("notices")
    return _shown(request, mark_notices(by=request.by))


def _shown(request: Any, marked: list[str]) -> HttpResponse:
    context = {"lines": queries.own_notices(request.by), "unread": queries.unread(request.by), "marked": marked}
    return render(request, "notices/notices.html", context, partials=("notices-list",))


@page(needs=NOTICE_OWN, methods=("GET", "POST"))
def ways(request: Any) -> HttpResponse:
    """How they come."""
    form = ChooseWays(request.POST or None, initial=ChooseWays.of(queries.preference_of(request.by)))
    if form.is_bound and form.is_valid():
        where = form.perform(choose_ways, by=request.by, then=reverse("notices"))
        if where:
            return HttpResponseRedirect(where)
    way = [Crumb(_("Notices"), reverse("notices")), Crumb(_("How they come"))]
    return render(request, "notices/ways.html", {"form": form, "way": way}, status=422 if form.is_bound else 200)
