"""Where rooms above may hang something on a child."""

from __future__ import annotations

from qorgan.ui.slots import Slot

CHILD = Slot("children.child")
"""Panels on the page of a child: `filler(request, child=…, records=[…])` gives safe HTML or None. `records` are the ids of all
records of this child: a room above looks for its own rows with `child_id__in=records`, so a joining hides none of them."""

CHILD_ACTIONS = Slot("children.child.actions")
"""Buttons in the head of the page: `filler(request, child=…)` gives safe HTML or None."""

PAIR = Slot("children.pair")
"""Beside each record that a keeper compares: `filler(request, child=…)` gives safe HTML (what hangs on the record), or None."""
