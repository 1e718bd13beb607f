"""The API for people: a page that says how it is used, and its description for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.permissions import known
from qorgan.ui.api.gates import count_open
from qorgan.ui.api.house import VERSION, description
from qorgan.ui.api.problems import TITLES, Problem
from qorgan.ui.pages import PUBLIC, page, render


@dataclass(frozen=True, slots=True)
class Line:
    """One route of the page: how it is called, and what it needs in words."""

    method: str
    path: str
    summary: str
    needs: Any


HEADINGS: Mapping[str, Promise] = {
    "Cases": _("Cases"),
    "Children": _("Children"),
    "Contacts": _("Contacts"),
    "Directory": _("Directory of services"),
    "Referrals": _("Referrals"),
    "Registry": _("Registry"),
}
"""The headings of the description, which is in English, as people read them."""


def lines() -> dict[str, list[Line]]:
    """The routes under their headings, as the description has them."""
    found: dict[str, list[Line]] = {}
    for path, methods in description()["paths"].items():
        for method, said in methods.items():
            needs = said.get("x-needs", "")
            label = known()[needs].label if needs in known() else ""
            found.setdefault(said["tags"][0], []).append(Line(method.upper(), path, said["summary"], label))
    return dict(sorted(found.items()))


@page(needs=PUBLIC)
def api(request: HttpRequest) -> HttpResponse:
    """How to get a key, how to ask, what comes back, and every route."""
    groups = {HEADINGS.get(heading, heading): rows for heading, rows in lines().items()}
    context = {"groups": groups, "problems": TITLES, "version": VERSION, "origin": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "ui/api.html", context)


def _counted(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Counts who asks, before the page's read-only transaction; asked too often from one source it waits, as open routes do."""

    @wraps(view)
    def run(request: HttpRequest) -> HttpResponse:
        try:
            count_open(request)
        except Problem as problem:
            return problem.response()
        return view(request)

    return run


@_counted
@page(needs=PUBLIC)
def api_description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 description."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
