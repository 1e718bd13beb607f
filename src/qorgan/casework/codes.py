"""The code lists of casework that a country keeps: concerns, legal grounds, reasons of closure, kinds of service. Read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken


@cache
def _lists() -> dict[str, dict[str, dict]]:
    with (settings.PACK / "casework" / "codes.toml").open("rb") as file:
        read = tomllib.load(file)
    return {name: {row["key"]: row for row in rows} for name, rows in read.items() if isinstance(rows, list)}


def rows(listed: str) -> dict[str, dict]:
    """One list: its rows by key, in the pack's order."""
    return _lists()[listed]


def name(listed: str, key: str) -> str:
    """The words for a code in the reader's language; the code itself for one that the pack no longer has."""
    row = rows(listed).get(key)
    return row["names"].get(get_language() or "kk") or row["names"]["en"] if row else key


def options(listed: str) -> list[tuple[str, str]]:
    """Every code that may be chosen today, with its words."""
    return [(key, name(listed, key)) for key, row in rows(listed).items() if not row.get("is_retired")]


def demand(listed: str, keys: Iterable[str], *, field: str = "") -> None:
    """Raises RuleBroken for a code that the list does not have; an empty choice is one too."""
    asked = list(keys)
    known = rows(listed)
    if not asked or any(key not in known for key in asked):
        raise RuleBroken(_("Choose from the list."), field=field or listed)


def needs_consent(ground: str) -> bool:
    """Whether this legal ground is the consent of a representative, which must then be on file."""
    return bool(rows("legal_grounds").get(ground, {}).get("needs_consent"))
