"""What organisations hang in the shell and on the page of a place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.organisations.access import ORGANISATION_MANAGE, ORGANISATION_READ
from qorgan.organisations.queries import known_to
from qorgan.places.models import Place
from qorgan.ui.navigation import Command, Item

MOST = 10


def navigation(request: HttpRequest, **_context: Any) -> Item | None:
    """The register, for who may read it."""
    if not request.by.may(ORGANISATION_READ):  # type: ignore[attr-defined]
        return None
    return Item(_("Organisations"), reverse("organisation_list"), "building-community", is_settings=True)


def register_command(request: HttpRequest, **_context: Any) -> Command | None:
    """A new organisation."""
    if not request.by.may(ORGANISATION_MANAGE):  # type: ignore[attr-defined]
        return None
    return Command(_("Enter an organisation"), reverse("organisation_new"), "building")


def of_place(request: HttpRequest, place: Place, **_context: Any) -> SafeString | None:
    """The organisations in a place, the first ten, and a link to all of them."""
    by = request.by  # type: ignore[attr-defined]
    if not by.may(ORGANISATION_READ):
        return None
    rows = known_to(by).filter(place__path__within=place.path).select_related("kind").order_by("-added_at")[: MOST + 1]
    found = list(rows)
    if not found:
        return None
    more = f"{reverse('organisation_list')}?region={place.path}" if len(found) > MOST and place.level == 1 else ""
    return SafeString(render_to_string("organisations/parts/of_place.html", {"rows": found[:MOST], "more": more}))
