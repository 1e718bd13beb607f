"""Where the page of a case lets rooms above hang something."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from qorgan.ui.slots import Slot


@dataclass(frozen=True, slots=True)
class Doing:
    """A button of the head: where it leads and what it says."""

    label: Promise | str
    url: str
    icon: str = ""
    is_primary: bool = False


TIMELINE = Slot("casework.timeline")
"""Called with `case`; gives a list of `ui.pieces.Happened` that belong to its story: the contact, the danger, the answer."""

SIDE = Slot("casework.side")
"""Called with `case`; gives safe HTML for the side: referrals, what the counsellor may still see."""

DO = Slot("casework.do")
"""Called with `case`; gives `Doing` for the row of buttons in the head."""
