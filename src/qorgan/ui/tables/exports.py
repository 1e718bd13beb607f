"""A table as a file. No cell can become a formula in the reader's spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from qorgan.ui.tables.columns import Column

MOST_ROWS = 10_000
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run gets an apostrophe before it; numbers and days stay what they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def as_csv(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """UTF-8 with a mark at its head, so that spreadsheet programs read Kazakh letters; RFC 4180."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([harmless(str(column.label)) for column in columns])
    for row in rows:
        writer.writerow([_plain(harmless(column.exported(row))) for column in columns])
    return file.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


def as_xlsx(columns: Sequence[Column], rows: Iterable[Any], sheet: str) -> bytes:
    """A workbook of one sheet; heads stay in sight; texts stay texts."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet("".join(sign for sign in sheet if sign not in "[]:*?/\\'")[:31] or "1")
        bold = book.add_format({"bold": True, "text_wrap": True})
        day, moment = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        for number, column in enumerate(columns):
            page.write_string(0, number, str(column.label), bold)
        for line, row in enumerate(rows, 1):
            for number, column in enumerate(columns):
                value = column.exported(row)
                if isinstance(value, datetime):
                    page.write_datetime(line, number, value, moment)
                elif isinstance(value, date):
                    page.write_datetime(line, number, value, day)
                elif isinstance(value, str):
                    page.write_string(line, number, value)
                elif value is not None:
                    page.write(line, number, value)
        page.freeze_panes(1, 0)
        page.autofit(max_width=420)
    return file.getvalue()


def as_file(body: bytes, content_type: str, name: str) -> HttpResponse:
    """The answer that a browser saves under `name`: codes and a date, never a person's name."""
    return HttpResponse(body, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
