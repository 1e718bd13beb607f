"""What happens to pairs of records: found by the program, decided by a keeper of the registry, taken back by a keeper."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import new_ref, uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.journal.actions import action, on, record
from qorgan.matching import access, finding
from qorgan.matching.choices import Grade, PairState
from qorgan.matching.events import PairFound, PairRefused, PairReopened, PairSettled
from qorgan.matching.models import Pair
from qorgan.vault.events import DataKeyShredded


def ordered(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Two records as a pair names them. Raises ValueError for a record and itself."""
    if one == other:
        raise ValueError("a record is no pair with itself")
    return (one, other) if one < other else (other, one)


def pair_of(by: Principal, one: UUID, other: UUID) -> Pair | None:
    """The pair of two records that `by` may know."""
    first, second = ordered(one, other)
    return Pair.objects.visible_to(by).filter(first=first, second=second).first()


def put_forward(*, by: Principal, one: UUID, other: UUID, grade: Grade) -> Pair | None:
    """Puts a pair into the keeper's queue; None where it is there, or was decided, already. `by` is the finder."""
    if pair_of(by, one, other) is not None:
        return None
    return note_pair(by=by, one=one, other=other, grade=grade)


@action(access.PAIR_FIND)
def note_pair(*, by: Principal, one: UUID, other: UUID, grade: Grade) -> Pair:
    """Writes a pair that waits for a decision. Two finders at once write it once."""
    first, second = ordered(one, other)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matching_pair (id, ref, first, second, grade, state, found_at) VALUES (%s, %s, %s, %s, %s, %s, %s) "
            "ON CONFLICT (first, second) DO NOTHING",
            [uuid7(), new_ref(), first, second, grade.value, PairState.WAITING.value, timezone.now()],
        )
    pair = Pair.objects.visible_to(by).get(first=first, second=second)
    record(PairFound(subject=pair.id, grade=str(grade.value)), by=by)
    return pair


@action(access.PAIR_DECIDE)
def refuse_pair(*, by: Principal, pair: Pair) -> Pair:
    """These are different people. The pair is never put forward again, unless a keeper takes the decision back."""
    if pair.state == PairState.SAME:
        raise RuleBroken(_("These records were joined. Undo that first."))
    if pair.state == PairState.DIFFERENT:
        raise RuleBroken(_("This was decided already."))
    _decide(by, pair, PairState.DIFFERENT)
    record(PairRefused(subject=pair.id), by=by)
    return pair


@action(access.PAIR_DECIDE)
def settle_pair(*, by: Principal, one: UUID, other: UUID) -> Pair:
    """These are one person; called by the action that joins the records. Raises RuleBroken where they were told apart."""
    first, second = ordered(one, other)
    pair = pair_of(by, one, other)
    if pair is None:
        pair = Pair(first=first, second=second, grade=Grade.POSSIBLE)
    if pair.state == PairState.DIFFERENT:
        raise RuleBroken(_("A keeper said that these are different people. Take that back first."))
    _decide(by, pair, PairState.SAME)
    record(PairSettled(subject=pair.id), by=by)
    return pair


@action(access.PAIR_DECIDE)
def tell_apart(*, by: Principal, one: UUID, other: UUID) -> Pair:
    """Two records are of different people before anybody put them forward: one record told of two."""
    first, second = ordered(one, other)
    pair = pair_of(by, one, other) or Pair(first=first, second=second, grade=Grade.POSSIBLE)
    _decide(by, pair, PairState.DIFFERENT)
    record(PairRefused(subject=pair.id), by=by)
    return pair


@action(access.PAIR_DECIDE)
def reopen_pair(*, by: Principal, pair: Pair) -> Pair:
    """Takes a decision back; the pair waits again. A pair that was joined is reopened by undoing the joining."""
    if pair.state == PairState.WAITING:
        raise RuleBroken(_("This pair waits already."))
    pair.state, pair.decided_at, pair.decided_by = PairState.WAITING, None, None
    pair.save(update_fields=["state", "decided_at", "decided_by"])
    record(PairReopened(subject=pair.id), by=by)
    return pair


def _decide(by: Principal, pair: Pair, state: PairState) -> None:
    pair.state, pair.decided_at, pair.decided_by = state, timezone.now(), by.actor_id
    pair.save()


@on(DataKeyShredded)
def forget_shredded(event: DataKeyShredded, *, by: Principal) -> None:  # every listener is told who acts
    """Who was erased is found by nothing any more. A subject without match keys has none to remove."""
    finding.forget(record=event.subject)
