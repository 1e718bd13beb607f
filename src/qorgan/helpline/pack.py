"""What the country pack says of its line: numbers, words of confidence, the page that Exit opens. Read once per process."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language


@cache
def country() -> dict[str, Any]:
    """`pack.toml`."""
    return _read("pack.toml")


@cache
def confidence() -> dict[str, Any]:
    """`helpline/door.toml`: what is confidential, in a child's words, for self, other and adult."""
    return _read("helpline/door.toml")


def _read(name: str) -> dict[str, Any]:
    with (settings.PACK / name).open("rb") as file:
        return tomllib.load(file)


def _here(words: dict[str, str], prefix: str = "") -> str:
    return words.get(f"{prefix}{get_language()}") or words[f"{prefix}{settings.LANGUAGE_CODE}"]


def numbers() -> list[dict[str, str]]:
    """The emergency numbers in the pack's order: `number`, `name`, `short`."""
    return [{"number": row["number"], "name": _here(row), "short": _here(row, "short_")} for row in country()["emergency"]]


def own_number() -> dict[str, str]:
    """The line's own number and the sentence about it."""
    line = country()["helpline"]
    return {"number": line["number"], "call": _here(line["call"]), "name": _here(line["names"]), "short": _here(line["short"])}


def short_name() -> str:
    """What the line is called in a word: for most countries its number."""
    return _here(country()["helpline"]["short"])


def exit_address() -> str:
    """A page that every pupil opens."""
    return _here(country()["exit"])


def titles() -> dict[str, str]:
    """What the browser's tab says."""
    return {"plain": _here(country()["disguise"], "title_"), "timetable": _here(country()["disguise"], "timetable_")}


def confidence_of(about: str) -> dict[str, Any]:
    """The groups of sentences for a reader, in the page's language."""
    asked = confidence().get(about) or confidence()["self"]
    return {name: [_here(row) for row in rows] if isinstance(rows, list) else _here(rows) for name, rows in asked.items()}


def means_danger() -> Q:
    """Contact records in whose answers a person said that there is danger: question and answers are the pack's."""
    danger = country()["helpline"]["danger"]
    return Q(**{f"plain__{danger['question']}__in": list(danger["answers"])})
