"""Facts of one country stand in its pack, never in the code: no number to call, time zone, prefix or law in a text of ours."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "qorgan"
DRAWING = re.compile(r"""\s(?:d|viewBox|points)=(["']).*?\1""")  # numbers of a picture
FACT = re.compile(r"(?<![\d.-])(?:111|112)(?![\d.-])|Asia/Almaty|\+77\d|\bKATO\b|245-VIII")
# Where a fact of a country is the matter itself.
ALLOWED = {
    "texts/terms.toml": "a glossary with the laws that its words come from",
    "site/demo/": "invented numbers that lead nowhere, for the people of the first pack's demo",
    "staff/passwords.py": "passwords that everybody guesses",
}


def texts() -> Iterator[tuple[str, str]]:
    """Every text of ours that can reach a screen: constants of code, templates, and the words of all languages."""
    for path in sorted(SOURCE.rglob("*")):
        name = path.relative_to(SOURCE).as_posix()
        if not path.is_file() or "/migrations/" in name or "/locale/" in name or "/vendor/" in name or name.startswith(tuple(ALLOWED)):
            continue
        if path.suffix == ".py":
            yield from ((f"{name}:{line}", text) for line, text in constants(path.read_text(encoding="utf-8")))
        elif path.suffix in (".html", ".js", ".typ"):
            lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            yield from ((f"{name}:{number}", DRAWING.sub("", line)) for number, line in lines)
        elif path.name == "words.toml":
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            yield from ((f"{name} [{key}]", " ".join([key, *map(str, _leaves(said))])) for key, said in table.items())


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _leaves(one)
    else:
        yield value


def constants(source: str) -> Iterator[tuple[int, str]]:
    """Strings of a module that are no docstrings."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def facts(found: Iterator[tuple[str, str]]) -> list[str]:
    return [f"{place}: {match[0]} belongs into the country pack" for place, text in found if (match := FACT.search(text))]


def test_no_text_of_ours_holds_a_fact_of_one_country() -> None:
    assert facts(texts()) == []


def test_a_number_to_call_in_code_makes_the_guard_red() -> None:
    """The planted faults."""
    planted = '"""111 in a docstring is an example."""\nzone = "Asia/Almaty"\nsaid = f"Call 111, {name}"\nversion = "18.111"\n'
    assert len(facts((str(line), text) for line, text in constants(planted))) == 2
