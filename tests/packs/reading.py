"""Reads the files of the country pack of Kazakhstan for its tests."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

PACK = Path(__file__).resolve().parents[2] / "packs" / "kz"
LANGUAGES = ("kk", "ru", "en")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a CSV file; lines that begin with `#` are its head."""
    with (PACK / name).open(encoding="utf-8", newline="") as file:
        found = tuple(csv.DictReader(line for line in file if not line.startswith("#")))
    assert all(None not in row and None not in row.values() for row in found), f"{name}: a row has the wrong length"
    return found


@cache
def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((PACK / name).read_text(encoding="utf-8"))


def files() -> list[Path]:
    """Every text file of the pack."""
    return sorted(path for path in PACK.rglob("*") if path.suffix in {".toml", ".csv", ".txt"})


def words_in(content: Any, where: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every table that speaks, with its place: one that has a `kk`, `ru` or `en` of its own, or with a prefix."""
    if isinstance(content, Mapping):
        for prefix in {key[:-2] for key in content if key[-2:] in LANGUAGES and (len(key) == 2 or key[-3] == "_")}:
            if all(isinstance(content.get(f"{prefix}{code}", ""), str) for code in LANGUAGES):
                yield f"{where}.{prefix}", {code: content.get(f"{prefix}{code}", "") for code in LANGUAGES}
        for key, value in content.items():
            yield from words_in(value, f"{where}.{key}")
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from words_in(value, f"{where}[{number}]")


def repeated(values: list[str]) -> set[str]:
    """Values that stand more than once."""
    return {value for value in values if values.count(value) > 1}
