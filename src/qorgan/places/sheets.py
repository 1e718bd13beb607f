"""Lists that people upload: CSV of any common kind, or XLSX, read into rows with their numbers; and which column is which.

Nothing here raises but `SheetRefused`, whatever the file is. Numbers of rows are those that a spreadsheet shows.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from qorgan.texts.folding import fold

LARGEST_FILE = 16 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 100_000, 120, 2_000
_TOO_LARGE = _("The file is larger than 16 MB. Please divide the list.")
_DELIMITERS = ",;\t|"
Text = Promise | str


class SheetRefused(Exception):
    """The file cannot be read as a list at all; the argument says why, in the reader's language."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one row. `column` is the head as the file writes it, empty where the whole row is meant.

    A warning leaves the row in; anything else leaves it out.
    """

    row: int
    column: str
    message: Text
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, and its cells by the field that the mapping gave them; never None."""

    number: int
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        """The cell of a field; empty where the file has no such column."""
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Sheet:
    """Heads as written, and rows of as many cells, with their numbers. Empty rows are left out."""

    heads: Sequence[str]
    lines: Sequence[tuple[int, Sequence[str]]]

    def rows(self, mapping: Mapping[str, int]) -> Iterable[Row]:
        """The rows under a mapping from field to the number of its column, from 0."""
        for number, cells in self.lines:
            yield Row(number, {name: cells[at] for name, at in mapping.items() if at < len(cells)})

    def head_of(self, mapping: Mapping[str, int], name: str) -> str:
        """How the file calls the column of a field."""
        at = mapping.get(name)
        return self.heads[at] if at is not None and at < len(self.heads) else ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a list may have: `written` are the heads it is known by, `is_needed` that a list without it is none."""

    name: str
    label: Text
    written: tuple[str, ...] = ()
    is_needed: bool = False


@dataclass(slots=True)
class Tally:
    """What an import did, or would do."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The counts alone."""
        return {"added": self.added, "changed": self.changed, "unchanged": self.unchanged,
                "problems": self.left_out}  # fmt: skip

    @property
    def left_out(self) -> int:
        """How many rows have a problem that leaves them out."""
        return len({problem.row for problem in self.problems if not problem.is_warning})


def read_sheet(content: bytes) -> Sheet:
    """Reads a file by what it holds, not by its name. Raises SheetRefused."""
    if len(content) > LARGEST_FILE:
        raise SheetRefused(_TOO_LARGE)
    found = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    lines = [(number, cells) for number, cells in found if any(cells)]
    while lines and lines[0][1][0].startswith("#"):
        lines.pop(0)
    if not lines:
        raise SheetRefused(_("The file is empty."))
    if len(lines) > MOST_ROWS:
        raise SheetRefused(_("The list has more than 100,000 rows. Please divide it."))
    heads = lines[0][1]
    width = max((at for at, head in enumerate(heads, 1) if head), default=0)
    return Sheet(heads[:width], [(number, cells[:width]) for number, cells in lines[1:]])


def _csv(content: bytes) -> list[tuple[int, list[str]]]:
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, [_cell(value) for value in cells[:MOST_COLUMNS]]) for cells in reader if cells]
    except csv.Error:
        raise SheetRefused(_("The file is not a list: no row can be read after a quotation mark.")) from None


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace").replace("\x00", "")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")  # what older spreadsheets write in this part of the world
    return text.replace("\x00", "")


def _xlsx(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            is_bomb = sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED
        if is_bomb:
            raise SheetRefused(_TOO_LARGE)  # noqa: TRY301
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            rows = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_ROWS + 100)
            return [(number, [_cell(value) for value in cells]) for number, cells in enumerate(rows, 1) if cells]
        finally:
            book.close()
    except SheetRefused:
        raise
    except Exception:  # noqa: BLE001  (openpyxl raises whatever a broken archive leads it into)
        raise SheetRefused(_("The file is not a spreadsheet that can be read.")) from None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    return "".join(c for c in text if c.isprintable() or c in "\n\t").strip()[:LONGEST_CELL]


def guessed(sheet: Sheet, fields: Iterable[Field]) -> dict[str, int]:
    """Which column is which, by its head; a column is taken once, the first field that knows it wins."""
    heads: dict[str, int] = {}
    for at, head in enumerate(sheet.heads):
        heads.setdefault(_key(head), at)
    mapping: dict[str, int] = {}
    for one in fields:
        for known in (one.name, *one.written):
            column = heads.get(_key(known))
            if column is not None and column not in mapping.values():
                mapping[one.name] = column
                break
    return mapping


def _key(head: str) -> str:
    return fold(head.replace("_", " "))


def missing(mapping: Mapping[str, int], fields: Iterable[Field]) -> list[Field]:
    """The fields that a list cannot do without and that no column gives."""
    return [one for one in fields if one.is_needed and one.name not in mapping]
