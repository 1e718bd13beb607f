"""Routes of places: regions, districts, settlements. A place is nobody's secret, so no key is needed."""

from __future__ import annotations

from typing import Any

from ninja import Field, Query

from qorgan.access.refusals import Refused
from qorgan.places.choices import PlaceKind
from qorgan.places.models import Place
from qorgan.places.paths import parents
from qorgan.ui.api.door import ApiRequest, Door
from qorgan.ui.api.paging import Paging, page_of
from qorgan.ui.api.shapes import Code, Ref, Shape, Words, one_of
from qorgan.ui.pages import PUBLIC

door = Door("Registry")
PlaceKindCode = one_of(PlaceKind)


class PlaceShape(Shape):
    """A unit of the country's territory as it is today."""

    ref: Ref
    code: str = Field(description="The official code where it is certain, else the country pack's own key", examples=["750000000"])
    iso: str = Field(description="ISO 3166-2, for regions that have one", examples=["KZ-75"])
    kind: PlaceKindCode
    level: int = Field(description="1 for regions", ge=0)
    name: str = Field(description="In the language of the request")
    names: Words
    parent: Ref | None


class Places(Shape):
    """One page of places."""

    items: list[PlaceShape]
    next: str | None


class PlacesWanted(Paging):
    """Which places."""

    level: int | None = Field(None, ge=0, le=9)
    within: Ref | None = Field(None, description="A place: it and everything below it")
    code: Code | None = None


def _shape(of: Place, above: dict[str, str]) -> PlaceShape:
    plain = {name: getattr(of, name) for name in ("ref", "code", "iso", "kind", "level")}
    return PlaceShape(**plain, name=str(of.names), names=Words(**of.names), parent=above.get(_parent(of)))


def _parent(of: Place) -> str:
    return of.path.rpartition(".")[0]


def _above(shown: list[Place]) -> dict[str, str]:
    wanted = {path for one in shown for path in parents(one.path)[-1:]}
    return dict(Place.objects.filter(path__in=wanted).values_list("path", "ref")) if wanted else {}


@door.get("/places", needs=PUBLIC, gives=Places)
def list_places(request: ApiRequest, wanted: Query[PlacesWanted]) -> Places:
    """List places of today."""
    rows: Any = Place.objects.in_use()
    if wanted.level is not None:
        rows = rows.filter(level=wanted.level)
    if wanted.code is not None:
        rows = rows.filter(code=wanted.code)
    if wanted.within is not None:
        top = Place.objects.filter(ref=wanted.within).first()
        rows = rows.within(top.path) if top else rows.none()
    above: dict[str, str] = {}

    def load(shown: list[Place]) -> None:
        above.update(_above(shown))

    return Places(**page_of(request, rows, wanted, lambda row: _shape(row, above), load=load))


@door.get("/places/{slug:ref}", needs=PUBLIC, gives=PlaceShape)
def read_place(request: ApiRequest, ref: str) -> PlaceShape:
    """Read one place."""
    found = Place.objects.filter(ref=ref).first()
    if found is None:
        raise Refused("place")
    return _shape(found, _above([found]))
