"""The field's standard terms in three languages, and the names that the code takes from them (`docs/words.md`).

The terms stand in `terms.toml`, one table per term under its group. A term without a source is background knowledge
that a speaker of Kazakh has still to confirm; the page says so.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TERMS_FILE: Final = Path(__file__).with_name("terms.toml")
LANGUAGES: Final = ("en", "kk", "ru")
_OPTIONAL: Final = ("code", "source", "note")


class UnreadableTerms(ValueError):
    """A term lacks a language, or has a key that is not known."""


@dataclass(frozen=True)
class Term:
    """One term. `code` is the name in the source ("" where the code does not name it), `source` where the term is
    set.
    """

    group: str
    key: str
    en: str
    kk: str
    ru: str
    code: str = ""
    source: str = ""
    note: str = ""


def read_terms(path: Path = TERMS_FILE) -> list[Term]:
    """Read the terms in the order of the file. Raises UnreadableTerms."""
    found = []
    for group, tables in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for key, table in tables.items():
            missing = [language for language in LANGUAGES if not table.get(language)]
            unknown = sorted(set(table) - {*LANGUAGES, *_OPTIONAL})
            if missing or unknown:
                raise UnreadableTerms(f"{key}: missing {missing}, unknown {unknown}")
            found.append(Term(group=group, key=key, **table))
    return found


def _row(term: Term) -> str:
    code = f"`{term.code}`" if term.code else ""
    note = "; ".join(part for part in (term.note, term.source) if part)
    cells = (term.en, term.kk, term.ru, code, note)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page(terms: list[Term]) -> str:
    """Return `docs/words.md`."""
    lines = [
        "# Words",
        "",
        "The standard terms of the field in three languages. Screens and code take their names from here.",
        "Made by `make words` from `src/qorgan/texts/terms.toml`; do not edit this page.",
        "",
        "A Kazakh noun stays singular after a number («5 бала»). No suffix is glued to a variable: «Өңір: {name}».",
        "Adults are «Сіз» in Kazakh and «вы» in Russian; a child is addressed impersonally. Disability is named person",
        "first. A term without a source is background knowledge, to be confirmed by a speaker.",
    ]
    group = None
    for term in terms:
        if term.group != group:
            group = term.group
            lines += [
                "",
                f"## {group}",
                "",
                "| English | Қазақша | Русский | Code | Note, source |",
                "|---|---|---|---|---|",
            ]
        lines.append(_row(term))
    return "\n".join(lines) + "\n"
