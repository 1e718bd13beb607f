"""Imports a list of services: upload, look, import."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.directory.access import SERVICE_IMPORT
from qorgan.directory.actions import import_services_draft, keep_service_sheet
from qorgan.directory.importing import fields, plan_services
from qorgan.directory.pages.service_list import all_services
from qorgan.places.choices import SheetKind
from qorgan.places.forms import MapColumns, UploadSheet
from qorgan.places.models import SheetDraft
from qorgan.places.queries import draft as draft_of
from qorgan.places.sheets import guessed, read_sheet
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb

SHOWN = 200


def _crumbs() -> list[Crumb]:
    return [all_services(), Crumb(_("Import a list"))]


@page(needs=SERVICE_IMPORT, methods=("GET", "POST"))
def service_import(request: HttpRequest) -> HttpResponse:
    """The form for the file."""
    form = UploadSheet(request.POST, request.FILES) if request.method == "POST" else UploadSheet()
    if form.is_bound and form.is_valid():
        where = form.perform(keep_service_sheet, by=request.by, then=_address)  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    context = {"form": form, "crumbs": _crumbs(), "title": _("Import a list of services")}
    return render(request, "places/sheet_upload.html", context, status=422 if form.is_bound else 200)


def _address(draft: SheetDraft) -> str:
    return reverse("service_import_draft", args=[draft.ref])


@page(needs=SERVICE_IMPORT, methods=("GET", "POST"))
def service_import_draft(request: HttpRequest, ref: str) -> HttpResponse:
    """What the list would change, under the columns chosen; a POST does it."""
    by = request.by  # type: ignore[attr-defined]
    draft = draft_of(by, ref, SheetKind.SERVICES)
    context = {"crumbs": _crumbs(), "title": _("Import a list of services"), "back": reverse("service_list")}
    if draft.outcome is not None:
        return render(request, "places/sheet_done.html", {**context, "counts": draft.outcome})
    sheet = read_sheet(bytes(draft.content))
    given = request.POST if request.method == "POST" else request.GET if "kind" in request.GET else None
    form = MapColumns(given, sheet=sheet, fields=fields(), guess=guessed(sheet, fields()))
    plan = plan_services(sheet, form.mapping)
    if request.method == "POST" and form.is_valid():
        where = form.perform(import_services_draft, by=by, then=_address(draft), draft=draft, plan=plan)
        if where:
            return redirect(where)
    return render(request, "places/sheet_check.html", {
        **context, "form": form, "tally": plan.tally, "problems": plan.tally.problems[:SHOWN], "similar": [],
        "rows": len(sheet.lines),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip
