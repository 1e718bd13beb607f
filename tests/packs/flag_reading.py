"""How flags.toml is read, in the fewest lines, after the description in the file's own head.

The helpline room has its own reader, made for speed and for showing the word. This one is the yardstick of the pack's
tests: it measures the list by itself.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qorgan.texts.folding import fold, tokens

SHORTEST_STEM = 4


class Flags:
    """The groups of one flags.toml, folded once."""

    def __init__(self, path: Path) -> None:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        self.window: int = content["window"]
        self.groups: list[Mapping[str, Any]] = sorted(content["group"], key=lambda group: group["order"])
        self._entries = {
            group["key"]: {kind: _folded(group[kind]) for kind in ("stems", "words", "phrases")}
            for group in self.groups
        }

    def raised_by(self, text: str) -> dict[str, str]:
        """Return the raised groups in their order, each with the entry that raised it."""
        said = tokens(text)
        found = {}
        for key, entries in self._entries.items():
            entry = self._first(said, entries)
            if entry is not None:
                found[key] = entry
        return found

    def _first(self, said: list[str], entries: Mapping[str, list[list[str]]]) -> str | None:
        for (stem,) in entries["stems"]:
            if any(token.startswith(stem) for token in said):
                return stem
        for (word,) in entries["words"]:
            if word in said:
                return word
        for phrase in entries["phrases"]:
            if any(_stands(phrase, said[start : start + self.window]) for start in range(len(said))):
                return " ".join(phrase)
        return None


def _folded(by_language: Mapping[str, list[str]]) -> list[list[str]]:
    """Fold every entry of every language. The asterisk that makes a short word a stem stays at the end of its word."""
    return [
        [fold(word) + ("*" if word.endswith("*") else "") for word in entry.split()]
        for entries in by_language.values()
        for entry in entries
    ]


def _stands(phrase: list[str], window: list[str]) -> bool:
    return all(any(_is(token, word) for token in window) for word in phrase)


def _is(token: str, word: str) -> bool:
    if word.endswith("*"):
        return token.startswith(word[:-1])
    return token.startswith(word) if len(word) >= SHORTEST_STEM else token == word
