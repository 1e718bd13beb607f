"""Plain surroundings for expressions under test."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from qorgan.forms.expressions.values import Nodes, Scalar


class Around:
    """Answers by name (a list stands for several rows), one own answer, one row's place, one choice's columns."""

    def __init__(self, own: Scalar = "", place: int = 0, columns: dict[str, str] | None = None, **answers: Any) -> None:
        self.own, self.place, self.columns, self.answers = own, place, columns or {}, answers

    def answers_of(self, name: str) -> Nodes:
        found = self.answers.get(name, "")
        return Nodes(tuple(found) if isinstance(found, list) else (found,))

    def answer_in_row(self, name: str, places: dict[str, int]) -> Scalar:
        found, index = self.answers.get(name, []), next(iter(places.values()))
        rows = found if isinstance(found, list) else [found]
        return rows[index] if 0 <= index < len(rows) else ""

    def own_answer(self) -> Scalar:
        return self.own

    def position(self) -> int:
        return self.place

    def column(self, name: str) -> str:
        return self.columns.get(name, "")

    def choice_label(self, value: str, name: str) -> str:
        return f"{name}:{value}".title()

    def today(self) -> Scalar:
        return date(2026, 11, 24)

    def now(self) -> Scalar:
        return datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
