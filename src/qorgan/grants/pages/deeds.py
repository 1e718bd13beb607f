"""A page that asks one form and does one action: what nearly every step of a grant is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from qorgan.ui.forms import Form
from qorgan.ui.pages import PageRequest, render
from qorgan.ui.pieces import Crumb

Words = Promise | str


def deed(
    request: PageRequest,
    form: Form,
    act: Callable[..., Any],
    *,
    title: Words,
    verb: Words,
    crumbs: Sequence[Crumb],
    then: str | Callable[[Any], str],
    about: Words = "",
    tone: str = "primary",
    back: str = "",
    template: str = "grants/form.html",
    **given: Any,
) -> HttpResponse:
    """Asks `form`; filled in, does `act` with it and `given`, and leads to `then`. A broken rule stands on the form."""
    if form.is_bound and form.is_valid():
        where = form.perform(act, by=request.by, then=then, **given)
        if where:
            return redirect(where)
    context = {
        "form": form,
        "title": title,
        "verb": verb,
        "crumbs": [*crumbs, Crumb(title)],
        "about": about,
        "tone": tone,
        "back": back,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
