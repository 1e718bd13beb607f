"""Reads the tables of a country pack for the tools that make its sheets."""

import csv
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = {"en": "English (en)", "kk": "Қазақша (kk)", "ru": "Русский (ru)"}

Words = Mapping[str, str]
Row = dict[str, str]
Choice = tuple[str, str, Words, Row]
"""(list, name, label, other columns)."""


def table(path: Path) -> list[Row]:
    """Rows of a CSV file of a pack; lines that begin with `#` are its head."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words(row: Mapping[str, str], prefix: str = "name_") -> Words:
    return {language: row[f"{prefix}{language}"] for language in LANGUAGES}
