"""What ui does by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from qorgan.ui.api import repeats


@app.periodic(cron="23 * * * *")
@app.task(name="ui.sweep_answers", queueing_lock="ui.sweep_answers", pass_context=False)
def sweep_answers(timestamp: int) -> None:
    """Every hour: answers to repeated requests that are older than two days."""
    repeats.sweep()
