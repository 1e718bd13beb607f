"""Lists as CSV of any kind: encodings, separators, faults by line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from qorgan.reach.linkage.reading import FileRefused, layout_of, read
from tests.reach.lists import AIGERIM, BOLAT, csv_file, numbered


def rows_of(path: Path):
    return list(read(path, layout_of(path)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_common_encoding_and_separator_is_read(tmp_path, encoding: str, separator: str) -> None:
    person = AIGERIM if encoding != "cp1251" else (*BOLAT[:2], "Ерланович", *BOLAT[3:])
    path = csv_file(tmp_path / "list.csv", numbered(person), separator=separator, encoding=encoding)
    ((line, cells),) = rows_of(path)
    assert line == 2
    assert (cells["surname"], cells["given_name"], cells["birth_date"]) == (person[0], person[1], person[4])


def test_heads_are_found_whatever_their_order_and_letters(tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Given Name;ID;remark;SURNAME\nБолат;7;x;Ахметов\n", encoding="utf-8")
    layout = layout_of(path)
    assert layout.unknown == 1
    assert layout.missing == ["patronymic", "sex", "birth_date", "region", "phone", "iin"]
    assert rows_of(path) == [(2, {"id": "7", "surname": "Ахметов", "given_name": "Болат"})]


def test_short_long_and_empty_rows_are_read_and_lines_counted_as_an_editor_does(tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes('id,surname,given_name\r\n1,"Ахме\r\nтов",Болат,zz,zz\r\n\r\n2\r\n'.encode())
    assert rows_of(path) == [
        (2, {"id": "1", "surname": "Ахме\r\nтов", "given_name": "Болат"}), (5, {"id": "2", "surname": "", "given_name": ""}),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n\n", "Ахметов;Болат\nСерікова;Айгерім\n", "id,remark\n1,2\n"])
def test_what_is_no_list_is_refused_without_repeating_a_word_of_it(tmp_path, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        layout_of(path)
    assert "Ахметов" not in str(refused.value)
    assert "remark" not in str(refused.value)


def test_a_quotation_mark_that_is_never_closed_is_told_by_its_line_and_the_limit_of_csv_stays_as_it_was(tmp_path) -> None:
    was = csv.field_size_limit()
    path = tmp_path / "list.csv"
    path.write_text('id,surname\n1,Ахметов\n2,"' + "x\n" * 20_000, encoding="utf-8")
    with pytest.raises(FileRefused, match=r"line \d+: a cell is far too long"):
        rows_of(path)
    assert csv.field_size_limit() == was


def test_a_list_of_heads_alone_has_no_rows(tmp_path) -> None:
    assert rows_of(csv_file(tmp_path / "list.csv", [])) == []
