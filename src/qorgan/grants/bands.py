"""Kinds of grants by law: how long and how much, measured in an index of the year. The figures are data of the country pack.

A kind sets a band of months and a band of amounts in units of an index (in Kazakhstan the monthly calculation index). A border
belongs to both neighbours (twelve months are short-term and medium-term), so the kind is chosen and both bands are then asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.texts.money import money
from qorgan.texts.words import Words


class NoIndex(ValueError):
    """The pack has no value of the index for this day, or no kind of this code."""


@dataclass(frozen=True, slots=True)
class IndexValue:
    """What one unit of the index is worth from a day on."""

    valid_from: date
    amount: Decimal
    source: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class GrantKind:
    """A kind of grant: months and units of the index, both borders included; `None` is open above."""

    code: str
    names: Words
    months: tuple[int, int | None]
    units: tuple[int, int | None]
    source: str = ""
    basis: str = ""

    def amounts(self, index: Decimal) -> tuple[Decimal, Decimal | None]:
        """The band of amounts under one value of the index."""
        least, most = self.units
        return least * index, None if most is None else most * index


def index_on(values: Iterable[IndexValue], day: date) -> IndexValue:
    """The value that holds on a day. Raises NoIndex before the first."""
    found = max((one for one in values if one.valid_from <= day), key=lambda one: one.valid_from, default=None)
    if found is None:
        raise NoIndex(day)
    return found


def months_between(starts_on: date, ends_on: date) -> int:
    """How many months a project runs; a begun month counts. The last day belongs to the project.

    From 1 January to 31 December are twelve months, to 1 January of the next year thirteen.
    """
    whole = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    return whole + (1 if ends_on.day >= starts_on.day else 0)


def must_fit_months(kind: GrantKind, months: int, *, field: str = "ends_on") -> None:
    """Raises RuleBroken for a project that runs shorter or longer than the kind allows."""
    least, most = kind.months
    if months < least or (most is not None and months > most):
        raise RuleBroken(
            _("The project runs %(months)s mo. A grant of this kind runs from %(least)s to %(most)s mo.")
            % {"months": months, "least": least, "most": "…" if most is None else most},
            field=field,
        )


def must_fit_amount(kind: GrantKind, amount: Decimal, index: Decimal, *, field: str = "amount") -> None:
    """Raises RuleBroken for an amount outside the band, with the borders in words."""
    least, most = kind.amounts(index)
    given: dict[str, Any] = {"amount": money(amount), "least": money(least), "index": money(index)}
    if amount < least:
        raise RuleBroken(
            _("%(amount)s is less than this kind of grant allows: at least %(least)s, at an index of %(index)s.") % given, field=field
        )
    if most is not None and amount > most:
        raise RuleBroken(
            _("%(amount)s is more than this kind of grant allows: at most %(most)s, at an index of %(index)s.")
            % {**given, "most": money(most)},
            field=field,
        )
