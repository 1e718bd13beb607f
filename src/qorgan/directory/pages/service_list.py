"""The search, and a new service."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import Refused
from qorgan.directory import queries
from qorgan.directory.access import SERVICE_IMPORT, SERVICE_KEEP, SERVICE_READ
from qorgan.directory.actions import add_service
from qorgan.directory.forms import DescribeService
from qorgan.directory.tables import Services, address_of
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb


def all_services() -> Crumb:
    """The way back to the search."""
    return Crumb(_("Services"), reverse("service_list"))


@page(needs=SERVICE_READ)
def service_list(request: HttpRequest) -> HttpResponse:
    """The search; its file is the directory's export, without any site."""
    by = request.by  # type: ignore[attr-defined]
    table = Services(queries.services(by), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "may_add": bool(queries.keepable(by)), "may_import": by.may(SERVICE_IMPORT)}
    return render(request, "directory/service_list.html", context, partials=(table.id,))


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def service_new(request: HttpRequest) -> HttpResponse:
    """Enters a service of one's own organisation; the keeper chooses whose."""
    by = request.by  # type: ignore[attr-defined]
    form = DescribeService(request.POST or None, by=by)
    if not form.organisations:
        raise Refused("organisation")
    if form.is_bound and form.is_valid():
        where = form.perform(add_service, by=by, then=address_of, organisation=form.organisation)
        if where:
            return redirect(where)
    title = _("Enter a service")
    context = {"form": form, "title": title, "verb": _("Enter"), "back": reverse("service_list"),
               "crumbs": [all_services(), Crumb(title)]}  # fmt: skip
    return render(request, "directory/form.html", context, status=422 if form.is_bound else 200)
