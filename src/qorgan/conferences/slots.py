"""Where rooms above may hang something on a recommendation."""

from __future__ import annotations

from qorgan.ui.slots import Slot

RECOMMENDATION = Slot("conferences.recommendation")
"""Panels on the page of a recommendation: `filler(request, recommendation=…)` gives safe HTML or None.

What follows a recommendation up in a neighbouring room (a theme, an item of a council) is told through `ui.references`.
"""
