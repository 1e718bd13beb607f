"""Clocks that run, limits with their sources, and the calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from qorgan.clocks.access import CLOCK_OVERSEE, CLOCK_READ, POLICY_READ
from qorgan.clocks.kinds import find
from qorgan.clocks.models import CalendarYear, Clock, Day
from qorgan.clocks.queries import policies
from qorgan.clocks.tables import Clocks, Days, Policies
from qorgan.ui.pages import SIGNED_IN, page, render
from qorgan.ui.tables import Table

PAST = timedelta(days=60)


@page(needs=CLOCK_OVERSEE)
def clocks(request: Any) -> HttpResponse:
    """The open clocks of one's organisations, the soonest first."""
    return _list(request, Clocks(Clock.objects.visible_to(request.by).open(), request), {})


@page(needs=SIGNED_IN)
def clock(request: Any, ref: str) -> HttpResponse:
    """From a clock to the page of what it runs for, where the reader may open that; else to the list of clocks."""
    if not (request.by.may(CLOCK_READ) or request.by.may(CLOCK_OVERSEE)):
        raise Http404
    found = Clock.objects.visible_to(request.by).filter(ref=ref).first()
    if found is None:
        raise Http404
    kind = find(found.kind)
    address = kind.address(request.by, found.subject) if kind and kind.address else ""
    if address:
        return HttpResponseRedirect(address)
    return render(request, "clocks/clock.html", {"clock": found, "kind": kind.label if kind else found.kind})


@page(needs=POLICY_READ)
def limits(request: Any) -> HttpResponse:
    """Every limit with its source."""
    return _list(request, Policies(policies(), request), {})


@page(needs=POLICY_READ)
def calendar(request: Any) -> HttpResponse:
    """Holidays and moved days, from two months ago on."""
    days = Day.objects.select_related("calendar").filter(day__gte=timezone.localdate() - PAST)
    years = CalendarYear.objects.filter(year__gte=timezone.localdate().year - 1).order_by("year")
    return _list(request, Days(days, request), {"years": years})


def _list(request: Any, table: Table, more: dict[str, Any]) -> HttpResponse:
    if table.is_export:
        return table.exported()
    return render(request, f"clocks/{table.key.split('.')[1]}.html", {"table": table, **more}, partials=(table.id,))
