"""Where rooms above may hang something on an organisation."""

from __future__ import annotations

from qorgan.ui.slots import Slot

ORGANISATION = Slot("organisations.organisation")
"""Panels on the page of an organisation: `filler(request, organisation=…)` gives safe HTML or None.

A school's page is read by the school: nothing that hangs here may tell that a pupil wrote, nor how many did.
"""
