"""The wall board: one screen that a room looks at."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from qorgan.helpline import access, pack
from qorgan.helpline.queries.board import board_of, people_of
from qorgan.helpline.slots import BOARD
from qorgan.ui.pages import PageRequest, page, render


@page(needs=access.BOARD_READ)
def board(request: PageRequest) -> HttpResponse:
    """Who waits, how long, whose first message must be read next, who is on shift."""
    context = {
        "board": board_of(request.by),
        "people": people_of(request.by),
        "groups": list(BOARD(request)),
        "now": timezone.now(),
        "line_name": pack.short_name(),
        "organisation": next(iter(request.by.organisations), None),
    }
    return render(request, "helpline/board.html", context, partials=("board-figures",))
