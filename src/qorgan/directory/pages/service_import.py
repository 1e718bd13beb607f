"""Imports a list of services: upload, look, import."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from qorgan.directory.access import SERVICE_IMPORT
from qorgan.directory.actions import import_services_draft, keep_service_sheet
from qorgan.directory.importing import fields, plan_services
from qorgan.directory.pages.service_list import all_services
from qorgan.places.choices import SheetKind
from qorgan.places.sheet_pages import SheetPages
from qorgan.ui.pages import PageRequest, page

PAGES = SheetPages(
    kind=SheetKind.SERVICES,
    title=_("Import a list of services"),
    home=all_services,
    check="service_import_draft",
    fields=fields,
    keep=keep_service_sheet,
    plan=lambda request, sheet, mapping: plan_services(sheet, mapping),  # noqa: ARG005
    carry_out=import_services_draft,
)


@page(needs=SERVICE_IMPORT, methods=("GET", "POST"))
def service_import(request: PageRequest) -> HttpResponse:
    """The form for the file."""
    return PAGES.upload(request)


@page(needs=SERVICE_IMPORT, methods=("GET", "POST"))
def service_import_draft(request: PageRequest, ref: str) -> HttpResponse:
    """What the list would change."""
    return PAGES.look(request, ref)
