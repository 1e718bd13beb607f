"""Lists that people upload: whatever the file is, it is read or refused in words."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from qorgan.places.sheets import Field, SheetRefused, guessed, read_sheet

FIELDS = (Field("code", "Code", ("код", "te"), is_needed=True), Field("name_ru", "Name", ("наименование",)))


def xlsx(*rows: list) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "code,name_ru\n1,А\n".encode(),
        "code;name_ru\r\n1;А\r\n".encode("cp1251"),
        "\ufeffcode\tname_ru\n1\tА\n".encode(),
        "code|name_ru\n1|А\n".encode("utf-16"),
        "# head\n# more, of it\ncode,name_ru\n\n1,А\n".encode(),
        xlsx(["code", "name_ru"], [1.0, "А"]),
    ],
)
def test_every_common_kind_of_list_is_read(content) -> None:
    sheet = read_sheet(content)
    assert list(sheet.heads) == ["code", "name_ru"]
    assert [list(cells) for _number, cells in sheet.lines] == [["1", "А"]]


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    sheet = read_sheet(b'code\n\n1\n"2\n3"\n4\n')
    assert [number for number, _cells in sheet.lines] == [3, 5, 6]


def test_columns_are_found_by_their_heads_in_any_spelling() -> None:
    assert guessed(read_sheet("КОД,Наименование \n1,А".encode()), FIELDS) == {"code": 0, "name_ru": 1}
    assert guessed(read_sheet(b"TE,other\n1,2"), FIELDS) == {"code": 0}


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04rubbish", b"x" * (16 * 1024 * 1024 + 1)])
def test_what_is_no_list_is_refused_in_words(content) -> None:
    with pytest.raises(SheetRefused) as refused:
        read_sheet(content)
    assert str(refused.value.message)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_file_whatever_makes_it_raise_anything_else(content) -> None:
    try:
        sheet = read_sheet(content)
    except SheetRefused:
        return
    mapping = guessed(sheet, FIELDS)
    assert all("\x00" not in cell for row in sheet.rows(mapping) for cell in row.cells.values())
