"""Files: no cell becomes a formula, texts stay texts, figures stay figures."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.texts.words import Words
from qorgan.ui.tables import Column, Kind
from qorgan.ui.tables.exports import as_csv, as_xlsx, harmless

COLUMNS = (
    Column("text", "=HEAD"),
    Column("number", "Number", kind=Kind.NUMBER),
    Column("sum", "Sum", kind=Kind.MONEY),
    Column("day", "Day", kind=Kind.DAY),
    Column("at", "At", kind=Kind.MOMENT),
    Column("html", "Html", kind=Kind.HTML),
    Column("words", "Words"),
    Column("none", "None"),
)
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "%0A=1", "|x"]


def row(text: str = "x"):
    return SimpleNamespace(
        text=text,
        number=-5,
        sum=Decimal(69330),
        day=date(2026, 11, 20),
        at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
        html="<b>bold</b>",
        words=Words({"kk": "қ", "ru": "р", "en": "e"}),
        none=None,
    )


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_csv_file_is_a_formula(formula):
    cells = list(csv.reader(io.StringIO(as_csv(COLUMNS, [row(formula)]).decode("utf-8-sig"))))
    assert cells[0][0] == "'=HEAD"
    assert cells[1][0].startswith("'")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(formula):
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(COLUMNS, [row(formula)], "x"))).active
    assert sheet["A1"].data_type == "s"
    assert sheet["A2"].data_type == "s"


def test_planted_fault_without_the_apostrophe_the_check_is_red():
    plain = csv.reader(io.StringIO("=1+1\r\n"))
    assert not next(plain)[0].startswith("'")


def test_figures_days_and_texts_keep_their_kind():
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(COLUMNS, [row("Әсел")], "a[b]:c"))).active
    values = [cell.value for cell in sheet[2]]
    assert values[:2] == ["Әсел", -5]
    assert values[2] == 69330
    assert values[3] == datetime(2026, 11, 20)  # noqa: DTZ001  (a spreadsheet knows no zone)
    assert values[4] == datetime(2026, 11, 20, 14, 0)  # noqa: DTZ001
    assert values[5] == "bold"
    assert values[7] is None
    assert sheet.title == "abc"


def test_numbers_below_zero_stay_numbers_in_csv():
    cells = list(csv.reader(io.StringIO(as_csv(COLUMNS, [row()]).decode("utf-8-sig"))))
    assert cells[1][1] == "-5"
    assert cells[1][3] == "2026-11-20"


@given(st.text())
def test_a_text_is_changed_only_where_it_could_run(text):
    assert harmless(text) in (text, f"'{text}")
    assert not str(harmless(text)).startswith(("=", "+", "-", "@"))
