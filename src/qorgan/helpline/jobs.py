"""What the helpline does by itself: schools are forgotten in time, old tickets and keys of the door are removed."""

from __future__ import annotations

from procrastinate.contrib.django import app

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.helpline import door_keys, tickets
from qorgan.helpline.actions.sweep import coarsen_origin, due_origins


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
