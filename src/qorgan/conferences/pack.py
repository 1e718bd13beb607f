"""The categories of delegates, from the country pack (`conferences.toml`): copied into an edition when it is entered."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from qorgan.texts import languages
from qorgan.texts.words import Words

FILE = "conferences.toml"


class ConferencesBroken(ValueError):
    """The pack's categories cannot be used; the message names the row and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category of delegates, and how many days an invitation's link holds."""

    code: str
    names: Words


@dataclass(frozen=True, slots=True)
class ConferencePack:
    """All of it."""

    categories: tuple[CategoryRow, ...]
    link_days: int


def conferences() -> ConferencePack:
    """The pack of this installation."""
    return read_conferences(settings.PACK / FILE)


@cache
def read_conferences(path: Path) -> ConferencePack:
    """Reads a file; a country may leave it out. Raises ConferencesBroken."""
    if not path.exists():
        return ConferencePack((), 14)
    with path.open("rb") as file:
        raw = tomllib.load(file)
    rows = tuple(CategoryRow(row["code"], _words(row)) for row in raw.get("category", []))
    if not rows or len({row.code for row in rows}) != len(rows):
        raise ConferencesBroken(f"{FILE}: no category, or two of one code")
    return ConferencePack(rows, int(raw["invitation"]["link_days"]))


def load() -> None:
    """What `qorgan migrate` calls: reads the file. Raises ConferencesBroken."""
    conferences()


def _words(row: dict) -> Words:
    words = Words(row.get("names", {}))
    if missing := [code for code in languages.codes() if code not in words]:
        raise ConferencesBroken(f"{FILE}: {row.get('code', '?')} has no names in {', '.join(missing)}")
    return words
