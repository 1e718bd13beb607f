"""Make the contact record of a country pack: its tables become `contact_record.xlsx`, an XLSForm.

    python tools/packs/contact_record.py [PACK]            write PACK/forms/contact_record.xlsx (PACK is packs/kz)
    python tools/packs/contact_record.py --check [PACK]    write nothing; fail when the sheet is out of date

The sheet is the source that the product loads and that a country's own people may edit in any spreadsheet; the tables
(`contact_record.toml` and the pack's lists) are how this project keeps three languages side by side. The same tables
give the same bytes. Exit status: 0 well, 1 out of date, 2 wrong use.
"""

import argparse
import csv
import io
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

ROOT: Final = Path(__file__).resolve().parents[2]
LANGUAGES: Final = {"en": "English (en)", "kk": "Қазақша (kk)", "ru": "Русский (ru)"}
TRANSLATED: Final = ("label", "hint", "required_message", "constraint_message")
PLAIN: Final = ("required", "constraint", "relevant", "choice_filter", "appearance")
CHOICE_COLUMNS: Final = ("region", "parent")
MADE_AT: Final = datetime(2026, 11, 24, tzinfo=UTC).replace(tzinfo=None)
CHILDREN: Final = range(18)

Words = Mapping[str, str]
Row = dict[str, str]


def table(path: Path) -> list[Row]:
    """Rows of a CSV file of a pack; lines that begin with `#` are its head."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words(row: Mapping[str, str], prefix: str = "name_") -> Words:
    return {language: row[f"{prefix}{language}"] for language in LANGUAGES}


class Pack:
    """The tables of a pack that the record asks with."""

    def __init__(self, folder: Path) -> None:
        self.form = toml(folder / "forms" / "contact_record.toml")
        self.lists = toml(folder / "helpline" / "choices.toml")
        self.call_types = toml(folder / "helpline" / "call_types.toml")["call_type"]
        self.categories = [row for row in table(folder / "helpline" / "categories.csv") if not row["valid_until"]]
        self.places = table(folder / "places.csv")
        self.districts = table(folder / "districts.csv")

    def reasons(self, *, counselling: bool) -> list[Row]:
        """Reasons of the second level, which are the ones that are chosen."""
        wanted = "yes" if counselling else "no"
        return [row for row in self.categories if row["level"] == "2" and row["is_counselling"] == wanted]

    def shorthands(self) -> dict[str, str]:
        """Shorthand → expression in the language of XLSForm."""
        found = {}
        for name, rule in self.form["shorthand"].items():
            codes = [*self._codes(rule), *rule.get("codes", ())]
            found[name] = "(" + " or ".join(f"selected(${{{rule['question']}}}, '{code}')" for code in codes) + ")"
        return found

    def _codes(self, rule: Mapping[str, Any]) -> Iterator[str]:
        if rule.get("is_data"):
            yield from (kind["key"] for kind in self.call_types if kind["is_data"])
        yield from (row["code"] for row in self.reasons(counselling=True) if row["parent"] in rule.get("parents", ()))


def choices(pack: Pack) -> Iterator[tuple[str, str, Words, Row]]:
    """(list, name, label, other columns) of every choice of the form, in the order in which it is offered."""
    unknown = next(choice for choice in pack.lists["yes_no_unknown"] if choice["key"] == "unknown")
    for kind in sorted(pack.call_types, key=lambda kind: not kind["is_data"]):
        yield "call_types", kind["key"], kind["names"], {}
    yield from _ages(pack)
    for place in pack.places:
        yield "regions", place["kato"], words(place), {}
    yield "regions", "unknown", unknown, {}
    for district in pack.districts:
        yield "districts", district["key"], words(district), {"region": district["region_kato"]}
    yield from _reasons(pack)
    asked = {row["type"].split()[1] for row in pack.form["row"] if row["type"].startswith("select")}
    for name in sorted(asked & set(pack.lists)):
        for choice in pack.lists[name]:
            yield name, choice["key"], choice, {}


def _ages(pack: Pack) -> Iterator[tuple[str, str, Words, Row]]:
    special = {choice["key"]: choice for choice in pack.lists["ages_special"]}
    yield "ages", "unborn", special.pop("unborn"), {}
    for age in CHILDREN:
        yield "ages", str(age), {"kk": f"{age} жас", "ru": f"{age} {years_in_russian(age)}", "en": str(age)}, {}
    for key, choice in special.items():
        yield "ages", key, choice, {}


def years_in_russian(age: int) -> str:
    """1 год, 2 года, 5 лет, 11 лет."""
    if age % 10 == 1 and age != 11:
        return "год"
    return "года" if age % 10 in (2, 3, 4) and age not in (12, 13, 14) else "лет"


def _reasons(pack: Pack) -> Iterator[tuple[str, str, Words, Row]]:
    """Reasons with their main reason before them: «Unspecified» alone says nothing, and a search finds both."""
    main = {row["code"]: words(row) for row in pack.categories if row["level"] == "1"}
    for row in pack.reasons(counselling=True):
        own, above = words(row), main[row["parent"]]
        label = {language: f"{above[language]}: {own[language]}" for language in LANGUAGES}
        yield "categories", row["code"], label, {"parent": row["parent"]}
    for row in pack.reasons(counselling=False):
        yield "question_topics", row["code"], words(row), {}


def survey(pack: Pack) -> Iterator[Row]:
    """Rows of the sheet `survey`."""
    shorthands = pack.shorthands()
    for question in pack.form["row"]:
        row = {"type": question["type"], "name": question.get("name", "")}
        for column in TRANSLATED:
            row |= {f"{column}::{title}": question.get(column, {}).get(code, "") for code, title in LANGUAGES.items()}
        for column in PLAIN:
            value = question.get(column, "")
            row[column] = "yes" if value is True else re.sub(r"@(\w+)", lambda found: shorthands[found[1]], value)
        if not question["type"].startswith(("begin", "end")):
            row["qorgan::pii"] = "yes" if question.get("pii") else "no"
            row["qorgan::sealed"] = "yes" if question.get("pii") or question.get("sealed") else "no"
        yield row


def settings(pack: Pack) -> Row:
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


def workbook(pack: Pack) -> bytes:
    """The XLSX file. Its parts are dated 1980 by xlsxwriter, the document by us: the bytes follow from the tables."""
    held = [
        {"list_name": listed, "name": name}
        | {f"label::{title}": label[code] for code, title in LANGUAGES.items()}
        | {column: others.get(column, "") for column in CHOICE_COLUMNS}
        for listed, name, label, others in choices(pack)
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
    parser.add_argument("--check", action="store_true", help="write nothing, fail when the sheet is out of date")
    options = parser.parse_args(None if arguments is None else list(arguments))
    if not (options.pack / "pack.toml").is_file():
        parser.error(f"{options.pack} is no country pack: it has no pack.toml")
    target = options.pack / "forms" / "contact_record.xlsx"
    content = workbook(Pack(options.pack))
    if options.check:
        is_same = target.is_file() and target.read_bytes() == content
        print(f"{target.name} is {'up to date' if is_same else 'out of date: run tools/packs/contact_record.py'}")
        return 0 if is_same else 1
    target.write_bytes(content)
    print(f"{target.name}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
