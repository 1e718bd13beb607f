"""Sheets for the tests: XLSX files made in memory, and one toy form that uses everything."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

import openpyxl

from qorgan.forms.definition import Definition
from qorgan.forms.xlsform import read_xlsform

Rows = Sequence[Sequence[object]]

HEAD = [
    "type",
    "name",
    "label::English (en)",
    "label::Қазақша (kk)",
    "label::Русский (ru)",
    "required",
    "required_message::English (en)",
    "relevant",
    "constraint",
    "constraint_message::English (en)",
    "constraint_message::Русский (ru)",
    "calculation",
    "choice_filter",
    "appearance",
    "default",
    "qorgan::pii",
    "qorgan::sealed",
    "hint::English (en)",
    "readonly",
]
LIST_HEAD = ["list_name", "name", "label::English (en)", "label::Қазақша (kk)", "label::Русский (ru)", "region"]


def xlsx(survey: Rows, choices: Rows = (), settings: Rows = ()) -> bytes:
    """A workbook of three sheets as bytes; each sheet's first row is its head."""
    book = openpyxl.Workbook()
    for title, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    del book["Sheet"]
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def row(kind: str, name: str = "", label: str = "", **cells: str) -> list[str]:
    """A survey row; `cells` by the plain name of the column."""
    found = dict.fromkeys(HEAD, "")
    found |= {"type": kind, "name": name}
    if label:
        found |= {
            "label::English (en)": label,
            "label::Қазақша (kk)": f"{label} (қаз)",
            "label::Русский (ru)": f"{label} (рус)",
        }
    for column, text in cells.items():
        key = next(head for head in HEAD if head.split("::")[0] == column or head == f"qorgan::{column}")
        found[key] = text
    return list(found.values())


def choice(listed: str, name: str, label: str, region: str = "") -> list[str]:
    return [listed, name, label, f"{label} (қаз)", f"{label} (рус)", region]


TOY_SURVEY = [
    HEAD,
    row("select_one call", "call_type", "Kind of call", required="yes", required_message="Say what kind of call it was."),
    row("begin group", "child", "Child", relevant="${call_type} = 'counselling'"),
    row("text", "child_name", "Name", pii="yes"),
    row(
        "integer",
        "age",
        "Age",
        required="yes",
        constraint=". >= 0 and . < 26",
        constraint_message="An age between 0 and 25.",
    ),
    row("date", "born", "Date of birth", pii="yes", constraint=". <= today()"),
    row("calculate", "years", calculation="int((today() - ${born}) div 365.25)", sealed="no"),
    row("select_one region", "region", "Region"),
    row("select_one district", "district", "District", choice_filter="region = ${region}"),
    row("end group"),
    row(
        "select_multiple topic",
        "topics",
        "Topics",
        relevant="${call_type} = 'counselling'",
        constraint="count-selected(.) <= 3",
        constraint_message="At most three topics.",
        required="yes",
    ),
    row("text", "story", "What happened", appearance="multiline", relevant="selected(${topics}, 'violence')"),
    row("begin repeat", "members", "Household member", relevant="${call_type} = 'counselling'"),
    row("text", "member_name", "Name of the member", pii="yes"),
    row("integer", "member_age", "Age of ${member_name}", required="yes"),
    row("acknowledge", "member_adult", "Adult", relevant="${member_age} >= 18"),
    row("end repeat"),
    row("calculate", "member_count", calculation="count(${members})"),
    row("calculate", "oldest", calculation="max(${member_age})"),
    row("note", "summary", "Members: ${member_count}, oldest: ${oldest}", relevant="${member_count} > 0"),
    row("dateTime", "called_at", "Time of the call", default="now()"),
    row("time", "call_back", "Call back at"),
    row("decimal", "minutes", "Minutes"),
    row("text", "channel", "Channel", default="phone", sealed="no"),
]
TOY_CHOICES = [
    LIST_HEAD,
    choice("call", "counselling", "Counselling"),
    choice("call", "silent", "Silent"),
    choice("call", "test", "Test"),
    choice("region", "75", "Almaty"),
    choice("region", "71", "Astana"),
    choice("district", "7510", "Alatau", "75"),
    choice("district", "7511", "Almaly", "75"),
    choice("district", "7110", "Almaty district", "71"),
    *(
        choice("topic", name, name.title())
        for name in ("violence", "family", "school", "health", "peers", "money", "online", "rights", "other")
    ),
]
TOY_SETTINGS = [["form_title", "form_id", "default_language"], ["Toy contact", "toy_contact", "English (en)"]]


def toy_xlsx() -> bytes:
    """The toy form as a file."""
    return xlsx(TOY_SURVEY, TOY_CHOICES, TOY_SETTINGS)


@lru_cache(maxsize=1)
def toy() -> Definition:
    """The toy form, read."""
    return read_xlsform(toy_xlsx()).definition


def form(*rows: Sequence[object], choices: Rows = ()) -> Definition:
    """A form of a few rows."""
    return read_xlsform(xlsx([HEAD, *rows], [LIST_HEAD, *choices], TOY_SETTINGS)).definition
