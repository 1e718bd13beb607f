"""The forms of the demo's cases: what is known is answered, and whatever else the country's form demands is answered too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from qorgan.access.refusals import RuleBroken
from qorgan.casework.choices import Sheet
from qorgan.forms.binding import Bound, bind
from qorgan.forms.choices import SELECTS, Kind
from qorgan.forms.definition import Definition
from qorgan.forms.queries import current_version
from qorgan.site.demo.people import DemoBroken

ROUNDS = 40
"""Answers open further questions; a form that asks longer than this cannot be filled in."""
WORDS = {"kk": "Ойдан шығарылған жазба", "ru": "Вымышленная запись"}


def published() -> dict[Sheet, Definition]:
    """The forms of casework that the country has; a country may keep cases with some of them."""
    found = {}
    for kind in Sheet:
        try:
            found[kind] = current_version(kind.form_key).form
        except RuleBroken:
            continue
    return found


def filled(form: Definition, known: Mapping[str, Any], *, language: str, at: datetime) -> Bound:
    """Complete answers: `known`, and for everything else that is demanded the first answer that fits.

    Raises DemoBroken, naming the questions, for a form that accepts no such answers.
    """
    answers, tried, bound = dict(known), Counter[str](), bind(form, known, final=True, language=language, at=at)
    for _round in range(ROUNDS):
        if bound.is_valid:
            return bound
        for address in bound.errors:
            options = _options(bound, address)
            _put(answers, address, options[tried[address] % len(options)])
            tried[address] += 1
        bound = bind(form, answers, final=True, language=language, at=at)
    raise DemoBroken(f"the form {form.key} accepts no invented answer to {', '.join(bound.errors)}")


def _put(answers: dict[str, Any], address: str, value: Any) -> None:
    """Puts an answer where `name` or `repeat.0.name` says; rows that are missing are made."""
    *around, name = address.split(".")
    row: dict[str, Any] = answers
    for repeat, place in zip(around[::2], around[1::2], strict=True):
        rows = row[repeat] = list(row.get(repeat) or [])
        while len(rows) <= int(place):
            rows.append({})
        row = rows[int(place)]
    row[name] = value


def _options(bound: Bound, address: str) -> list[Any]:
    """The answers that are tried in turn where `address` has none that fits."""
    node, today = bound.definition.nodes[address.rsplit(".", maxsplit=1)[-1]], timezone.localtime(bound.at).date()
    if node.kind in SELECTS:
        names = [choice.name for choice in bound.offered.get(address) or bound.definition.choices_of(node)]
        return [[name] for name in names] if node.kind is Kind.SELECT_MULTIPLE else names
    days = [(today + timedelta(days=shift)).isoformat() for shift in (0, 14, -14, 60)]
    options: dict[Kind, list[Any]] = {
        Kind.DATE: days,
        Kind.DATETIME: [f"{day}T10:00" for day in days],
        Kind.TIME: ["10:00"],
        Kind.INTEGER: ["1", "10", "0"],
        Kind.DECIMAL: ["1", "10", "0"],
        Kind.ACKNOWLEDGE: ["OK", "yes"],
        Kind.REPEAT: [[{}]],
    }
    return options.get(node.kind, [WORDS.get(bound.language, WORDS["kk"])])
