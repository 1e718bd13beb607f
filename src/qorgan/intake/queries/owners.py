"""Which organisations may own the case of a child who lives in a place."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from qorgan.intake import pack
from qorgan.organisations.choices import State
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.places.paths import parents
from qorgan.staff.queries import workplaces_of

OVERSEE = "casework.case.oversee"
"""Where nobody oversees cases, a case would wait for a worker whom nobody names. The name of a permission of `casework`."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An organisation that may own the case. `is_near`: it works at the child's place, or for a place around it."""

    organisation: Organisation
    is_near: bool


def owners(place: Place) -> list[Owner]:
    """Those that may own a case, the likeliest first: of the pack's kinds, at the place or around it, else in its region; only those
    that have somebody in Qorgan who gives cases to workers."""
    kinds = pack.owner_kinds(timezone.localdate())
    around = [*parents(place.path), place.path]
    region = ".".join(place.path.split(".")[:2])
    found = (
        Organisation.objects.filter(kind_id__in=kinds, state=State.ACTIVE, place__path__within=region, pk__in=workplaces_of(OVERSEE))
        .select_related("place", "kind")
        .order_by("pk")
    )
    rows = [Owner(one, one.place.path in around) for one in found]
    return sorted(rows, key=lambda one: (not one.is_near, kinds.index(one.organisation.kind_id), -len(one.organisation.place.path)))
