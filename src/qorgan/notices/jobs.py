"""Deliveries leave as soon as their transaction is committed; a sweep each minute finds what was left lying."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.notices import sending
from qorgan.notices.actions.deliver import StillHeld, due, lost, release_delivery
from qorgan.notices.outbox import TASK


@app.task(name=TASK, pass_context=False)
def deliver(delivery: str) -> None:
    """One delivery, by its id. A second run of the same job finds nothing to claim."""
    sending.deliver(UUID(delivery))


@app.periodic(cron="* * * * *")
@app.task(name="notices.sweep", queueing_lock="notices.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """What waits until a later time, what is tried again, and what dead workers held."""
    turn()


def turn() -> int:
    """One turn; returns how many were tried."""
    by = Principal.system("notices.sender")
    with acting(by):
        abandoned = lost(by)
    for delivery in abandoned:
        try:
            release_delivery(by=by, delivery=delivery)
        except StillHeld:
            continue
    with acting(by):
        waiting = due(by)
    return sum(sending.deliver(one) for one in waiting)
