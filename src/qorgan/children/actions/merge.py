"""The keeper joins two records of one child, takes that back, tells two children apart, and parts a record that told of two."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.children import access, rules
from qorgan.children.actions.child import fresh, register_other
from qorgan.children.events import ChildrenMerged, ChildrenParted, ChildSplit
from qorgan.children.identity import ChildFacts
from qorgan.children.models import Child, Merge, Registration
from qorgan.children.queries.registry import cluster_of, told_apart
from qorgan.journal.actions import action, record
from qorgan.matching import actions as pairs
from qorgan.matching.models import Pair


@action(access.REGISTRY_KEEP)
def merge_children(*, by: Principal, kept: Child, joined: Child) -> Merge:
    """Joins two records of one child: `kept` stands for the child, and whoever knew one of them knows both.

    Nothing is moved or lost. Raises RuleBroken for records that stand for no child of their own, for one that is restricted
    and one that is not, and where a keeper told any of their records apart.
    """
    kept, joined = _locked(by, kept, joined)
    if not rules.may_join(kept, joined):
        raise RuleBroken(_("These records cannot be joined: one was joined before, or only one of them is restricted."))
    if told_apart(by, kept, joined):
        raise RuleBroken(_("A keeper said that these are different people. Take that back first."))
    pairs.settle_pair(by=by, one=kept.id, other=joined.id)
    made = Merge.objects.create(kept=kept, joined=joined, joined_by=by.actor_id)
    _recompute(by, [*cluster_of(by, kept), *cluster_of(by, joined)])
    record(ChildrenMerged(subject=kept.id, joined=joined.id), by=by, about=(joined.id,))
    return made


def _locked(by: Principal, one: Child, other: Child) -> tuple[Child, Child]:
    """Both records, locked in the order of their ids, so that two keepers do not wait for each other."""
    rows = Child.objects.visible_to(by).filter(pk__in=[one.pk, other.pk]).order_by("pk").select_for_update(of=("self",))
    found = {row.pk: row for row in rows}
    return found[one.pk], found[other.pk]


@action(access.REGISTRY_KEEP)
def undo_merge(*, by: Principal, merge: Merge) -> Merge:
    """Takes a joining back: both records are as they would be without it, and the pair waits again."""
    held = Merge.objects.visible_to(by).select_for_update().get(pk=merge.pk)
    if not rules.may_undo(held):
        raise RuleBroken(_("This joining was undone already."))
    kept = Child.objects.visible_to(by).get(pk=held.kept_id)
    records = cluster_of(by, kept)
    held.undone_at, held.undone_by = timezone.now(), by.actor_id
    held.save(update_fields=["undone_at", "undone_by"])
    _recompute(by, records)
    pair = pairs.pair_of(by, held.kept_id, held.joined_id)
    if pair is not None:
        pairs.reopen_pair(by=by, pair=pair)
    record(ChildrenParted(subject=held.kept_id, joined=held.joined_id), by=by, about=(held.joined_id,))
    return held


def _recompute(by: Principal, records: list[UUID]) -> None:
    """Points every record of a group to the one that stands for it by the joinings that hold."""
    live = Merge.objects.visible_to(by).filter(joined_id__in=records, undone_at=None)
    above: dict[UUID, UUID] = dict(live.values_list("joined_id", "kept_id"))
    for one in records:
        root = one
        while root in above:
            root = above[root]
        Child.objects.visible_to(by).filter(pk=one).exclude(survivor_id=root).update(survivor_id=root)
        Registration.objects.filter(child_id=one).exclude(survivor_id=root).update(survivor_id=root)


@action(access.REGISTRY_KEEP)
def refuse_pair(*, by: Principal, pair: Pair) -> Pair:
    """These are two children. They are never put forward again."""
    return pairs.refuse_pair(by=by, pair=pair)


@action(access.REGISTRY_KEEP)
def undo_refusal(*, by: Principal, pair: Pair) -> Pair:
    """The pair waits again."""
    return pairs.reopen_pair(by=by, pair=pair)


@action(access.REGISTRY_KEEP)
def split_child(*, by: Principal, child: Child, facts: ChildFacts) -> Child:
    """One record told of two children: a record for the other one is made, known to everybody who knew the first, and the two
    are told apart for good. Caregivers and what hangs on the record in rooms above stay where they are, for their people to
    sort."""
    if not facts.is_named:
        raise RuleBroken(_("Please write a name, or what the child is called."), field="given")
    other = fresh(facts)
    register_other(by=by, child=other, like=child)
    pairs.tell_apart(by=by, one=child.id, other=other.id)
    record(ChildSplit(subject=child.id, other=other.id), by=by, about=(other.id,))
    return other
