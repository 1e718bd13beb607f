"""What the registry does by itself: looks for other records of a child, and writes outdated match keys again."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from qorgan.access.principal import Principal
from qorgan.children.actions.child import LOOK
from qorgan.children.looking import look_for_same, write_again


@app.task(name=LOOK, pass_context=False)
def look(child: str) -> None:
    """After a registration or a correction; twice does no harm."""
    look_for_same(by=Principal.system("children.finder"), child_id=UUID(child))


@app.periodic(cron="20 3 * * *")
@app.task(name="children.write_again", queueing_lock="children.write_again", pass_context=False)
def keys(timestamp: int) -> None:
    """Every night: keys of an older normaliser or look-up root. A missed turn is made up by the next."""
    write_again(by=Principal.system("children.keeper"))
