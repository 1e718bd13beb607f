"""The turn of the sweep: every minute, whatever happened before."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.clocks.actions.sweep import NothingToFire, due_clocks, fire_due, see_time

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="clocks.sweep", queueing_lock="clocks.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """A missed turn is made up by the next; two at once do no harm."""
    turn()


def turn() -> int:
    """One turn: the database's time is seen, then each clock with a step that is due is fired in its own transaction.

    Returns how many steps fired. A clock whose listeners fail keeps its step for the next turn and holds up no other.
    """
    by = Principal.system("clocks.keeper")
    seen = see_time(by=by)
    if seen.at is None:
        return 0
    with acting(by):
        due = due_clocks(by, seen.at)
    fired = 0
    for clock in due:
        try:
            fired += fire_due(by=by, clock=clock, at=seen.at)
        except NothingToFire:
            continue
        except Exception as fault:  # noqa: BLE001  (one clock's listeners must not hold up another clock)
            log.error("clock %s could not be fired: %s", clock.pk, type(fault).__name__)  # noqa: TRY400  (the text may name a person)
    return fired
