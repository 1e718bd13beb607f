"""How points are printed."""

from __future__ import annotations

from fractions import Fraction

from django import template

register = template.Library()
HUNDREDTHS = 100


@register.filter
def points(value: Fraction) -> str:
    """Points with two places, cut and not rounded, so that nobody seems to reach a border that was not reached."""
    whole, rest = divmod(int(value * HUNDREDTHS), HUNDREDTHS)
    return f"{whole}.{rest:02}"
