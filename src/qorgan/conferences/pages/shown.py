"""What the pages of conferences share: the way here, one form on a page, states as tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.conferences.choices import EditionState, RecommendationState, RegistrationState
from qorgan.conferences.models import Edition
from qorgan.ui.forms import Form
from qorgan.ui.pages import PageRequest, render
from qorgan.ui.pieces import Crumb
from qorgan.ui.templatetags.ui import tag

EDITION_TONES: dict[str, str] = {
    EditionState.PLANNED: "info", EditionState.RUNNING: "ok", EditionState.ENDED: "out", EditionState.CANCELLED: "out",
}  # fmt: skip
REGISTRATION_TONES: dict[str, str] = {
    RegistrationState.NOMINATED: "warn", RegistrationState.ACCEPTED: "ok", RegistrationState.DECLINED: "out",
    RegistrationState.WITHDRAWN: "out",
}  # fmt: skip
RECOMMENDATION_TONES: dict[str, str] = {
    RecommendationState.DRAFTED: "", RecommendationState.ADOPTED: "info", RecommendationState.REJECTED: "out",
    RecommendationState.ADDRESSED: "warn", RecommendationState.ANSWERED: "ok",
}  # fmt: skip


def edition_tag(state: EditionState) -> SafeString:
    """Where an edition stands."""
    return tag(EDITION_TONES[state], state.label)


def registration_tag(state: str) -> SafeString:
    """Where a nomination stands."""
    return tag(REGISTRATION_TONES[state], RegistrationState(state).label)


def recommendation_tag(state: RecommendationState) -> SafeString:
    """Where a recommendation stands."""
    return tag(RECOMMENDATION_TONES[state], state.label)


def address_of(edition: Edition, part: str = "") -> str:
    """The page of an edition."""
    return reverse("edition", args=[edition.ref]) + (f"#{part}" if part else "")


def crumbs_of(edition: Edition | None, *more: Crumb) -> list[Crumb]:
    """The way to an edition, and further."""
    start = [Crumb(_("Conferences"), reverse("conferences"))]
    return [*start, *([Crumb(str(edition), address_of(edition))] if edition else []), *more]


def asked(
    request: PageRequest, form: Form, act: Any, *, title: Any, verb: Any, then: Any, edition: Edition | None = None,
    notes: Sequence[Any] = (), tone: str = "primary", back: str = "", **given: Any,
) -> HttpResponse:  # fmt: skip
    """One form: the same page for every change. `given` goes to the action; without any, the edition itself does."""
    if form.is_bound and form.is_valid():
        where = form.perform(act, by=request.by, then=then, **(given if given or edition is None else {"edition": edition}))
        if where:
            return redirect(where)
    context = {"form": form, "title": title, "verb": verb, "crumbs": crumbs_of(edition, Crumb(title)), "notes": notes, "tone": tone,
               "back": back or (address_of(edition) if edition else reverse("conferences"))}  # fmt: skip
    return render(request, "conferences/form.html", context, status=422 if form.is_bound else 200)
