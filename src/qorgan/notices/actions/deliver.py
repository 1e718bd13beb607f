"""Deliveries leave the house. Claim, send, settle: three transactions, because what was sent cannot be rolled back.

A claim is committed before anything is sent, and settled with what came of it. A worker that is killed between the two
leaves its claim; when the claim's time is over the delivery is tried again under the same number. Nothing is lost. It is
sent twice only where the receiver took it and the worker died before it could write that down; Message-ID, idempotency key
and webhook-id are the same then, so that a receiver can tell (docs/decisions/0050-clocks-and-notices.md).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import QuerySet

from qorgan.access.principal import Principal
from qorgan.clocks.reading import now
from qorgan.journal.actions import action, record
from qorgan.notices import access, rules
from qorgan.notices.channels import Outcome
from qorgan.notices.choices import Channel, Failure, State
from qorgan.notices.events import DeliveryFailed, DeliverySent, DeliveryTaken
from qorgan.notices.models import Attempt, Delivery, Endpoint

TOGETHER = timedelta(minutes=5)
"""Gathered mails that are due so soon go along with the first."""


@action(access.DELIVERY_SEND)
def claim_delivery(*, by: Principal, delivery: UUID) -> list[Delivery]:
    """Takes a delivery whose time has come, and with a gathered mail the others of its reader that are due: they leave as
    one. The delivery itself is the first of the list. Raises NothingToClaim.
    """
    at = now()
    held = _claimable(by, at).filter(pk=delivery).first()
    if held is None:
        raise NothingToClaim
    taken = [held]
    if held.is_gathered:
        others = _claimable(by, at + TOGETHER).filter(channel=Channel.MAIL, holder=held.holder, is_gathered=True)
        taken += others.exclude(pk=held.pk)
    claim = uuid4()
    for one in taken:
        one.state, one.claim, one.claimed_until, one.attempts = State.SENDING, claim, at + rules.CLAIM, one.attempts + 1
        one.save(update_fields=["state", "claim", "claimed_until", "attempts"])
        record(DeliveryTaken(subject=one.id, channel=one.channel, attempts=one.attempts), by=by, about=(one.subject,))
    return taken


def _claimable(by: Principal, at: datetime) -> QuerySet:
    rows = Delivery.objects.visible_to(by).select_for_update(skip_locked=True, of=("self",)).select_related("endpoint")
    return rows.filter(state=State.WAITING, next_at__lte=at)


class NothingToClaim(Exception):
    """Another worker was faster, or it is not to be sent now. No fault."""


@action(access.DELIVERY_SEND)
def settle_delivery(*, by: Principal, delivery: Delivery, outcome: Outcome, milliseconds: int = 0) -> None:
    """Writes down what came of a claim. Nothing is changed where the claim was lost meanwhile, but the try is kept."""
    at = now()
    Attempt.objects.create(
        delivery=delivery.id,
        number=delivery.attempts,
        at=at,
        failure=outcome.failure or "",
        status=outcome.status,
        milliseconds=milliseconds,
    )
    held = Delivery.objects.visible_to(by).select_for_update(of=("self",)).get(pk=delivery.pk)
    if outcome.is_sent:
        _sent(held, outcome, at)
        record(DeliverySent(subject=held.id, channel=held.channel, attempts=held.attempts), by=by, about=(held.subject,))
        return
    assert outcome.failure is not None
    is_final = False
    if held.state == State.SENDING and held.claim == delivery.claim:
        is_final = _failed(held, outcome.failure, at, outcome.wait)
    if outcome.failure == Failure.GONE and held.endpoint_id:
        Endpoint.objects.visible_to(by).filter(pk=held.endpoint_id).update(is_on=False, turned_off_at=at)
    record(
        DeliveryFailed(subject=held.id, channel=held.channel, failure=outcome.failure.value, attempts=held.attempts, is_final=is_final),
        by=by,
        about=(held.subject,),
    )


def _sent(held: Delivery, outcome: Outcome, at: datetime) -> None:
    held.state, held.failure, held.sent_at, held.claim, held.claimed_until = State.SENT, "", at, None, None
    held.provider_number = outcome.provider_number
    held.save(update_fields=["state", "failure", "sent_at", "claim", "claimed_until", "provider_number"])


def _failed(held: Delivery, failure: Failure, at: datetime, wait: timedelta | None) -> bool:
    again = rules.next_try(held, failure, at, wait)
    held.failure, held.claim, held.claimed_until = failure, None, None
    held.state, held.next_at = (State.WAITING, again) if again else (State.DEAD, held.next_at)
    held.save(update_fields=["state", "failure", "claim", "claimed_until", "next_at"])
    return again is None


@action(access.DELIVERY_SEND)
def release_delivery(*, by: Principal, delivery: Delivery) -> None:
    """A claim whose worker is gone: it may have been sent, or not. It is tried again under the same number."""
    at = now()
    held = (
        Delivery.objects.visible_to(by)
        .select_for_update(skip_locked=True, of=("self",))
        .filter(pk=delivery.pk, state=State.SENDING, claimed_until__lt=at)
        .first()
    )
    if held is None:
        raise StillHeld
    is_final = _failed(held, Failure.LOST_WORKER, at, timedelta(0))
    record(
        DeliveryFailed(
            subject=held.id, channel=held.channel, failure=Failure.LOST_WORKER.value, attempts=held.attempts, is_final=is_final
        ),
        by=by,
        about=(held.subject,),
    )


class StillHeld(Exception):
    """Another worker settled or released it meanwhile. No fault."""


def due(by: Principal, limit: int = 500) -> list[UUID]:
    """What waits and whose time has come, urgent ones first."""
    rows = Delivery.objects.visible_to(by).filter(state=State.WAITING, next_at__lte=now())
    return list(rows.order_by("-is_urgent", "next_at").values_list("pk", flat=True)[:limit])


def lost(by: Principal) -> list[Delivery]:
    """Claims whose time is over."""
    return list(Delivery.objects.visible_to(by).filter(state=State.SENDING, claimed_until__lt=now())[:500])
