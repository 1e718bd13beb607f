"""The floors: no upward import, no circle, no room off the plan; import-linter says so, and is itself proved."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
LINTER = Path(sys.executable).parent / "lint-imports"


def lint(source: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over a source folder with the contracts of pyproject.toml."""
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"}
    return subprocess.run(
        [str(LINTER), "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        cwd=source.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path) -> Path:
    """The source once more, to plant faults in."""
    only_python = shutil.ignore_patterns("static", "templates", "locale", "__pycache__", "*.toml", "*.sql")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=only_python)
    return tmp_path / "src"


def test_no_room_imports_upward_and_no_private_file_is_read_from_outside() -> None:
    done = lint(ROOT / "src")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    [
        ("texts/folding.py", "from qorgan.helpline.models import Thread", "Floors"),
        ("portal/pages/home.py", "from qorgan.helpline.pages.desk import desk", "helpline stay in the room"),
        ("places/queries.py", "from qorgan.staff.models import Account", "Floors"),
        ("reach/country.py", "from qorgan.children.models import Child", "reads facts, never records"),
    ],
)
def test_a_planted_import_makes_the_guard_red(copy: Path, place: str, line: str, contract: str) -> None:
    """The planted faults: an upward import, and a look into another room's private files."""
    file = copy / "qorgan" / place
    file.write_text(file.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    done = lint(copy)
    assert done.returncode == 1
    broken = [row for row in done.stdout.splitlines() if "BROKEN" in row]
    assert any(contract in row for row in broken), done.stdout


def test_a_room_that_is_not_on_the_plan_makes_the_guard_red(copy: Path) -> None:
    """The planted fault: `exhaustive`."""
    (copy / "qorgan" / "attic").mkdir()
    (copy / "qorgan" / "attic" / "__init__.py").write_text('"""Not on the plan."""\n', encoding="utf-8")
    assert lint(copy).returncode == 1


def test_the_rooms_of_the_settings_are_the_rooms_on_disk() -> None:
    there = {path.parent.name for path in (ROOT / "src" / "qorgan").glob("*/__init__.py")}
    assert there == set(settings.ROOMS)


def hidden_imports(source: Path) -> list[str]:
    """Imports inside functions: only `apps.py` may have them, everywhere else they hide a circle."""
    wrong = []
    for file in sorted(source.rglob("*.py")):
        if file.name == "apps.py" or "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                wrong += [
                    f"{file.relative_to(source)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    return wrong


def test_no_import_hides_inside_a_function() -> None:
    assert hidden_imports(ROOT / "src" / "qorgan") == []


def test_an_import_inside_a_function_makes_the_guard_red(tmp_path) -> None:
    """The planted fault."""
    (tmp_path / "queries.py").write_text("def rows():\n    import json\n    return json\n", encoding="utf-8")
    assert hidden_imports(tmp_path) == ["queries.py:2"]


def by_the_back_stairs(source: Path) -> list[str]:
    """`apps.get_model` and Django's signals between our rooms: ways up that import-linter cannot see."""
    wrong = []
    for file in sorted(source.rglob("*.py")):
        if "migrations" in file.parts or file.name == "apps.py":
            continue
        text = file.read_text(encoding="utf-8")
        wrong += [f"{file.relative_to(source)} has {word}" for word in ("apps.get_model(", "@receiver(") if word in text]
    return wrong


def test_nobody_climbs_by_the_back_stairs() -> None:
    assert by_the_back_stairs(ROOT / "src" / "qorgan") == []


def test_every_room_says_what_it_is_for() -> None:
    """A room enters with its README: its name as the heading, and at least a paragraph."""
    told = {path.parent.name: path.read_text(encoding="utf-8") for path in (ROOT / "src" / "qorgan").glob("*/README.md")}
    assert set(settings.ROOMS) - set(told) == set()
    assert [room for room, text in told.items() if not text.startswith((f"# {room}\n", f"# {room}:")) or len(text.split()) < 15] == []
