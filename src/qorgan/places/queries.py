"""What other rooms and our screens read of places."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.places.access import PLACE_READ
from qorgan.places.choices import PopulationGroup
from qorgan.places.models import Place, PlaceCode, PopulationFigure, SheetDraft
from qorgan.places.paths import parents
from qorgan.texts.alphabet import sort_key
from qorgan.texts.words import Words
from qorgan.ui.pieces import Happened

_order = lru_cache(maxsize=4096)(sort_key)
"""Names of places come back with every choice; none of them is anybody's."""


def place(by: Principal, ref: str) -> Place:
    """One place by its public id. Raises Refused for none."""
    found = Place.objects.filter(ref=ref).first()
    if found is None or not by.may(PLACE_READ):
        raise Refused("place")
    return found


def regions() -> list[Place]:
    """The units of the first level in the reader's alphabet."""
    return sorted(Place.objects.of_first_level().in_use(), key=lambda place: _order(str(place.names)))


@dataclass(frozen=True, slots=True)
class Offered:
    """A place as a choice offers it: named in the reader's language. `below` are the places of the next level."""

    path: str
    ref: str
    name: str
    below: list[Offered] = field(default_factory=list)


def offered(*, deepest: int = 2) -> list[Offered]:
    """The regions in use in the reader's alphabet, with their districts where `deepest` is 2; one query of four columns."""
    rows = Place.objects.filter(level__lte=deepest).in_use().values_list("level", "path", "ref", "names")
    found: dict[str, list[Offered]] = defaultdict(list)
    for level, path, ref, names in rows:
        found["" if level == 1 else path.rpartition(".")[0]].append(Offered(path, ref, str(names)))
    for ones in found.values():
        ones.sort(key=lambda one: _order(one.name))
    return [replace(region, below=found.get(region.path, [])) for region in found[""]]


def region_choices(_by: Principal) -> list[tuple[str, str]]:
    """The regions in use for a filter, by path."""
    return [(one.path, one.name) for one in offered(deepest=1)]


def above(of: Place) -> list[Place]:
    """The units above a place, the highest first."""
    return list(Place.objects.filter(path__in=parents(of.path)).order_by("level"))


def way_to(places: list[Place]) -> dict[Any, Words]:
    """The region of each place by the place's id, for lists; one query."""
    wanted = {place.pk: ".".join(place.path.split(".")[:2]) for place in places}
    names = {found.path: found.names for found in Place.objects.filter(path__in=set(wanted.values()))}
    return {pk: names.get(path, Words()) for pk, path in wanted.items()}


def figures(of: Place) -> QuerySet[PopulationFigure]:
    """The figures of a place, the newest first."""
    return PopulationFigure.objects.filter(place=of).order_by("group", "-on")


def newest_figures(group: PopulationGroup) -> dict[Any, PopulationFigure]:
    """The newest figure of a group for every place that has one, by the place's id; one query."""
    rows = PopulationFigure.objects.filter(group=group).order_by("place", "-on").distinct("place")
    return {row.place_id: row for row in rows}


def split_codes() -> dict[str, list[PlaceCode]]:
    """Former codes whose unit is several today, by `scheme code`: their series cannot be carried over one to one."""
    found: dict[str, list[PlaceCode]] = defaultdict(list)
    for code in PlaceCode.objects.filter(relation="split").select_related("place").order_by("scheme", "code"):
        found[f"{code.scheme} {code.code}"].append(code)
    return dict(found)


def places_of_code(scheme: str, code: str) -> list[Place]:
    """The places of today behind a code of a table; several where the unit was split, none where nobody knows it."""
    own = Q(code=code) if scheme == "kato" else Q(iso=code) if scheme == "iso3166-2" else Q(pk__in=[])
    current = list(Place.objects.filter(own))
    if current:
        return current
    rows = PlaceCode.objects.filter(scheme=scheme, code=code).select_related("place").order_by("place__code")
    return [row.place for row in rows]


def history(subject: Any, most: int = 30) -> list[Happened]:
    """What was remembered of one place or organisation, the newest first."""
    rows = Entry.objects.filter(stream=subject).exclude(verb__startswith="access.").order_by("-seq")
    return [Happened(at, label_of(verb)) for at, verb in rows.values_list("at", "verb")[:most]]


def draft(by: Principal, ref: str, kind: str) -> SheetDraft:
    """An uploaded sheet, for its uploader alone."""
    found = SheetDraft.objects.filter(ref=ref, kind=kind, account_id=by.account).first()
    if found is None:
        raise Refused("sheet")
    return found
