"""Make the forms of a country pack: each `forms/NAME.toml` becomes `forms/NAME.xlsx`, an XLSForm.

    python tools/packs/forms.py [PACK]            write PACK/forms/*.xlsx (PACK is packs/kz)
    python tools/packs/forms.py --check [PACK]    write nothing; fail when a sheet is out of date

A sheet is the source that the product loads and that a country's own people may edit in any spreadsheet; the tables (the
form's TOML and the pack's lists) are how this project keeps three languages side by side. The same tables give the same
bytes. Exit status: 0 well, 1 out of date, 2 wrong use.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

import xlsxwriter

ROOT: Final = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # run as a script, the folder of the tools is not a package yet

from tools.packs import case_form, contact_record  # noqa: E402 - needs the line above
from tools.packs.tables import LANGUAGES, Choice, Row  # noqa: E402 - the same

TRANSLATED: Final = ("label", "hint", "required_message", "constraint_message")
PLAIN: Final = ("required", "constraint", "relevant", "choice_filter", "appearance")
WHERE_ASKED: Final = ("default", "calculation")
CHOICE_COLUMNS: Final = ("region", "parent")
MADE_AT: Final = datetime(2026, 11, 24, tzinfo=UTC).replace(tzinfo=None)


class Tables(Protocol):
    """What a form is made of."""

    form: Mapping[str, Any]

    def shorthands(self) -> dict[str, str]: ...


def tables_of(folder: Path, name: str) -> tuple[Tables, list[Choice]]:
    """The tables of one form of the pack, and the choices that it offers."""
    if name == contact_record.FORM:
        record = contact_record.Pack(folder)
        return record, list(contact_record.choices(record))
    pack = case_form.Pack(folder, name)
    return pack, list(case_form.choices(pack))


def names(folder: Path) -> list[str]:
    """The forms of a pack, by name."""
    return sorted(path.stem for path in (folder / "forms").glob("*.toml"))


def survey(pack: Tables) -> Iterator[Row]:
    """Rows of the sheet `survey`."""
    shorthands = pack.shorthands()
    asked = [column for column in WHERE_ASKED if any(column in question for question in pack.form["row"])]
    for question in pack.form["row"]:
        row = {"type": question["type"], "name": question.get("name", "")}
        for column in TRANSLATED:
            row |= {f"{column}::{title}": question.get(column, {}).get(code, "") for code, title in LANGUAGES.items()}
        for column in (*PLAIN, *asked):
            value = question.get(column, "")
            row[column] = "yes" if value is True else re.sub(r"@(\w+)", lambda found: shorthands[found[1]], value)
        if not question["type"].startswith(("begin", "end", "note")):
            row["qorgan::pii"] = "yes" if question.get("pii") else "no"
            row["qorgan::sealed"] = "yes" if question.get("pii") or question.get("sealed") else "no"
        yield row


def settings(pack: Tables) -> Row:
    """The one row of the sheet `settings`."""
    title = pack.form["title"]
    return {
        "form_title": title["en"],
        "form_id": pack.form["form_id"],
        "version": pack.form["version"],
        "default_language": LANGUAGES["en"],
        "qorgan::title (kk)": title["kk"],
        "qorgan::title (ru)": title["ru"],
    }


def workbook(folder: Path, name: str) -> bytes:
    """The XLSX file. Its parts are dated 1980 by xlsxwriter, the document by us: the bytes follow from the tables."""
    pack, offered = tables_of(folder, name)
    columns = [column for column in CHOICE_COLUMNS if any(column in others for *_, others in offered)]
    held = [
        {"list_name": listed, "name": choice}
        | {f"label::{title}": label[code] for code, title in LANGUAGES.items()}
        | {column: others.get(column, "") for column in columns}
        for listed, choice, label, others in offered
    ]
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": pack.form["title"]["en"], "created": MADE_AT})
    _write(book, "survey", list(survey(pack)))
    _write(book, "choices", held)
    _write(book, "settings", [settings(pack)])
    book.close()
    return target.getvalue()


def _write(book: xlsxwriter.Workbook, name: str, rows: list[Row]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    columns = list(dict.fromkeys(column for row in rows for column in row))
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, head)
        sheet.set_column(place, place, 32 if "::" in column and "qorgan" not in column else 18)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            if row.get(column):
                sheet.write_string(number, place, row[column], body)
    sheet.freeze_panes(1, 2)


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pack", nargs="?", type=Path, default=ROOT / "packs" / "kz", help="folder of the country pack")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a sheet is out of date")
    options = parser.parse_args(None if arguments is None else list(arguments))
    if not (options.pack / "pack.toml").is_file():
        parser.error(f"{options.pack} is no country pack: it has no pack.toml")
    made = [_made(options.pack, name, is_check=options.check) for name in names(options.pack)]
    return 0 if all(made) else 1


def _made(folder: Path, name: str, *, is_check: bool) -> bool:
    """Writes one sheet, or only says whether it is up to date. False when it is not."""
    target, content = folder / "forms" / f"{name}.xlsx", workbook(folder, name)
    if is_check:
        is_same = target.is_file() and target.read_bytes() == content
        print(f"{target.name} is {'up to date' if is_same else 'out of date: run tools/packs/forms.py'}")
        return is_same
    target.write_bytes(content)
    print(f"{target.name}: {len(content):,} bytes")
    return True


if __name__ == "__main__":
    sys.exit(main())
