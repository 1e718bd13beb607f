"""The package as one sheet for people: a row for each grant, headings in the words of the standard, XLSX and CSV.

Headings are the standard's titles joined with colons, lists numbered from 0: `Beneficiary Location:0:Name`. Tools of the
standard (Flatten Tool) read them. Reading gives back exactly what was written. Written here and not with Flatten Tool,
because that brings an object database with twenty packages along; the tests read our sheets with it instead.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

import openpyxl
import xlsxwriter

from qorgan.grants.giving.package import Grant, number

SHEET: Final = "grants"
TITLES: Final = {
    "id": "Identifier", "title": "Title", "description": "Description", "currency": "Currency",
    "amountAppliedFor": "Amount Applied For", "amountAwarded": "Amount Awarded", "amountDisbursed": "Amount Disbursed",
    "awardDate": "Award Date", "url": "URL", "plannedDates": "Planned Dates", "startDate": "Start Date", "endDate": "End Date",
    "duration": "Duration (months)", "recipientOrganization": "Recipient Org", "fundingOrganization": "Funding Org", "name": "Name",
    "beneficiaryLocation": "Beneficiary Location", "countryCode": "Country Code", "geoCode": "Geographic Code",
    "geoCodeType": "Geographic Code Type", "grantProgramme": "Grant Programme", "code": "Code", "fromOpenCall": "From An Open Call?",
    "dateModified": "Last Modified", "dataSource": "Data Source",
}  # fmt: skip
"""Titles of the schema 1.4.3. Members whose title the schema does not give (transactions) keep their path: `a/0/b`."""
_NAMES: Final = {title: name for name, title in TITLES.items()}
NUMBERS: Final = frozenset({"amountAppliedFor", "amountAwarded", "amountDisbursed", "duration", "value"})

Path: TypeAlias = tuple[str | int, ...]


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _leaves(one, (*path, name))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _leaves(one, (*path, place))
    else:
        yield path, value


def heading_of(path: Path) -> str:
    """The heading of a member: titles where the standard has them, otherwise the path."""
    named = [part for part in path if isinstance(part, str)]
    if all(part in TITLES for part in named):
        return ":".join(TITLES[part] if isinstance(part, str) else str(part) for part in path)
    return "/".join(str(part) for part in path)


def path_of(heading: str) -> Path:
    """The member that a heading names."""
    parts = heading.split("/") if "/" in heading else [_NAMES.get(part, part) for part in heading.split(":")]
    return tuple(int(part) if part.isdigit() else part for part in parts)


def rows_of(grants: Sequence[Grant]) -> list[list[Any]]:
    """The headings, then a row for each grant; a member that a grant does not have is None."""
    flat = [dict(_leaves(grant)) for grant in grants]
    paths = list(dict.fromkeys(path for row in flat for path in row))
    groups = list(dict.fromkeys(path[0] for path in paths))
    paths.sort(key=lambda path: groups.index(path[0]))
    return [[heading_of(path) for path in paths], *([row.get(path) for path in paths] for row in flat)]


def grants_of(rows: Iterable[Sequence[Any]]) -> list[Grant]:
    """The grants of a sheet. Raises ValueError for a sheet without headings or a number that is none."""
    given = iter(rows)
    headings = next(given, None)
    if not headings:
        raise ValueError("a sheet begins with its headings")
    paths = [path_of(str(heading)) for heading in headings]
    return [_grant(paths, row) for row in given if any(cell not in (None, "") for cell in row)]


def _grant(paths: Sequence[Path], row: Sequence[Any]) -> Grant:
    made: Grant = {}
    for path, cell in zip(paths, row, strict=False):
        if cell not in (None, ""):
            _put(made, path, _value(path, cell))
    return made


def _put(into: Any, path: Path, value: Any) -> None:
    for part, following in itertools.pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(part, int):
            while len(into) <= part:
                into.append({})
            into = into[part]
        else:
            into = into.setdefault(part, empty)
    into[path[-1]] = value


def _value(path: Path, cell: Any) -> Any:
    if path[-1] not in NUMBERS:
        return str(cell)
    try:
        return number(Decimal(str(cell)))
    except InvalidOperation as error:
        raise ValueError("no number") from error


def as_csv(grants: Sequence[Grant]) -> str:
    """The sheet as CSV with a byte order mark, so that spreadsheet programs read Kazakh letters."""
    kept = io.StringIO(newline="")
    csv.writer(kept).writerows(rows_of(grants))
    return "\ufeff" + kept.getvalue()


def from_csv(text: str) -> list[Grant]:
    """The grants of a CSV sheet."""
    return grants_of(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def as_xlsx(grants: Sequence[Grant]) -> bytes:
    """The sheet as XLSX. Text is never a formula; a number that a spreadsheet would round stands as text."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(SHEET)
        bold = book.add_format({"bold": True})
        for place, row in enumerate(rows_of(grants)):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if isinstance(cell, int | Decimal) and Decimal(str(float(cell))) == cell:
                    sheet.write_number(place, column, float(cell))
                else:
                    sheet.write_string(place, column, str(cell), bold if place == 0 else None)
        sheet.freeze_panes(1, 1)
    return kept.getvalue()


def from_xlsx(content: bytes) -> list[Grant]:
    """The grants of the sheet `grants`. Raises ValueError where it is absent."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        if SHEET not in book.sheetnames:
            raise ValueError("no sheet of grants")
        return grants_of(list(book[SHEET].iter_rows(values_only=True)))
    finally:
        book.close()
