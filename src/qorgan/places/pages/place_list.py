"""All places, as a list or as the tile map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.places.access import PLACE_MANAGE, PLACE_READ
from qorgan.places.choices import PopulationGroup
from qorgan.places.queries import newest_figures, regions, split_codes
from qorgan.places.tables import Places, address_of, listed
from qorgan.places.tilemap import TileMap
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Tab


@page(needs=PLACE_READ)
def place_list(request: HttpRequest) -> HttpResponse:
    """The list."""
    table = Places(listed(), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "tabs": _tabs("list"), "may_manage": request.by.may(PLACE_MANAGE)}  # type: ignore[attr-defined]
    return render(request, "places/place_list.html", context, partials=(table.id,))


@page(needs=PLACE_READ)
def place_map(request: HttpRequest) -> HttpResponse:
    """The map of children, and the former units that today's figures cannot be compared with."""
    figures = newest_figures(PopulationGroup.CHILDREN)
    picture = TileMap.of(
        regions(), {pk: figure.value for pk, figure in figures.items()}, link=address_of,
        caption=_("Children, 0 to 17. Figures marked as an estimate on a region's page were not published for it."),
        head=_("Children, 0 to 17"),
    )  # fmt: skip
    return render(request, "places/place_map.html", {"map": picture, "tabs": _tabs("map"), "split": split_codes()})


def _tabs(here: str) -> list[Tab]:
    return [
        Tab(_("List"), reverse("place_list"), is_here=here == "list"),
        Tab(_("Map"), reverse("place_map"), is_here=here == "map"),
    ]
