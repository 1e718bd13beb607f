"""Looking for records of the same person, and what waits for a keeper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from qorgan.access.principal import Principal
from qorgan.matching.attributes import Attributes, Profile, profile
from qorgan.matching.choices import Grade, PairState
from qorgan.matching.finding import met
from qorgan.matching.keys import of_query
from qorgan.matching.models import Pair
from qorgan.matching.scoring import Comparison, judge
from qorgan.vault.gone import is_gone


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be of the person who was asked for."""

    record: UUID
    comparison: Comparison

    @property
    def grade(self) -> Grade | None:
        return self.comparison.grade


def candidates(asked: Attributes | Profile) -> list[Candidate]:
    """The records that the acting principal may know and that meet what was asked, the likeliest first.

    Vetoed ones and those of no grade are among them: the caller takes what it shows. Two statements, whatever is found.
    """
    who = profile(asked) if isinstance(asked, Attributes) else asked
    keys = of_query(who)
    if not keys:
        return []
    found = [Candidate(row.id, judge(who, Profile.unpacked(row.profile))) for row in met(keys) if not is_gone(row.profile)]
    return sorted(found, key=lambda one: (-one.comparison.weight, one.record))


def hints(asked: Attributes | Profile, *, but: Iterable[UUID] = (), most: int = 5) -> list[Candidate]:
    """What is worth a person's look: candidates with a grade, without the records in `but`."""
    left_out = frozenset(but)
    return [one for one in candidates(asked) if one.grade is not None and one.record not in left_out][:most]


def waiting(by: Principal) -> QuerySet[Pair]:
    """The keeper's queue, the oldest first."""
    return Pair.objects.visible_to(by).filter(state=PairState.WAITING).order_by("found_at", "pk")


def pairs_among(by: Principal, records: Iterable[UUID]) -> QuerySet[Pair]:
    """Every pair that names one of these records."""
    named = list(records)
    return Pair.objects.visible_to(by).filter(Q(first__in=named) | Q(second__in=named)).order_by("found_at", "pk")
