"""The one way into the outbox: rows that are new are written, and a job is queued for each, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from qorgan.notices.models import Delivery

TASK = "notices.deliver"


def write(deliveries: Iterable[Delivery]) -> int:
    """Writes those whose key is not there yet; returns how many. What leaves later is found by the sweep of the outbox."""
    written = 0
    for delivery in deliveries:
        try:
            with transaction.atomic():
                delivery.save(force_insert=True)
        except IntegrityError:
            continue
        written += 1
        if delivery.next_at <= delivery.made_at:
            queue(delivery)
    return written


def queue(delivery: Delivery) -> None:
    """Has a worker look at it as soon as the transaction is committed; the argument is an id."""
    app.configure_task(TASK).defer(delivery=str(delivery.id))
