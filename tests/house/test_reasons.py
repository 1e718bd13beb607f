"""Reading past need to know: each place that does gives its reason as a sentence, and here they stand in one list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "qorgan"
SHORTEST = 4  # words


@dataclass(frozen=True)
class Reading:
    """One call of `everything(because=…)`; the reason is empty where it is not written out."""

    place: str
    reason: str

    @property
    def is_explained(self) -> bool:
        return len(self.reason.split()) >= SHORTEST


def readings(tree: ast.Module, file: str) -> Iterator[Reading]:
    """Every call in a module. A reason may be a text or a name that the module sets to one."""
    names = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "everything":
            reason = next((word.value for word in node.keywords if word.arg == "because"), None)
            yield Reading(f"{file}:{node.lineno}", _text(reason, names))


def _text(reason: ast.expr | None, names: dict[str, str]) -> str:
    if isinstance(reason, ast.Constant) and isinstance(reason.value, str):
        return reason.value
    return names.get(reason.id, "") if isinstance(reason, ast.Name) else ""


def every_reading() -> list[Reading]:
    found: list[Reading] = []
    for path in sorted(SOURCE.rglob("*.py")):
        found += readings(ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ROOT).as_posix())
    return found


def test_every_reading_past_need_to_know_gives_its_reason_as_a_sentence() -> None:
    found = every_reading()
    print(*(f"{one.place}  {one.reason}" for one in found), sep="\n")
    assert found, "the search itself is broken"
    assert [one.place for one in found if not one.is_explained] == []


def test_a_reading_without_a_sentence_makes_the_guard_red() -> None:
    """The planted faults."""
    planted = """
WHY = "a job of the night counts every row"
A.objects.everything(because=WHY)
A.objects.everything(because="sweep")
A.objects.everything(because="")
A.objects.everything(because=reason())
"""
    assert [one.is_explained for one in readings(ast.parse(planted), "x.py")] == [True, False, False, False]
