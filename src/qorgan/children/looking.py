"""The finder: compares a child with every record of the registry, and puts before the keeper what may be the same child.

It runs apart from the request that registered the child, as a system principal, whatever that request saw: so neither the
answer nor its time can tell somebody that a record exists which they may not know.
"""

from __future__ import annotations

from uuid import UUID

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.children.models import Child
from qorgan.matching import finding
from qorgan.matching.actions import put_forward
from qorgan.matching.attributes import profile
from qorgan.matching.choices import Grade
from qorgan.matching.models import Pair
from qorgan.matching.queries import candidates

WORTH = (Grade.CERTAIN, Grade.PROBABLE)
"""What is worth the keeper's time; what is merely possible is a hint to people who know both records."""


def look_for_same(*, by: Principal, child_id: UUID) -> list[Pair]:
    """Pairs that were put into the keeper's queue now. A child that is gone has none."""
    with acting(by):
        child = Child.objects.visible_to(by).select_related("place").filter(pk=child_id).first()
        if child is None:
            return []
        together = set(Child.objects.visible_to(by).filter(survivor_id=child.survivor_id).values_list("pk", flat=True))
        found = [one for one in candidates(child.attributes()) if one.grade in WORTH and one.record not in together]
        made = [put_forward(by=by, one=child.id, other=one.record, grade=one.grade) for one in found if one.grade]
    return [pair for pair in made if pair is not None]


def write_again(*, by: Principal, batch: int = 500) -> int:
    """Writes the keys of records that stand under an older normaliser or look-up root. Returns how many."""
    count = 0
    while True:
        with reading(by):
            due = finding.outdated(most=batch)
        if not due:
            return count
        with acting(by):
            rows = Child.objects.visible_to(by).filter(pk__in=due).select_related("place")
            for child in rows:
                finding.remember(record=child.id, profile=profile(child.attributes()))
                count += 1
