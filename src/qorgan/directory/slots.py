"""Where rooms above may hang something on a service."""

from __future__ import annotations

from qorgan.ui.slots import Slot

SERVICE = Slot("directory.service")
"""Panels on the page of a service: `filler(request, service=…)` gives safe HTML or None.

A provider reads this page too: nothing that hangs here may tell who was sent, nor how many were.
"""
