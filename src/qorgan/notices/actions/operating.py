"""What operators do: put back what was given up, send once more what a machine lost, take out, keep receivers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks.reading import now
from qorgan.journal.actions import action, record
from qorgan.journal.events import verbs
from qorgan.notices import access, rules
from qorgan.notices.channels.http import NotAllowed, check_url
from qorgan.notices.channels.webhook import new_secret
from qorgan.notices.choices import State
from qorgan.notices.events import DeliveryCancelled, DeliveryRetried, EndpointKept, EndpointKeyChanged
from qorgan.notices.models import Delivery, Endpoint
from qorgan.notices.outbox import queue
from qorgan.vault.keys import new_key


@action(access.DELIVERY_RETRY)
def retry_delivery(*, by: Principal, delivery: Delivery) -> None:
    """Puts a delivery that was given up or taken out back into the outbox, with a whole day before it."""
    held = _locked(by, delivery)
    if not rules.may_retry(held):
        raise RuleBroken(_("This delivery is in the outbox, or has left already."))
    _put_back(held)
    record(DeliveryRetried(subject=held.id, channel=held.channel, is_replay=False), by=by, about=(held.subject,))


@action(access.DELIVERY_RETRY)
def replay_delivery(*, by: Principal, delivery: Delivery) -> None:
    """Sends a webhook that was taken once more, under the same number: its receiver asked for it."""
    held = _locked(by, delivery)
    if not rules.may_replay(held):
        raise RuleBroken(_("Only a webhook that was taken can be sent once more."))
    _put_back(held)
    record(DeliveryRetried(subject=held.id, channel=held.channel, is_replay=True), by=by, about=(held.subject,))


@action(access.DELIVERY_RETRY)
def cancel_delivery(*, by: Principal, delivery: Delivery) -> None:
    """It will not leave."""
    held = _locked(by, delivery)
    if not rules.may_cancel(held):
        raise RuleBroken(_("This delivery has left, or is leaving now."))
    held.state = State.CANCELLED
    held.save(update_fields=["state"])
    record(DeliveryCancelled(subject=held.id, channel=held.channel), by=by, about=(held.subject,))


def _locked(by: Principal, delivery: Delivery) -> Delivery:
    return Delivery.objects.visible_to(by).select_for_update(of=("self",)).get(pk=delivery.pk)


def _put_back(held: Delivery) -> None:
    at = now()
    held.state, held.next_at, held.expires_at, held.failure, held.attempts = State.WAITING, at, at + rules.LONGEST, "", 0
    held.save(update_fields=["state", "next_at", "expires_at", "failure", "attempts"])
    queue(held)


@action(access.ENDPOINT_MANAGE)
def keep_endpoint(
    *, by: Principal, organisation: UUID, url: str, events: Sequence[str], endpoint: Endpoint | None = None, is_on: bool = True
) -> Endpoint:
    """Enters a receiver of webhooks, or changes one. A new one gets its key, which stands in `endpoint.secrets`."""
    if organisation not in by.organisations:
        raise Refused("another organisation's receiver")
    try:
        check_url(url)
    except NotAllowed:
        raise RuleBroken(_("Write a whole address that begins with https://, without a name or a password."), field="url") from None
    if set(events) - set(verbs()):
        raise RuleBroken(_("Choose events from the list."), field="events")
    held = endpoint
    if held is None:
        held = Endpoint(id=uuid7(), organisation=organisation, url=url, events=list(events), is_on=is_on)
        new_key(subject=held.id, scope="notices.endpoint")
        held.secrets = [new_secret()]
    else:
        held.url, held.events, held.is_on = url, list(events), is_on
    held.turned_off_at = None if is_on else now()
    try:
        with transaction.atomic():
            held.save(force_insert=endpoint is None)
    except IntegrityError:
        raise RuleBroken(_("This address is kept already."), field="url") from None
    record(EndpointKept(subject=held.id, organisation=organisation, is_on=is_on), by=by)
    return held


@action(access.ENDPOINT_MANAGE)
def change_endpoint_key(*, by: Principal, endpoint: Endpoint) -> Endpoint:
    """A new key signs from now on, beside the earlier one, until that is dropped. Returns the endpoint with both."""
    held = Endpoint.objects.visible_to(by).select_for_update().get(pk=endpoint.pk)
    held.secrets = [new_secret(), *held.secrets][:2]
    held.save(update_fields=["secrets"])
    record(EndpointKeyChanged(subject=held.id, organisation=held.organisation, has_two=True), by=by)
    return held


@action(access.ENDPOINT_MANAGE)
def drop_endpoint_key(*, by: Principal, endpoint: Endpoint) -> Endpoint:
    """The earlier key signs no more."""
    held = Endpoint.objects.visible_to(by).select_for_update().get(pk=endpoint.pk)
    if len(held.secrets) < 2:
        raise RuleBroken(_("There is one key only."))
    held.secrets = held.secrets[:1]
    held.save(update_fields=["secrets"])
    record(EndpointKeyChanged(subject=held.id, organisation=held.organisation, has_two=False), by=by)
    return held
