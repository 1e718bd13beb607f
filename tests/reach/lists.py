"""Small lists for the tests of linkage: invented children, written down more than once."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from qorgan.reach.country import sexes
from qorgan.reach.linkage import engine
from qorgan.reach.linkage.forms import FIELDS, Former

AIGERIM = ("Серікова", "Әйгерім", "Болатқызы", "қыз", "02.05.2014", "Алматы", "+7 701 111 22 33", "")
AIGERIM_AGAIN = ("SERIKOVA", "Aigerim", "", "female", "2014-05-02", "Almaty", "8 701 111 22 33", "")
BOLAT = ("Ахметов", "Болат", "Ерланұлы", "м", "11.09.2012", "Астана", "", "")


def csv_file(
    path: Path, rows: Iterable[Sequence[str]], heads: Sequence[str] = FIELDS, separator: str = ",", encoding: str = "utf-8"
) -> Path:
    """A list as a file."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(heads)
        writer.writerows(rows)
    return path


def numbered(*people: Sequence[str]) -> list[tuple[str, ...]]:
    """Rows with ids a0, a1, …"""
    return [(f"a{number}", *person) for number, person in enumerate(people)]


def loaded(rows: Iterable[Sequence[str]], memory: str = "1GB"):
    """An engine with rows in it, and how many."""
    opened = engine.connect(memory, threads=1)
    cells = ((line, dict(zip(FIELDS, row, strict=True))) for line, row in enumerate(rows, 2))
    return opened, engine.load(opened, Former(sexes()).forms(cells))
