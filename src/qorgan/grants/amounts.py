"""Exact amounts: whole minor units (tiyn) behind a Decimal with two places, never a float.

A share is cut by the largest remainder, so that the parts always add up to the whole: KZT 163,000,000 over fourteen grants
loses nothing. Amounts are kept as `numeric(20, 2)`, which holds a single payment of any size that a state makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

PLACES: Final = 2
DIGITS: Final = 20
"""How an amount is kept: `numeric(20, 2)`."""

NONE: Final = Decimal("0.00")
_MINOR: Final = 10**PLACES
_LARGEST: Final = 10 ** (DIGITS - PLACES)


class Inexact(ValueError):
    """The amount has parts of a minor unit, or more digits than an amount is kept with."""


def exact(value: Decimal | int | str) -> Decimal:
    """The amount with exactly two places. Raises TypeError for float and bool, Inexact where something would be rounded."""
    if isinstance(value, float | bool):
        raise TypeError("an amount is Decimal, int or text, never a float")
    return of_minor(minor(Decimal(value)))


def minor(amount: Decimal) -> int:
    """The amount in minor units. Raises Inexact where it is none of them."""
    if not amount.is_finite() or abs(amount) >= _LARGEST:
        raise Inexact(amount)
    numerator, denominator = amount.as_integer_ratio()
    units, rest = divmod(numerator * _MINOR, denominator)
    if rest:
        raise Inexact(amount)
    return units


def of_minor(units: int) -> Decimal:
    """Minor units as an amount with two places."""
    return Decimal(units).scaleb(-PLACES)


def total(amounts: Sequence[Decimal]) -> Decimal:
    """The sum with two places; of nothing, zero."""
    return of_minor(sum(minor(amount) for amount in amounts))


def split(whole: Decimal, shares: Sequence[Decimal | int | Fraction]) -> tuple[Decimal, ...]:
    """The whole cut in proportion to the shares, by the largest remainder; what is equal goes to whoever stands first.

    The parts add up to the whole exactly, and no part differs from its exact share by a whole minor unit. Raises ValueError
    without shares, for a negative share or whole, and where all shares are zero.
    """
    exact_shares = [Fraction(share) for share in shares]
    if whole < 0 or not exact_shares or min(exact_shares) < 0 or sum(exact_shares) == 0:
        raise ValueError("a whole that is not negative and shares that are not all zero")
    units, weight = minor(whole), sum(exact_shares)
    wanted = [units * share / weight for share in exact_shares]
    parts = [int(one) for one in wanted]
    by_rest = sorted(range(len(parts)), key=lambda place: (parts[place] - wanted[place], place))
    for place in by_rest[: units - sum(parts)]:
        parts[place] += 1
    return tuple(of_minor(part) for part in parts)


def equally(whole: Decimal, parts: int) -> tuple[Decimal, ...]:
    """The whole cut into equal parts; what cannot be halved stands with the first."""
    return split(whole, [1] * parts)


def percent_of(part: Decimal, whole: Decimal) -> Fraction:
    """How many percent of the whole a part is, exactly; of nothing, zero."""
    return Fraction(part) * 100 / Fraction(whole) if whole else Fraction(0)
