"""The words of notices: declared once by the room that causes them, translated like every other text of the house.

    WAITING = declare(Wording(
        "referrals.waiting", title=_("A referral waits"), body=_("Referral %(number)s waits for an answer until %(due)s."),
        parameters={"number": REF, "due": MOMENT},
    ))

Titles are read on locked screens and in mail boxes of offices: they carry numbers, never a name (HOUSE.md, rules that
protect people). That a title or a body asks for nothing but its declared values is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from qorgan.notices.parameters import Parameter, shown

_KEY = re.compile(r"^[a-z_]+\.[a-z_]+$")
_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Wording:
    """What one kind of notice says. `key` is `room.noun`; `is_urgent` goes out in quiet hours too."""

    key: str
    title: Promise | str
    body: Promise | str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words of one language."""

    title: str
    body: str


_wordings: dict[str, Wording] = {}


def declare(wording: Wording) -> Wording:
    """Adds a wording. Raises ValueError for another shape, a second one of the key, or words that ask for more than the
    declared values.
    """
    if not _KEY.match(wording.key):
        raise ValueError(f"a wording is named room.noun, not {wording.key!r}")
    if wording.key in _wordings:
        raise ValueError(f"wording {wording.key} is declared twice")
    with translation.override("en"):
        asked = set(_PLACE.findall(f"{wording.title} {wording.body}"))
    if asked - set(wording.parameters):
        raise ValueError(f"wording {wording.key} asks for {', '.join(sorted(asked - set(wording.parameters)))}")
    _wordings[wording.key] = wording
    return wording


def find(key: str) -> Wording | None:
    """The wording of that key, or None where its room is not installed."""
    return _wordings.get(key)


def wordings() -> dict[str, Wording]:
    """All wordings, by key."""
    return dict(_wordings)


def without_values(wording: Wording) -> str:
    """The title for every notice of its kind: an ellipsis stands where one of them has its number."""
    return str(wording.title) % dict.fromkeys(wording.parameters, "…")


def say(wording: Wording, stored: Mapping[str, Any], language: str) -> Said:
    """The notice in a language of the installation; any other falls back to the country's first."""
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known):
        values = shown(wording.parameters, stored)
        return Said(str(wording.title) % values, str(wording.body) % values)
