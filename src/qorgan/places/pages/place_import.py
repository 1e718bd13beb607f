"""Imports the official list of places: upload, look, import."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.places import queries
from qorgan.places.access import PLACE_MANAGE
from qorgan.places.actions import import_draft, keep_place_sheet
from qorgan.places.choices import SheetKind
from qorgan.places.forms import MapColumns, UploadSheet
from qorgan.places.importing import list_shape, plan_list
from qorgan.places.models import SheetDraft
from qorgan.places.sheets import guessed, read_sheet
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb

SHOWN_PROBLEMS = 200


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Places"), reverse("place_list")), Crumb(_("Import a list"))]


@page(needs=PLACE_MANAGE, methods=("GET", "POST"))
def place_import(request: HttpRequest) -> HttpResponse:
    """The form for the file."""
    form = UploadSheet(request.POST, request.FILES) if request.method == "POST" else UploadSheet()
    if form.is_bound and form.is_valid():
        where = form.perform(keep_place_sheet, by=request.by, then=_address)  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    context = {"form": form, "crumbs": _crumbs(), "title": _("Import a list of places")}
    return render(request, "places/sheet_upload.html", context, status=422 if form.is_bound else 200)


def _address(draft: SheetDraft) -> str:
    return reverse("place_import_draft", args=[draft.ref])


@page(needs=PLACE_MANAGE, methods=("GET", "POST"))
def place_import_draft(request: HttpRequest, ref: str) -> HttpResponse:
    """What the list would change, under the columns chosen; a POST does it."""
    draft = queries.draft(request.by, ref, SheetKind.PLACES)  # type: ignore[attr-defined]
    context = {"crumbs": _crumbs(), "title": _("Import a list of places"), "back": reverse("place_list")}
    if draft.outcome is not None:
        return render(request, "places/sheet_done.html", {**context, "counts": draft.outcome})
    sheet, shape = read_sheet(bytes(draft.content)), list_shape()
    given = request.POST if request.method == "POST" else request.GET if "code" in request.GET else None
    form = MapColumns(given, sheet=sheet, fields=shape.fields(), guess=guessed(sheet, shape.fields()))
    plan = plan_list(sheet, form.mapping, shape)
    if request.method == "POST" and form.is_valid():
        where = form.perform(import_draft, by=request.by, then=_address(draft), draft=draft, plan=plan)  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    return render(request, "places/sheet_check.html", {
        **context, "form": form, "tally": plan.tally, "problems": plan.tally.problems[:SHOWN_PROBLEMS],
        "rows": len(sheet.lines),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip
