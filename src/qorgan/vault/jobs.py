"""What the vault does by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from qorgan.access.principal import Principal
from qorgan.vault.keeper import make_round


@app.periodic(cron="17 2 * * *")
@app.task(name="vault.round", queueing_lock="vault.round", pass_context=False)
def daily_round(timestamp: int) -> None:
    """The round of the night; twice in one day does no harm."""
    make_round(by=Principal.system("vault.keeper"))
