"""Tries a form: fill it in and have it checked, in any of its languages; nothing is kept."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from qorgan.forms.access import FORM_READ
from qorgan.forms.binding import Bound, bind
from qorgan.forms.models import FormVersion
from qorgan.forms.pages.finding import all_forms, version_or_404
from qorgan.forms.rendering import fill, read
from qorgan.forms.sealing import part
from qorgan.forms.submission import asked
from qorgan.texts import languages
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb, Tab


@page(needs=FORM_READ, methods=("GET", "POST"))
def form_preview(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The form as it will be asked. `?in=ru` shows it in another language."""
    version = version_or_404(key, number)
    language = _language(request, version)
    is_final = request.method == "POST" and asked(request.POST).verb == "finalise"
    submitted = request.POST if request.method == "POST" else None
    with override(language):
        bound = bind(version.form, submitted, final=is_final)
        context = {
            "version": version, "definition": version.definition, "screen": fill(bound, level=2),
            "is_complete": is_final and bound.is_valid, "tabs": _tabs(request, version, language),
            **_outcome(version, bound, is_final=is_final), "crumbs": _crumbs(version),
        }  # fmt: skip
        return render(
            request, "forms/form_preview.html", context, partials=("fill",), status=422 if is_final and not bound.is_valid else 200
        )


def _language(request: HttpRequest, version: FormVersion) -> str:
    wanted, own = request.GET.get("in", ""), get_language() or ""
    return wanted if wanted in version.form.languages else own


def _outcome(version: FormVersion, bound: Bound, *, is_final: bool) -> dict[str, object]:
    """What would be kept, parted as it would be: for the author's eyes, from answers invented for the trial."""
    if not is_final or not bound.is_valid:
        return {}
    plain, sealed = part(version.form, bound.answers)
    sides = {"plain": plain, "sealed": sealed}
    kept = {name: json.dumps(side, ensure_ascii=False, indent=2) for name, side in sides.items()}
    return {"record": read(version.form, bound.answers), **kept}


def _tabs(request: HttpRequest, version: FormVersion, language: str) -> list[Tab]:
    known = languages.codes()
    return [
        Tab(languages.own_name(code) if code in known else code, f"{request.path}?in={code}", is_here=code == language)
        for code in version.form.languages
    ]


def _crumbs(version: FormVersion) -> list[Crumb]:
    here = reverse("form_version", args=[version.definition.key, version.number])
    return [all_forms(), Crumb(version.definition.title, here), Crumb(_("Try"))]
