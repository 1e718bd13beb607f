"""One place: its names, codes, figures, and what lies in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.places import queries
from qorgan.places.access import PLACE_READ
from qorgan.places.slots import PLACE
from qorgan.places.tables import address_of
from qorgan.texts.alphabet import sort_key
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb
from qorgan.ui.tables.columns import grouped


@page(needs=PLACE_READ)
def place(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of a place; rooms above hang their panels here."""
    found = queries.place(request.by, ref)  # type: ignore[attr-defined]
    above = queries.above(found)
    below = sorted(type(found).objects.below(found).in_use(), key=lambda one: sort_key(str(one.names)))
    crumbs = [Crumb(_("Places"), reverse("place_list")), *(Crumb(one.names, address_of(one)) for one in above)]
    return render(request, "places/place.html", {
        "place": found, "crumbs": [*crumbs, Crumb(found.names)], "below": below,
        "figures": [(one, grouped(one.value)) for one in queries.figures(found)],
        "codes": found.codes.order_by("scheme", "code"), "aliases": found.aliases.order_by("language", "text"),
        "history": queries.history(found.pk), "panels": list(PLACE(request, place=found)),
    })  # fmt: skip
