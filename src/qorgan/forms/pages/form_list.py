"""All forms: which version is filled in, which waits to be published."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from qorgan.forms.access import FORM_MANAGE, FORM_READ
from qorgan.forms.queries import form_rows
from qorgan.ui.pages import page, render


@page(needs=FORM_READ)
def form_list(request: HttpRequest) -> HttpResponse:
    """The list."""
    by = request.by  # type: ignore[attr-defined]
    return render(request, "forms/form_list.html", {"rows": form_rows(by), "may_manage": by.may(FORM_MANAGE)})
