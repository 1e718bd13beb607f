"""The cells of an XLSX file with their places, read before anything else so that a fault can name its cell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from qorgan.forms.xlsform.problems import Problem, XLSFormRefused

LARGEST_FILE = 4 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 8_000, 200

SHEETS = ("survey", "choices", "settings")

_ALIASES = {
    "caption": "label", "command": "type", "tag": "name", "value": "name", "relevance": "relevant",
    "calculate": "calculation", "constraining_message": "constraint_message", "requiredmsg": "required_message",
    "read_only": "readonly", "count": "repeat_count", "jr:count": "repeat_count", "list": "list_name",
}  # fmt: skip
_LANGUAGE = re.compile(r"\(\s*([A-Za-z]{2,3})(?:[-_][A-Za-z]{2,4})?\s*\)\s*$")


@dataclass(frozen=True, slots=True)
class Header:
    """A column: `base` is its canonical name ("label", "qorgan::pii"), `language` what stands behind `::`."""

    written: str
    base: str
    language: str
    letter: str


@dataclass(frozen=True)
class Line:
    """One row: its number in the sheet and its cells by column as written."""

    number: int
    cells: dict[str, str]


@dataclass
class Sheet:
    """One sheet: its columns in order and its rows that are not empty."""

    name: str
    headers: list[Header] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def headers_of(self, base: str) -> list[Header]:
        return [header for header in self.headers if header.base == base]

    def header_written(self, written: str) -> Header | None:
        """The column with this heading, written out or by its canonical name."""
        exact = (header for header in self.headers if header.written == written)
        return next(exact, None) or next(iter(self.headers_of(written)), None)

    def cell(self, line: Line, base: str) -> str:
        """The first filled cell of a column in any language."""
        found = (line.cells.get(header.written, "") for header in self.headers_of(base))
        return next((text for text in found if text), "")

    def problem(self, message: str, line: Line | None = None, base: str = "", *, is_warning: bool = False) -> Problem:
        """A problem in this sheet, placed at a row and a column."""
        header = next(iter(self.headers_of(base)), None)
        number = line.number if line else 1
        return Problem(
            message=message, sheet=self.name, row=number if line or base else 0,
            column=header.written if header else base, cell=f"{header.letter}{number}" if header else "",
            is_warning=is_warning,
        )  # fmt: skip


@dataclass
class Workbook:
    """The three sheets of a form; absent ones are empty."""

    sheets: dict[str, Sheet]

    @property
    def survey(self) -> Sheet:
        return self.sheets["survey"]

    @property
    def choices(self) -> Sheet:
        return self.sheets["choices"]

    @property
    def settings(self) -> dict[str, str]:
        sheet = self.sheets["settings"]
        return {header.base: sheet.lines[0].cells.get(header.written, "") for header in sheet.headers if sheet.lines}

    def line_of(self, name: str) -> Line | None:
        """The row of the survey sheet that declares a name."""
        named = (line for line in self.survey.lines if self.survey.cell(line, "name") == name)
        return next((line for line in named if not is_end(self.survey.cell(line, "type"))), None)


def is_end(kind: str) -> bool:
    """Whether a type closes a group or repeat."""
    return re.match(r"^end[ _](group|repeat)\b", kind.strip().lower()) is not None


def language_code(language: str) -> str:
    """The code in "Қазақша (kk)"; empty where there is none."""
    match = _LANGUAGE.search(language)
    return match[1].lower() if match else ""


def open_workbook(content: bytes) -> Workbook:
    """The cells of an XLSX file. Raises XLSFormRefused for what is no such file, or one too large to be a form."""
    _refuse_bombs(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        try:
            sheets = {sheet.title.lower(): _sheet(sheet) for sheet in book.worksheets if sheet.title.lower() in SHEETS}
        finally:
            book.close()
    except XLSFormRefused:
        raise
    except Exception:  # noqa: BLE001 - a file from outside: whatever the reader stumbles over is the file's fault
        raise _refused(_("The file cannot be read as a spreadsheet in XLSX format.")) from None
    return Workbook({name: sheets.get(name, Sheet(name)) for name in SHEETS})


def _refuse_bombs(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise _refused(_("The file is larger than %(size)s MB.") % {"size": LARGEST_FILE // 1024 // 1024})
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise _refused(_("The file cannot be read as a spreadsheet in XLSX format.")) from None
    if unpacked > LARGEST_UNPACKED:
        raise _refused(_("The file unpacks to more than a form can hold."))


def _refused(message: str) -> XLSFormRefused:
    return XLSFormRefused([Problem(message=message)])


def _sheet(source: Any) -> Sheet:
    sheet = Sheet(source.title.lower())
    rows: Iterator[tuple[Any, ...]] = source.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
    for number, row in enumerate(rows, start=1):
        texts = [_text(value) for value in row]
        if number == 1:
            sheet.headers = [_header(text, place) for place, text in enumerate(texts, start=1) if text]
        elif number > MOST_ROWS + 1:
            raise XLSFormRefused([Problem(message=_("The sheet has too many rows."), sheet=sheet.name, row=number)])
        elif any(texts):
            columns = {header.letter: header.written for header in sheet.headers}
            places = ((columns.get(get_column_letter(place)), text) for place, text in enumerate(texts, start=1))
            sheet.lines.append(Line(number, {column: text for column, text in places if column and text}))
    return sheet


def _header(written: str, place: int) -> Header:
    base, _separator, language = written.partition("::")
    base = re.sub(r"\s+", "_", base.strip().lower())
    if base == "qorgan":
        base, language = f"qorgan::{language.strip().lower()}", ""
    return Header(written, _ALIASES.get(base, base), language.strip(), get_column_letter(place))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\u00a0", " ").strip()
