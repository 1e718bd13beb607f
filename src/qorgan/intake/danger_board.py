"""The open dangers on the helpline's wall board: how many at each level, and how long the oldest waits that nobody has taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.helpline.slots import BoardFigure, BoardGroup
from qorgan.intake.danger_access import DANGER_OVERSEE
from qorgan.intake.danger_choices import LEVELS
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_strip import OPEN_LIST
from qorgan.ui.pages import PageRequest

UNTAKEN_LIST = "?state=open"


@dataclass(frozen=True, slots=True)
class OpenAtLevel:
    """The open dangers of one level: counts, since when the oldest untaken one waits, and its limit (None where none runs)."""

    level: int
    open: int
    untaken: int
    untaken_since: datetime | None
    due_at: datetime | None


def open_by_level() -> list[OpenAtLevel]:
    """The figures of the line of whoever asks, the gravest level first; nothing for whoever may not see a board."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, open, untaken, untaken_since, due_at FROM intake_board()")
        return [OpenAtLevel(*row) for row in cursor.fetchall()]


def _oldest(rows: Iterable[OpenAtLevel]) -> OpenAtLevel | None:
    """The level whose untaken danger waits longest. One that a body must answer goes before one without a limit, which may lie for days
    and would hide it.
    """
    waiting = [(row.due_at is None, row.untaken_since, row) for row in rows if row.untaken_since is not None]
    return min(waiting, key=lambda one: one[:2])[2] if waiting else None


def figures(request: PageRequest) -> BoardGroup:
    """Numbers for everybody at the board; the way to the list behind them for whoever may see all of it."""
    rows = {row.level: row for row in open_by_level()}
    address = reverse("dangers") if request.by.may(DANGER_OVERSEE) else ""
    counted = [
        BoardFigure(
            pack().levels[level].names, count=rows[level].open if level in rows else 0, level=level,
            url=f"{address}{OPEN_LIST}&level={level}" if address else "",
        )
        for level in LEVELS
    ]  # fmt: skip
    oldest = _oldest(rows.values())
    is_late = oldest is not None and oldest.due_at is not None and oldest.due_at <= timezone.now()
    behind = f"{address}{UNTAKEN_LIST}" if address else ""
    counted += [
        BoardFigure(_("Taken by nobody yet"), count=sum(row.untaken for row in rows.values()), url=behind),
        BoardFigure(_("The oldest of them waits"), since=oldest.untaken_since if oldest else None, is_late=is_late, url=behind),
        BoardFigure(_("Its limit"), until=oldest.due_at if oldest else None, is_late=is_late, otherwise=_("no limit")),
    ]
    return BoardGroup(_("Open dangers"), counted)
