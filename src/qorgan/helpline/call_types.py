"""The kinds of contact of the country pack: with data about a child, or closed with one press."""

from __future__ import annotations

import tomllib
from functools import cache

from django.conf import settings
from django.utils.translation import get_language


@cache
def _listed() -> dict[str, dict]:
    with (settings.PACK / "helpline" / "call_types.toml").open("rb") as file:
        return {row["key"]: row for row in tomllib.load(file)["call_type"]}


def is_data(key: str) -> bool | None:
    """Whether this kind carries data about a child; None for one that the pack does not know."""
    row = _listed().get(key)
    return bool(row["is_data"]) if row else None


def name(key: str) -> str:
    """The words for a kind in the reader's language; the code itself for an unknown one."""
    row = _listed().get(key)
    return row["names"].get(get_language() or settings.LANGUAGE_CODE, key) if row else key


def options() -> list[tuple[str, str]]:
    """Every kind, for a filter."""
    return [(key, name(key)) for key in _listed()]
