"""What a theme says, and what is worked out from it: the digest that bodies decide on, and how two versions differ."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Final
from uuid import UUID

from qorgan.texts import languages
from qorgan.texts.words import Words

TEXTS: Final = ("title", "need", "aims", "results")
"""The words of a theme, in the order in which they are read."""
_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class ThemeText:
    """The words of one version; `articles` are codes of the pack, the first is the primary one."""

    title: Words
    need: Words = field(default_factory=Words)
    aims: Words = field(default_factory=Words)
    results: Words = field(default_factory=Words)
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a theme comes from: a record of another room (`kind`, `ref`, `id`), or only words with their source."""

    words: Words
    source: str
    on: date | None = None
    kind: str = ""
    ref: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that stayed (`same`), came (`new`) or went (`gone`)."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in one text in one language."""

    name: str
    language: str
    pieces: tuple[Piece, ...]


def digest_of(text: ThemeText, papers: Iterable[str]) -> str:
    """The SHA-256, in hex, of everything that is decided on: the words in every language, the articles in their order, and the
    hashes of the papers (in hex), whatever their order. Canonical JSON: sorted keys, no spaces, UTF-8.
    """
    said = {name: getattr(text, name).plain() for name in TEXTS}
    whole = {**said, "articles": list(text.articles), "papers": sorted(papers)}
    return sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def differences(before: ThemeText, after: ThemeText) -> list[Difference]:
    """What changed from one version to another, text by text and language by language; nothing for what stayed."""
    found = []
    for name in TEXTS:
        one, other = getattr(before, name), getattr(after, name)
        for language in languages.codes():
            was, now = one.get(language, ""), other.get(language, "")
            if was != now:
                found.append(Difference(name, language, tuple(compared(was, now))))
    return found


def compared(before: str, after: str) -> Iterator[Piece]:
    """The two texts word by word. What stayed and came, put together, is `after`; what stayed and went is `before`."""
    was, now = _PIECES.findall(before), _PIECES.findall(after)
    for how, first, last, begins, ends in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if how == "equal":
            yield Piece("same", "".join(was[first:last]))
            continue
        if last > first:
            yield Piece("gone", "".join(was[first:last]))
        if ends > begins:
            yield Piece("new", "".join(now[begins:ends]))
