"""Imports a list of organisations: upload, look, say which similar ones are really others, import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.organisations.access import ORGANISATION_IMPORT
from qorgan.organisations.actions import import_draft, keep_organisation_sheet
from qorgan.organisations.importing import OrganisationPlan, fields, plan_organisations
from qorgan.organisations.pages.organisation_list import all_organisations
from qorgan.places.choices import SheetKind
from qorgan.places.sheet_pages import SheetPages
from qorgan.places.sheets import Sheet
from qorgan.ui.pages import PageRequest, page


def _plan(request: PageRequest, sheet: Sheet, mapping: Mapping[str, int]) -> OrganisationPlan:
    although = {int(row) for row in request.POST.getlist("although") if row.isascii() and row.isdigit()}
    return plan_organisations(sheet, mapping, although)


def _similar(plan: OrganisationPlan) -> list[dict[str, Any]]:
    return [
        {
            "row": one.row,
            "name": one.name,
            "reason": one.reason,
            "other": one.other,
            "url": reverse("organisation", args=[one.ref]) if one.ref else "",
        }
        for one in plan.similar
    ]


PAGES = SheetPages(
    kind=SheetKind.ORGANISATIONS,
    title=_("Import a list of organisations"),
    home=all_organisations,
    check="organisation_import_draft",
    fields=fields,
    keep=keep_organisation_sheet,
    plan=_plan,
    carry_out=import_draft,
    similar=_similar,
)


@page(needs=ORGANISATION_IMPORT, methods=("GET", "POST"))
def organisation_import(request: PageRequest) -> HttpResponse:
    """The form for the file."""
    return PAGES.upload(request)


@page(needs=ORGANISATION_IMPORT, methods=("GET", "POST"))
def organisation_import_draft(request: PageRequest, ref: str) -> HttpResponse:
    """What the list would change."""
    return PAGES.look(request, ref)
