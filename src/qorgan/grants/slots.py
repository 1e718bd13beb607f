"""Where rooms above, and other parts of this room, may hang something."""

from __future__ import annotations

from qorgan.ui.slots import Slot

THEME = Slot("grants.theme")
"""Panels on the page of a theme: `filler(request, theme=…)` gives safe HTML or None."""
