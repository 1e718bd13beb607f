"""Where rooms above tell what they ask for, and where they hang something on a referral."""

from __future__ import annotations

from qorgan.ui.slots import Slot

ASKING = Slot("referrals.asking")
"""`filler(request, origin=…)` gives an `asking.Asking` for an origin of its own room (`case:<ref>`), else None."""

REFERRAL = Slot("referrals.referral")
"""Panels on the page of a referral: `filler(request, referral=…, side=…)` gives safe HTML or None. The service's people read this
page too: what a room hangs here looks at `side` first."""
