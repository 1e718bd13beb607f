"""What the helpline does by itself: schools are forgotten in time, old tickets and keys of the door are removed, and a
child whose counsellor is gone goes back into the queue."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.helpline import door_keys, tickets
from qorgan.helpline.actions.sweep import coarsen_origin, due_absent, due_origins, return_absent


@app.periodic(cron="*/15 * * * *")
@app.task(name="helpline.sweep", queueing_lock="helpline.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every quarter of an hour; twice does no harm, a missed turn is made up by the next."""
    by = Principal.system("helpline.sweep")
    while True:
        with acting(by):
            due = due_origins(by)
        for thread in due:
            coarsen_origin(by=by, thread=thread)
        if not due:
            break
    with acting(by):
        door_keys.forget_old()
        tickets.forget_old()


@app.periodic(cron="* * * * *")
@app.task(name="helpline.absent", queueing_lock="helpline.absent", pass_context=False)
def absent(timestamp: int) -> None:
    """Every minute; a conversation that was answered or ended meanwhile is left alone."""
    by = Principal.system("helpline.sweep")
    with acting(by):
        due = due_absent(by)
    for thread in due:
        with suppress(Refused, RuleBroken):
            return_absent(by=by, thread=thread)
