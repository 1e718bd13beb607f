"""Which organisations are the bodies of a danger: the nearest of each kind, the child's district first, then its region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.intake.danger_pack import Body
from qorgan.notices.addressees import ORGANISATION, Holder, Reach, reach
from qorgan.organisations.choices import State
from qorgan.organisations.models import Organisation
from qorgan.organisations.queries import telephones
from qorgan.places.models import Place
from qorgan.texts.alphabet import sort_key

MOST = 5
"""Organisations shown for one body."""
HERE, DISTRICT, REGION, COUNTRY = 3, 2, 1, 0
NEARNESS: dict[int, Promise | str] = {
    HERE: _("at the child’s place"),
    DISTRICT: _("in the child’s district"),
    REGION: _("in the child’s region"),
    COUNTRY: _("in another region"),
}


@dataclass(frozen=True, slots=True)
class FoundBody:
    """An organisation that is a body: how near, and where it is rung. `nearness` counts from 0 (another region) to 3."""

    body: Body
    organisation: Organisation
    nearness: int
    telephone: str = ""

    @property
    def words(self) -> Promise | str:
        """How near, for a person."""
        return NEARNESS[self.nearness]


def nearness(of: str, to: str | None) -> int:
    """How near two places are, by their paths (`kz.10.semey_city`): the same, one district, one region, one country."""
    if to is None:
        return COUNTRY
    one, other = of.split("."), to.split(".")
    shared = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
    if shared == len(one) == len(other):
        return HERE
    return DISTRICT if shared >= 3 else REGION if shared == 2 else COUNTRY


def nearest(kinds: Iterable[str], place: Place | None, *, without: Iterable[UUID] = ()) -> list[tuple[Organisation, int]]:
    """The organisations at work of some kinds, the nearest first; for a known place only those of its region where there are any."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(kind__in=list(kinds), state=State.ACTIVE)
    if place is not None:
        region = ".".join(place.path.split(".")[:2])
        here = rows.filter(place__path__within=region)
        rows = here if here.exclude(pk__in=list(without)).exists() else rows
    found = rows.exclude(pk__in=list(without)).select_related("kind", "place")
    path = place.path if place else None
    ranked = [(one, nearness(one.place.path, path)) for one in found]
    return sorted(ranked, key=lambda pair: (-pair[1], sort_key(str(pair[0].names)), str(pair[0].pk)))


def found_bodies(by: Principal, bodies: Iterable[Body], place: Place | None) -> list[tuple[Body, list[FoundBody]]]:
    """For each body the nearest organisations with the number that rings them."""
    ranked = [(body, nearest(body.kinds, place)[:MOST]) for body in bodies]
    numbers = telephones(by, [one.pk for _body, found in ranked for one, _near in found])
    return [(body, [FoundBody(body, one, near, numbers.get(one.pk, "")) for one, near in found]) for body, found in ranked]


def reach_of(organisation_id: UUID) -> Reach | None:
    """Where a body is written to now."""
    return reach(Holder(ORGANISATION, organisation_id))
