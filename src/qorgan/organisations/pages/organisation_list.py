"""The register as a list, and a new entry."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.organisations.access import ORGANISATION_IMPORT, ORGANISATION_MANAGE, ORGANISATION_READ
from qorgan.organisations.actions import register_organisation
from qorgan.organisations.forms import RegisterOrganisation
from qorgan.organisations.tables import Organisations, address_of, listed
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb


def all_organisations() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Organisations"), reverse("organisation_list"))


@page(needs=ORGANISATION_READ)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The list; its file is the register's export."""
    by = request.by  # type: ignore[attr-defined]
    table = Organisations(listed(by), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "may_manage": by.may(ORGANISATION_MANAGE), "may_import": by.may(ORGANISATION_IMPORT)}
    return render(request, "organisations/organisation_list.html", context, partials=(table.id,))


@page(needs=ORGANISATION_MANAGE, methods=("GET", "POST"))
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Enters an organisation by hand."""
    form = RegisterOrganisation(request.POST or None)
    if form.is_bound and form.is_valid():
        where = form.perform(register_organisation, by=request.by, then=address_of)  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    title = _("Enter an organisation")
    context = {"form": form, "title": title, "verb": _("Enter"), "back": reverse("organisation_list"),
               "crumbs": [all_organisations(), Crumb(title)]}  # fmt: skip
    return render(request, "organisations/organisation_form.html", context, status=422 if form.is_bound else 200)
