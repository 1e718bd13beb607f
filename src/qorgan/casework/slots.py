"""Where the page of a case lets rooms above hang something."""

from qorgan.ui.slots import Slot

TIMELINE = Slot("casework.timeline")
"""Called with `case`; gives a list of `ui.pieces.Happened` that belong to its story: the contact, the danger, the answer."""

SIDE = Slot("casework.side")
"""Called with `case`; gives safe HTML for the side: referrals, what the counsellor may still see."""

DO = Slot("casework.do")
"""Called with `case`; gives `Doing` for the row of buttons in the head."""
