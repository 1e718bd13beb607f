"""The code of a school, and its poster as PDF and picture. For the school itself and for the register's keeper.

Nothing here knows whether anybody ever used a code.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import Refused
from qorgan.organisations import queries
from qorgan.organisations.access import SCHOOL_CODE_MANAGE
from qorgan.organisations.actions import issue_school_code, revoke_school_code
from qorgan.organisations.codes import printed
from qorgan.organisations.models import Organisation, SchoolCode
from qorgan.organisations.pages.organisation_list import all_organisations
from qorgan.organisations.poster import address_behind, poster_pdf, qr_png, qr_svg
from qorgan.organisations.tables import address_of
from qorgan.ui.forms import Form
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb

KINDS = {"pdf": "application/pdf", "png": "image/png"}


@page(needs=SCHOOL_CODE_MANAGE, methods=("GET", "POST"))
def school_code(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of the code; its forms issue another one, or withdraw it."""
    by = request.by  # type: ignore[attr-defined]
    school = queries.school(by, ref)
    form = Form(request.POST or None)
    if form.is_bound and form.is_valid():
        act = revoke_school_code if request.POST.get("do") == "revoke" else issue_school_code
        where = form.perform(act, by=by, then=reverse("school_code", args=[ref]), school=school)
        if where:
            return redirect(where)
    code = queries.valid_code(school)
    context: dict[str, Any] = {
        "organisation": school, "code": code, "form": form,
        "crumbs": [all_organisations(), Crumb(school.names, address_of(school)), Crumb(_("QR code"))],
    }  # fmt: skip
    if code:
        address = address_behind(request, code.code)
        context |= {"address": address, "printed": printed(code.code), "picture": qr_svg(address)}
    return render(request, "organisations/school_code.html", context, status=422 if form.is_bound else 200)


@page(needs=SCHOOL_CODE_MANAGE)
def school_poster(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """The poster as a file."""
    school, code = _with_code(request, ref)
    address = address_behind(request, code.code)
    content = qr_png(address) if kind == "png" else poster_pdf(address)
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="qorgan-{school.ref}.{kind}"'
    return response


def _with_code(request: HttpRequest, ref: str) -> tuple[Organisation, SchoolCode]:
    school = queries.school(request.by, ref)  # type: ignore[attr-defined]
    code = queries.valid_code(school)
    if code is None:
        raise Refused("school_code")
    return school, code
