"""Words that raise a conversation. Nothing lowers a flag, and a person reads every first message anyway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from qorgan.texts.folding import fold

WINDOW = 4
"""Tokens within which all words of a phrase must stand."""
WHOLE = "="
HEAD = 3
"""Letters by which most entries are passed over at once: no word of the message begins so."""
_EDGES = "\"'«»„“”().,!?…:;-–—"


@dataclass(frozen=True, slots=True)
class Flag:
    """Why a conversation was raised: the reason's code, and the words as the child wrote them."""

    reason: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stem:
    """One entry of the word list, folded: every part must begin a token, all within `WINDOW` tokens.

    A part with `=` before it must be the whole token: «=мас» (drunk) is not маска.
    """

    reason: str
    parts: tuple[str, ...]


def stems(entries: Iterable[tuple[str, Iterable[str]]]) -> tuple[Stem, ...]:
    """Folds a word list of (reason, words); entries that fold to nothing are left out."""
    made = (Stem(reason, tuple(_part(word) for word in words)) for reason, words in entries)
    return tuple(stem for stem in made if stem.parts and all(part.strip(WHOLE) for part in stem.parts))


@lru_cache(maxsize=8_192)
def _part(word: str) -> str:
    """Folded once a process: the list is asked for each message of a child, and folding it whole takes 25 ms."""
    return (WHOLE if word.startswith(WHOLE) else "") + fold(word)


def _is(token: str, part: str) -> bool:
    return token == part[1:] if part.startswith(WHOLE) else token.startswith(part)


def find(text: str, entries: Iterable[Stem]) -> list[Flag]:
    """The flags of a message, one for each reason, in the order of the word list."""
    written = [token for token in (part.strip(_EDGES) for part in text.split()) if token]
    folded = [fold(token) for token in written]
    beginnings = {token[:length] for token in folded for length in range(1, HEAD + 1)}
    found: dict[str, Flag] = {}
    for stem in entries:
        if stem.reason in found or stem.parts[0].removeprefix(WHOLE)[:HEAD] not in beginnings:
            continue
        places = _places(folded, stem.parts)
        if places:
            found[stem.reason] = Flag(stem.reason, tuple(written[place] for place in places))
    return list(found.values())


def _places(tokens: list[str], parts: tuple[str, ...]) -> list[int] | None:
    for start, token in enumerate(tokens):
        if not _is(token, parts[0]):
            continue
        window = range(max(0, start - WINDOW + 1), min(len(tokens), start + WINDOW))
        places = [start]
        for part in parts[1:]:
            place = next((at for at in window if at not in places and _is(tokens[at], part)), None)
            if place is None:
                break
            places.append(place)
        else:
            return sorted(places)
    return None
