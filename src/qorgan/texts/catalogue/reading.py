"""Read a `.po` file: the catalogue of this room is kept by hand as one, and those of Django and allauth tell what
they lack.
"""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from qorgan.texts.catalogue.collecting import Key
from qorgan.texts.catalogue.writing import Entry

_KEYWORD: Final = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s+(".*")\s*$')


class UnreadablePo(ValueError):
    """A line of a `.po` file follows no rule of the format."""


@dataclass
class _Draft:
    """The lines of one message while it is read."""

    texts: dict[str, str] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    last: str = ""
    is_fuzzy: bool = False

    def entry(self) -> Entry | None:
        if not self.texts.get("msgid") or self.is_fuzzy:
            return None
        numbered = sorted((int(name[7:-1]), text) for name, text in self.texts.items() if name.startswith("msgstr["))
        forms = tuple(text for _place, text in numbered) or (self.texts.get("msgstr", ""),)
        return Entry(
            key=Key(self.texts.get("msgctxt", ""), self.texts["msgid"]),
            plural=self.texts.get("msgid_plural", ""),
            forms=forms,
            places=tuple(self.places),
            note="\n".join(self.notes),
        )


def _read_line(line: str, draft: _Draft, place: str) -> None:
    if line.startswith("#:"):
        draft.places += [reference.rsplit(":", 1)[0] for reference in line[2:].split()]
    elif line.startswith("#,"):
        draft.is_fuzzy = draft.is_fuzzy or "fuzzy" in line
    elif line.startswith("#"):
        if line.startswith("# "):
            draft.notes.append(line[2:])
    elif match := _KEYWORD.match(line):
        draft.last = match[1]
        draft.texts[draft.last] = ast.literal_eval(match[3])
    elif line.startswith('"') and draft.last:
        draft.texts[draft.last] += ast.literal_eval(line)
    else:
        raise UnreadablePo(place)


def read_po(path: Path) -> list[Entry]:
    """Return the messages of a `.po` file in their order, without the head, obsolete and fuzzy ones. Raises
    UnreadablePo.

    An untranslated message has empty forms.
    """
    found: list[Entry] = []
    draft = _Draft()
    for number, raw in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], start=1):
        line = raw.strip()
        if line:
            _read_line(line, draft, f"{path.name}:{number}")
            continue
        if (entry := draft.entry()) is not None:
            found.append(entry)
        draft = _Draft()
    return found
