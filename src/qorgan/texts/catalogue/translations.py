"""Read the translations that rooms keep in `words.toml`.

One table per English text:

    ["Take the next conversation"]
    kk = "Келесі әңгімені алу"
    ru = "Взять следующую беседу"

    ["%(count)s contact"]
    plural = "%(count)s contacts"
    kk = ["%(count)s өтініш", "%(count)s өтініш"]
    ru = ["%(count)s обращение", "%(count)s обращения", "%(count)s обращений", "%(count)s обращения"]

`context = "…"` belongs to pgettext. Where one English text has several contexts, the tables have any other name and
`msgid = "…"`. `unsure = true` marks a translation that a speaker has yet to confirm; the check refuses it, as it
refuses a fuzzy entry.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from qorgan.texts.catalogue.collecting import Key

# Languages that are translated into; English is the source. The number of forms is the one of Django's catalogues.
FORMS: Final = {"kk": 2, "ru": 4}
_KNOWN: Final = frozenset({"msgid", "plural", "context", "unsure", "note", *FORMS})


@dataclass(frozen=True)
class Translation:
    """What one room says about one English text. `forms` has one text per language, or one per plural form."""

    key: Key
    plural: str
    forms: dict[str, tuple[str, ...]]
    is_unsure: bool
    place: str


@dataclass
class Translations:
    """All translations of the product, and what is wrong with the tables themselves."""

    entries: dict[Key, Translation] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def _forms(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        return tuple(value)
    return None


def _read_table(name: str, table: Any, place: str, into: Translations) -> None:
    if not isinstance(table, dict):
        into.problems.append(f"{place}: “{name}” is not a table")
        return
    for unknown in sorted(set(table) - _KNOWN):
        into.problems.append(f"{place}: “{name}” has an unknown key {unknown}")
    forms: dict[str, tuple[str, ...]] = {}
    for language in FORMS:
        read = _forms(table.get(language, ""))
        if read is None:
            into.problems.append(f"{place}: “{name}”, {language}: a text or a list of texts expected")
        elif any(read):
            forms[language] = read
    key = Key(table.get("context", ""), table.get("msgid", name))
    entry = Translation(key, table.get("plural", ""), forms, bool(table.get("unsure")), place)
    known = into.entries.get(key)
    if known is None:
        into.entries[key] = entry
    elif (known.forms, known.plural) != (entry.forms, entry.plural):
        into.problems.append(f"{place}: “{key.text}” is translated otherwise in {known.place}")


def read_translations(root: Path) -> Translations:
    """Read every `<room>/words.toml` under a source root. Two rooms may translate the same text, if they agree."""
    found = Translations()
    for path in sorted(root.glob("*/words.toml")):
        place = path.relative_to(root).as_posix()
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            found.problems.append(f"{place}: {error}")
            continue
        for name, table in tables.items():
            _read_table(name, table, place, found)
    return found
