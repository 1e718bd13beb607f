"""Imports the official list of places: upload, look, import."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.places.access import PLACE_MANAGE
from qorgan.places.actions import import_draft, keep_place_sheet
from qorgan.places.choices import SheetKind
from qorgan.places.importing import list_shape, plan_list
from qorgan.places.sheet_pages import SheetPages
from qorgan.ui.pages import PageRequest, page
from qorgan.ui.pieces import Crumb

PAGES = SheetPages(
    kind=SheetKind.PLACES,
    title=_("Import a list of places"),
    home=lambda: Crumb(_("Places"), reverse("place_list")),
    check="place_import_draft",
    fields=lambda: list_shape().fields(),
    keep=keep_place_sheet,
    plan=lambda request, sheet, mapping: plan_list(sheet, mapping, list_shape()),  # noqa: ARG005
    carry_out=import_draft,
)


@page(needs=PLACE_MANAGE, methods=("GET", "POST"))
def place_import(request: PageRequest) -> HttpResponse:
    """The form for the file."""
    return PAGES.upload(request)


@page(needs=PLACE_MANAGE, methods=("GET", "POST"))
def place_import_draft(request: PageRequest, ref: str) -> HttpResponse:
    """What the list would change."""
    return PAGES.look(request, ref)
