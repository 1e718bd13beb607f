"""Uploads a sheet: a new form, or the next version of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.forms.access import FORM_MANAGE
from qorgan.forms.actions import import_form
from qorgan.forms.forms import UploadForm
from qorgan.forms.models import FormVersion
from qorgan.forms.pages.finding import all_forms, definition_or_404
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb


@page(needs=FORM_MANAGE, methods=("GET", "POST"))
def form_upload(request: HttpRequest, key: str = "") -> HttpResponse:
    """The form for the sheet; its problems are listed with their cells, and nothing is kept until there are none."""
    definition = definition_or_404(key) if key else None
    form = UploadForm(request.POST, request.FILES, key=key) if request.method == "POST" else UploadForm(key=key)
    if form.is_bound and form.is_valid():
        where = form.perform(import_form, by=request.by, then=_address)  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    crumbs = [all_forms(), Crumb(definition.title if definition else _("New form"))]
    context = {"form": form, "definition": definition, "problems": form.problems, "crumbs": crumbs}
    return render(request, "forms/form_upload.html", context, status=422 if form.is_bound else 200)


def _address(version: FormVersion) -> str:
    return reverse("form_version", args=[version.definition.key, version.number])
