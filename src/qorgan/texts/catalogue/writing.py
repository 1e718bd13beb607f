"""Write gettext catalogues: a readable `.po` and the `.mo` that Django loads. No gettext tools and no time stamps, so
the same words give the same bytes on every machine.

Source of the `.mo` layout: the GNU gettext manual, “The Format of GNU MO Files”.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from qorgan.texts.catalogue.collecting import Key

PLURAL_RULES: Final = {
    "kk": "nplurals=2; plural=(n != 1);",
    # The four forms of Django's Russian catalogues: 1 дело, 2 дела, 5 дел, and one for fractions.
    "ru": (
        "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
        "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);"
    ),
}
_CONTEXT_MARK: Final = "\x04"
_FORM_MARK: Final = "\x00"
_MAGIC: Final = 0x950412DE


@dataclass(frozen=True)
class Entry:
    """One translated message of a catalogue. `forms` has one text, or one per plural form."""

    key: Key
    plural: str
    forms: tuple[str, ...]
    places: tuple[str, ...] = ()
    note: str = ""


def header(language: str) -> str:
    """Return the head of a catalogue, without names and time stamps."""
    return (
        "Project-Id-Version: Qorgan\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        f"Language: {language}\n"
        f"Plural-Forms: {PLURAL_RULES[language]}\n"
    )


def _quoted(text: str) -> str:
    """Write a text as a PO string; a text of several lines begins with an empty string, as gettext writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r")
    if "\n" not in text.rstrip("\n"):
        return '"' + escaped.replace("\n", "\\n") + '"'
    return '""\n' + "\n".join(f'"{line}"' for line in escaped.replace("\n", "\\n\n").split("\n") if line)


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.key.text, entry.key.context))


def po_text(language: str, entries: Iterable[Entry], heading: str) -> str:
    """Return the text of a `.po` file. `heading` is its first comment."""
    head = "".join(f"# {line}\n" for line in heading.splitlines())
    blocks = [f'{head}msgid ""\nmsgstr {_quoted(header(language))}\n']
    for entry in _sorted(entries):
        lines = [f"# {line}" for line in entry.note.splitlines()] + [f"#: {place}" for place in sorted(entry.places)]
        if entry.key.context:
            lines.append(f"msgctxt {_quoted(entry.key.context)}")
        lines.append(f"msgid {_quoted(entry.key.text)}")
        if entry.plural:
            lines.append(f"msgid_plural {_quoted(entry.plural)}")
            lines += [f"msgstr[{place}] {_quoted(form)}" for place, form in enumerate(entry.forms)]
        else:
            lines.append(f"msgstr {_quoted(entry.forms[0])}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _mo_key(entry: Entry) -> bytes:
    context = f"{entry.key.context}{_CONTEXT_MARK}" if entry.key.context else ""
    plural = f"{_FORM_MARK}{entry.plural}" if entry.plural else ""
    return f"{context}{entry.key.text}{plural}".encode()


def mo_bytes(language: str, entries: Iterable[Entry]) -> bytes:
    """Return the bytes of a `.mo` file: sorted messages, no hash table (gettext readers of Python do not use one)."""
    pairs = {b"": header(language).encode()}
    pairs |= {_mo_key(entry): _FORM_MARK.join(entry.forms).encode() for entry in entries}
    keys = sorted(pairs)
    table_of_keys = 7 * 4
    table_of_texts = table_of_keys + 8 * len(keys)
    place = table_of_texts + 8 * len(keys)
    tables: list[tuple[int, int]] = []
    body = b""
    for chunk in (*keys, *(pairs[key] for key in keys)):
        tables.append((len(chunk), place + len(body)))
        body += chunk + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(keys), table_of_keys, table_of_texts, 0, place)
    return head + b"".join(struct.pack("<2I", *row) for row in tables) + body
