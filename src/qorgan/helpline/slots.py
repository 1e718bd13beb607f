"""Where the desk, a contact's page and the wall board let rooms above hang something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.texts.words import Words
from qorgan.ui.slots import Slot

RECORD = Slot("helpline.record")
"""Called with `thread`; gives safe HTML for the right column."""

CONTACT = Slot("helpline.contact")
"""Called with `contact`; gives safe HTML for the side of the record's own page."""

STRIP = Slot("helpline.strip")
"""Called with `of`: a conversation, a contact record, or None at the desk where nothing is open; gives safe HTML that lies under the
top bar, above everything else."""

BOARD = Slot("helpline.board")
"""Called with nothing further; gives a `BoardGroup` for the wall board."""

DOOR = Slot("helpline.door")
"""Called for the child's whole page with `thread`, `form_key` and `language`, while its bearer reads; gives safe HTML that stands
after the messages. No script, no picture, within the door's budget."""

SEEN = Slot("helpline.seen")
"""Called with `thread` and `seq` after an open page of the child has said until where it was read; gives nothing."""


NOBODY = _("nobody")


@dataclass(frozen=True, slots=True)
class BoardFigure:
    """One number of the wall board: a count, a time that runs on (`since`), or the moment of a limit (`until`); nothing of the three
    is said in the words of `otherwise`. `level` draws the bars of a danger, `url` opens what stands behind the number for whoever may
    see it.
    """

    label: Words | Promise | str
    count: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    level: int | None = None
    is_late: bool = False
    url: str = ""
    otherwise: Promise | str = NOBODY


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """Figures under one heading; numbers only, no name and no word of anybody."""

    title: Promise | str
    figures: Sequence[BoardFigure]
