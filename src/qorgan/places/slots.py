"""Where rooms above may hang something on a place."""

from __future__ import annotations

from qorgan.ui.slots import Slot

PLACE = Slot("places.place")
"""Panels on the page of a place: `filler(request, place=…)` gives safe HTML or None."""
