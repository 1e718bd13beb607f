"""The places of clocks in the side navigation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.clocks.access import CLOCK_OVERSEE, POLICY_READ
from qorgan.clocks.models import Clock
from qorgan.ui.navigation import Item


def clocks(request: Any) -> Item | None:
    """Running clocks, with how many have passed their limit."""
    if not request.by.may(CLOCK_OVERSEE):
        return None
    late = Clock.objects.visible_to(request.by).overdue().count()
    return Item(_("Time limits that run"), reverse("clocks"), "clock-exclamation", waiting=late, is_hot=bool(late))


def limits(request: Any) -> Item | None:
    """Limits and their sources, among the settings."""
    if not request.by.may(POLICY_READ):
        return None
    return Item(_("Time limits"), reverse("clocks_limits"), "clock", is_settings=True)
