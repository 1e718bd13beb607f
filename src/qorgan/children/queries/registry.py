"""What the keeper of the registry reads: pairs that wait, both records side by side, and what was joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.children.models import Child, Merge
from qorgan.matching.attributes import profile
from qorgan.matching.choices import PairState
from qorgan.matching.models import Pair
from qorgan.matching.queries import pairs_among, waiting
from qorgan.matching.scoring import REASONS, Comparison, judge
from qorgan.texts.dates import day


@dataclass(frozen=True, slots=True)
class Comparing:
    """A pair with both of its records, and what agrees."""

    pair: Pair
    one: Child
    other: Child

    @property
    def comparison(self) -> Comparison:
        """How far the two agree today."""
        return judge(profile(self.one.attributes()), profile(self.other.attributes()))


def cluster_of(by: Principal, child: Child) -> list[UUID]:
    """The ids of all records that stand together with this one, itself among them."""
    return list(Child.objects.visible_to(by).filter(survivor_id=child.survivor_id).order_by("pk").values_list("pk", flat=True))


def told_apart(by: Principal, one: Child, other: Child) -> bool:
    """Whether a keeper told any record of one child apart from any record of the other."""
    here, there = cluster_of(by, one), cluster_of(by, other)
    across = Q(first__in=here, second__in=there) | Q(first__in=there, second__in=here)
    return pairs_among(by, here).filter(across, state=PairState.DIFFERENT).exists()


def queue(by: Principal, most: int = 100) -> list[Comparing]:
    """The pairs that wait, the oldest first, without those that were settled another way: joined by a third record, told apart
    through one, or erased since."""
    return _with_records(by, list(waiting(by)[: most * 2]))[:most]


def told_apart_lately(by: Principal, most: int = 20) -> list[Comparing]:
    """The last pairs that were told apart, the newest first: a decision can be taken back."""
    decided = Pair.objects.visible_to(by).filter(state=PairState.DIFFERENT).order_by("-decided_at", "pk")
    return _with_records(by, list(decided[:most]))


def _with_records(by: Principal, pairs: list[Pair]) -> list[Comparing]:
    ids = {record for pair in pairs for record in pair.records}
    rows = Child.objects.visible_to(by).filter(pk__in=ids).select_related("place")
    found = {row.pk: row for row in rows}
    known = [(pair, found.get(pair.first), found.get(pair.second)) for pair in pairs]
    return [Comparing(pair, one, other) for pair, one, other in known if one and other and one.survivor_id != other.survivor_id]


def comparing(by: Principal, pair: Pair) -> Comparing | None:
    """One pair with its records; None where one of them is gone."""
    rows = Child.objects.visible_to(by).filter(pk__in=pair.records).select_related("place")
    found = {row.pk: row for row in rows}
    if len(found) < len(pair.records):
        return None
    return Comparing(pair, found[pair.first], found[pair.second])


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both records; `words` say how far they agree, where matching compares them, and `tone` is their colour."""

    label: Promise | str
    one: str
    other: str
    words: Promise | str = ""
    tone: str = ""


AGREE = frozenset({"same", "alias", "sound", "date", "month", "district"})
_FIELDS: tuple[tuple[Promise | str, str, Callable[[Child], Any]], ...] = (
    (_("Surname"), "surname", lambda one: one.surname),
    (_("Given name"), "given", lambda one: one.given),
    (_("Patronymic"), "patronymic", lambda one: one.patronymic),
    (_("Name as it was said"), "", lambda one: one.as_given),
    (_("Also called"), "", lambda one: one.also_called),
    (_("Birth date"), "born", lambda one: one.born_words),
    (_("Sex"), "sex", lambda one: one.get_sex_display()),
    (_("IIN"), "iin", lambda one: one.iin),
    (_("Place"), "place", lambda one: one.place.names if one.place else ""),
    (_("Address"), "", lambda one: one.address),
    (_("Telephone of the child"), "", lambda one: one.phone),
    (_("Registered"), "", lambda one: day(one.registered_at)),
)


def side_by_side(comparing: Comparing) -> list[Row]:
    """What the two records say, field by field, and how far it agrees."""
    levels = comparing.comparison.levels
    rows = []
    for label, attribute, of in _FIELDS:
        one, other = str(of(comparing.one)), str(of(comparing.other))
        if one or other:
            level = levels.get(attribute, "")
            tone = "ok" if level in AGREE else "warn" if level == "different" else "info"
            rows.append(Row(label, one, other, REASONS.get((attribute, level), ""), tone))
    return rows


def joinings(by: Principal, child: Child) -> QuerySet[Merge]:
    """The joinings that hold among the records of a child, the newest first; the keeper's alone."""
    return (
        Merge.objects.visible_to(by)
        .filter(undone_at=None, kept_id__in=cluster_of(by, child))
        .select_related("kept", "joined")
        .order_by("-joined_at")
    )
