"""Receivers of webhooks: entered, changed, their keys changed. A key is shown to whoever keeps the receiver."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.notices import queries
from qorgan.notices.access import ENDPOINT_MANAGE
from qorgan.notices.actions import change_endpoint_key, drop_endpoint_key, keep_endpoint
from qorgan.notices.forms import Confirm, KeepEndpoint
from qorgan.notices.models import Endpoint
from qorgan.notices.tables import Endpoints
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb


@page(needs=ENDPOINT_MANAGE)
def receivers(request: Any) -> HttpResponse:
    """The list."""
    table = Endpoints(queries.endpoints(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "notices/receivers.html", {"table": table}, partials=(table.id,))


@page(needs=ENDPOINT_MANAGE, methods=("GET", "POST"))
def receiver_new(request: Any) -> HttpResponse:
    """A new one, of the organisation that the reader acts for."""
    form = KeepEndpoint(request.POST or None)
    house = next(iter(sorted(request.by.organisations)), None)
    if house is None:
        raise Http404
    if form.is_bound and form.is_valid():
        where = form.perform(keep_endpoint, by=request.by, then=lambda made: reverse("receiver", args=[made.ref]), organisation=house)
        if where:
            return HttpResponseRedirect(where)
    return _form(request, form, None)


@page(needs=ENDPOINT_MANAGE, methods=("GET", "POST"))
def receiver(request: Any, ref: str) -> HttpResponse:
    """One: its address, its events, its keys."""
    found = _found(request, ref)
    form = KeepEndpoint(request.POST or None, initial={"url": found.url, "events": found.events, "is_on": found.is_on})
    if form.is_bound and form.is_valid():
        where = form.perform(keep_endpoint, by=request.by, then=reverse("receivers"), organisation=found.organisation, endpoint=found)
        if where:
            return HttpResponseRedirect(where)
    return _form(request, form, found)


@page(needs=ENDPOINT_MANAGE, methods=("POST",))
def receiver_key(request: Any, ref: str, verb: str) -> HttpResponse:
    """A new key beside the earlier one, or the earlier one dropped."""
    found, form = _found(request, ref), Confirm(request.POST)
    form.is_valid()
    act = drop_endpoint_key if verb == "drop" else change_endpoint_key
    where = form.perform(act, by=request.by, then=reverse("receiver", args=[ref]), endpoint=found)
    return HttpResponseRedirect(where or reverse("receiver", args=[ref]))


def _found(request: Any, ref: str) -> Endpoint:
    found = queries.endpoints(request.by).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _form(request: Any, form: KeepEndpoint, found: Endpoint | None) -> HttpResponse:
    context = {
        "form": form,
        "receiver": found,
        "secrets": list(found.secrets) if found else [],
        "way": [
            Crumb(_("Receivers of webhooks"), reverse("receivers")),
            Crumb(_("Receiver of webhooks") if found else _("New receiver")),
        ],
    }
    return render(request, "notices/receiver.html", context, status=422 if form.is_bound else 200)
