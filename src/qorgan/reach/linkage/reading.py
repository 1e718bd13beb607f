"""A list of children as a CSV file of any size, read row by row: any common encoding, any common separator.

Nothing that a cell says is repeated: a fault is told by its line and column.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from qorgan.reach.linkage.forms import FIELDS

SEPARATORS: Final = ",;\t|"
LONGEST: Final = 10_000
"""Letters of one cell; beyond, a quotation mark was opened and never closed."""
_BLOCK: Final = 1 << 20
_ZERO_WIDTH: Final = "\ufeff\u200b\x00"


class FileRefused(Exception):
    """The file cannot be read as a list. `line` is 0 where the whole file is meant. The text repeats nothing of the file."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {why}" if line else why)
        self.line = line


@dataclass(frozen=True)
class Layout:
    """How a file is written: encoding, separator, which column holds which field, and how many of its columns nobody asked for."""

    encoding: str
    separator: str
    columns: dict[str, int]
    unknown: int

    @property
    def missing(self) -> list[str]:
        """The fields that the file has no column for."""
        return [name for name in FIELDS if name not in self.columns]


def encoding_of(path: Path) -> str:
    """UTF-16 by its mark, UTF-8 where it is, and otherwise what older spreadsheets write in this part of the world."""
    with path.open("rb") as file:
        first = file.read(_BLOCK)
        if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            block = first
            while block:
                decoder.decode(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8-sig"


def _lines(file: TextIO) -> Iterator[str]:
    for line in file:
        yield line.replace("\x00", "") if "\x00" in line else line


def _head(cell: str) -> str:
    return "_".join(cell.strip(_ZERO_WIDTH + " \t").casefold().replace("-", " ").replace("_", " ").split())


def layout_of(path: Path) -> Layout:
    """How a file is written. Raises FileRefused where no line of heads with `id` begins it, OSError where it cannot be opened."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = next((line for line in _lines(file) if line.strip()), "")
    if not head:
        raise FileRefused("the file is empty; it needs a line with the heads of its columns")
    separator = max(SEPARATORS, key=head.count)
    heads = [_head(cell) for cell in next(csv.reader([head], delimiter=separator))]
    columns: dict[str, int] = {name: heads.index(name) for name in FIELDS if name in heads}
    if "id" not in columns:
        raise FileRefused(f"no column is called id; the first line must name the columns: {','.join(FIELDS)}", 1)
    if not {"surname", "given_name", "iin"} & set(columns):
        raise FileRefused("there is no column to link by: surname, given_name or iin is needed", 1)
    return Layout(encoding, separator, columns, sum(bool(one) for one in heads) - len(columns))


def read(path: Path, layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows as (line, cells by field). A short row has empty cells; what stands beyond the columns is not read; empty rows are none.

    Raises FileRefused with the line where a row cannot be parsed.
    """
    was = csv.field_size_limit(LONGEST)
    columns = layout.columns.items()
    try:
        with path.open(encoding=layout.encoding, errors="replace", newline="") as file:
            reader = csv.reader(_lines(file), delimiter=layout.separator)
            is_head = True
            started = 1
            for cells in _parsed(reader):
                line, started = started, reader.line_num + 1
                if not any(cells):
                    continue
                if is_head:
                    is_head = False
                    continue
                yield line, {name: cells[at].strip() if at < len(cells) else "" for name, at in columns}
    finally:
        csv.field_size_limit(was)


def _parsed(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            line = getattr(reader, "line_num", 0)
            raise FileRefused("a cell is far too long; perhaps a quotation mark was opened and never closed", line) from None
