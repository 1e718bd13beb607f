"""What oversight does by itself."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from qorgan.access.principal import Principal
from qorgan.oversight import actions
from qorgan.oversight.actions.keys import TASK
from qorgan.vault import rotation

log = logging.getLogger(__name__)


def _keeper() -> Principal:
    return Principal.system("oversight.keeper")


@app.periodic(cron="37 * * * *")
@app.task(name="oversight.seal", queueing_lock="oversight.seal", pass_context=False)
def hourly_seal(timestamp: int) -> None:
    """Every hour, so that the day ends in the country's own time; the day is sealed once."""
    actions.seal_last_day(by=_keeper())


@app.periodic(cron="7 21 * * *")
@app.task(name="oversight.verify", queueing_lock="oversight.verify", pass_context=False)
def nightly_verify(timestamp: int) -> None:
    """Walks the whole journal; a finding is an error in the log and red on the page of health."""
    report = actions.verify(by=_keeper())
    for finding in report.findings[:20]:
        log.error("journal: %s", finding.said())


@app.periodic(cron="*/5 * * * *")
@app.task(name="oversight.requeue", queueing_lock="oversight.requeue", pass_context=False)
def requeue_stalled(timestamp: int) -> None:
    """Puts back the jobs of workers that died."""
    actions.retry_stalled(by=_keeper())


@app.task(name=TASK, queueing_lock=TASK, pass_context=False)
def change_master() -> None:
    """A new master key and every data key under it; asked for on the page of keys."""
    keeper = Principal.system("vault.keeper")
    rotation.rotate_master(by=keeper)
    rotation.rewrap(by=keeper)
    rotation.destroy_due(by=keeper)
