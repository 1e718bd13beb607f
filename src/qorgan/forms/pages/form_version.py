"""One version of a form: its questions, what it changes, its sheet, and publishing it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from qorgan.access.refusals import RuleBroken
from qorgan.forms.access import FORM_MANAGE, FORM_READ
from qorgan.forms.actions import publish_form, retire_form
from qorgan.forms.models import FormVersion
from qorgan.forms.pages.finding import all_forms, version_or_404
from qorgan.forms.queries import described, versions_of
from qorgan.forms.rules import may_publish, may_retire
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(needs=FORM_READ)
def form_version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The version."""
    return _shown(request, version_or_404(key, number))


@page(needs=FORM_READ)
def form_sheet(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The sheet as it was uploaded, for the next change."""
    version = version_or_404(key, number)
    response = HttpResponse(bytes(version.source), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{version.definition.key}-{version.number}.xlsx"'
    return response


@page(needs=FORM_MANAGE, methods=("POST",))
def form_publish(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Publishes the version; why it may not be is shown on its page."""
    version = version_or_404(key, number)
    try:
        publish_form(by=request.by, version=version)  # type: ignore[attr-defined]
    except RuleBroken as broken:
        return _shown(request, version, broken)
    return redirect(reverse("form_version", args=[key, number]))


@page(needs=FORM_MANAGE, methods=("POST",))
def form_retire(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Takes the version out of use."""
    version = version_or_404(key, number)
    try:
        retire_form(by=request.by, version=version)  # type: ignore[attr-defined]
    except RuleBroken as broken:
        return _shown(request, version, broken)
    return redirect(reverse("form_version", args=[key, number]))


def _shown(request: HttpRequest, version: FormVersion, broken: RuleBroken | None = None) -> HttpResponse:
    definition = version.definition
    context = {
        "version": version,
        "definition": definition,
        "versions": list(versions_of(definition.key)),
        **described(version),
        "may_publish": bool(may_publish(version)),
        "may_retire": bool(may_retire(version)),
        "may_manage": request.by.may(FORM_MANAGE),  # type: ignore[attr-defined]
        "broken": broken.message if broken else "",
        "crumbs": [all_forms(), Crumb(definition.title)],
    }
    return render(request, "forms/form_version.html", context, status=409 if broken else 200)
