"""Files and functions stay short enough to be read in one go."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE, FUNCTION = 400, 40  # lines; HOUSE.md section 5
FOLDERS = ("src", "tests", "tools", "benchmarks")
VAGUE = {"manager", "handler", "helper", "helpers", "util", "utils", "common", "core", "data", "info", "process"}
# Each with the reason why it may be longer.
LONG_FILES = {
    "tests/site/test_launcher.py": "one server is started for all of these tests; parted, it would start twice",
}
LONG_FUNCTIONS = {
    "tests/journeys/test_main_job.py:test_a_pupil_writes_and_a_counsellor_answers": "one journey, told from end to end",
    "tests/staff/test_screens.py:test_every_screen_is_fit_for_everybody": "one walk through every screen of a room",
}


def python_files() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *FOLDERS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in listed:
        path = ROOT / name
        if path.suffix == ".py" and "migrations" not in path.parts and path.is_file():
            yield path


def too_long(path: Path, named: str) -> Iterator[str]:
    """Where a file, or a function in it, passes its ceiling.

    A function is measured from its first statement: a signature that names all it needs, and the words that say what
    it is for, are not what makes it hard to read.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines >= FILE and named not in LONG_FILES:
        yield f"{named} has {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _length(node)
            key = f"{named}:{node.name}"
            if length >= FUNCTION and key not in LONG_FUNCTIONS:
                yield f"{key} has {length} lines"


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end."""
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or first.lineno) - first.lineno + 1


def test_every_python_file_and_function_stays_below_its_ceiling() -> None:
    found = [line for path in python_files() for line in too_long(path, path.relative_to(ROOT).as_posix())]
    assert found == []


def test_a_long_file_and_a_long_function_make_the_guard_red(tmp_path) -> None:
    """The planted faults."""
    file = tmp_path / "long.py"
    file.write_text("def long():\n" + "    pass\n" * FILE, encoding="utf-8")
    assert list(too_long(file, "long.py")) == [f"long.py has {FILE + 1} lines", f"long.py:long has {FILE} lines"]


def test_an_exception_that_is_no_longer_needed_is_taken_off_the_list() -> None:
    for named in LONG_FILES:
        assert (ROOT / named).read_text(encoding="utf-8").count("\n") >= FILE, f"{named} is short enough now"


def test_no_name_says_nothing() -> None:
    vague = [path.relative_to(ROOT).as_posix() for path in python_files() if VAGUE & {path.stem, path.parent.name}]
    assert vague == []
