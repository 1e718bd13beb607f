"""What `docs/shown/` and `docs/security.md` claim: every test, file and figure that they name exists, and every line of
`docs/shown/` says where it stands."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "shown").glob("[0-9][0-9].md"))
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
PATH = re.compile(r"`((?:docs|benchmarks|tools|src|packs)/[\w./-]+)`")
STANDS = ("shown", "in part", "not yet")


def broken(text: str) -> list[str]:
    """Named tests and files that do not exist."""
    wrong = [name for name in PATH.findall(text) if not (ROOT / name).exists()]
    for file, test in TEST.findall(text):
        path = ROOT / file
        if not path.is_file():
            wrong.append(file)
        elif test and test not in _functions(path):
            wrong.append(f"{file}::{test}")
    return wrong


def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def unsaid(text: str) -> list[str]:
    """Rows of the table that do not say where they stand, or say `shown` and name nothing."""
    wrong = []
    for row in (line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| Line", "| ---"))):
        cells = [cell.strip() for cell in row.strip().strip("|").split(" | ")]
        if len(cells) != 3 or cells[1] not in STANDS or (cells[1] != "not yet" and not _names_something(cells[2])):
            wrong.append(row)
    return wrong


def _names_something(cell: str) -> bool:
    return bool(TEST.search(cell) or PATH.search(cell))


@pytest.mark.parametrize("page", [*PAGES, ROOT / "docs" / "security.md", ROOT / "SECURITY.md"], ids=lambda page: page.stem)
def test_every_test_and_file_that_is_named_exists(page: Path) -> None:
    assert broken(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_line_says_where_it_stands(page: Path) -> None:
    assert unsaid(page.read_text(encoding="utf-8")) == []


def test_there_is_a_page_for_the_first_issue() -> None:
    assert ROOT / "docs" / "shown" / "01.md" in PAGES


def test_a_test_that_does_not_exist_makes_the_guard_red() -> None:
    """The planted faults."""
    assert broken("`tests/house/test_shown.py::test_nothing_of_the_kind`") == ["tests/house/test_shown.py::test_nothing_of_the_kind"]
    assert broken("`docs/nothing.md`") == ["docs/nothing.md"]
    assert unsaid("| a line | shown | somewhere |") == ["| a line | shown | somewhere |"]
