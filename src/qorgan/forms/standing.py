"""Where an expression stands while a form is worked out: which row it is in and which answers it can reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from qorgan.forms.answers import Answer, value_of
from qorgan.forms.choices import Kind
from qorgan.forms.definition import Choice, Definition, Node, in_words
from qorgan.forms.expressions.values import Nodes, Scalar

Row = dict[str, Any]
Place = tuple[tuple[str, int], ...]
"""The rows around, outermost first: (("members", 0), ("visits", 2))."""


def path_of(place: Place, name: str) -> str:
    """The address of a node in one row: "members.0.age"."""
    return "".join(f"{repeat}.{index}." for repeat, index in place) + name


@dataclass
class Workings:
    """A form being worked out: the answers so far and what is known to be relevant."""

    definition: Definition
    answers: Row
    language: str
    at: datetime
    relevant: set[str] = field(default_factory=set)

    def row(self, place: Place) -> Row:
        """The answers of one row; of the form itself for the empty place."""
        row = self.answers
        for repeat, index in place:
            row = row[repeat][index]
        return row

    def rows(self, name: str, within: Place = ()) -> Iterator[Place]:
        """Every place where a node stands, of those that lie within the rows that it shares with `within`."""
        shared = dict(within)
        places: list[Place] = [()]
        outer: set[str] = set()
        for repeat in self.definition.repeats_around(name):
            fixed = shared.get(repeat) if outer <= shared.keys() else None
            places = [
                (*place, (repeat, index))
                for place in places
                for index in range(len(self.row(place).get(repeat) or ()))
                if fixed is None or index == fixed
            ]
            outer.add(repeat)
        yield from places

    def is_relevant(self, place: Place, name: str) -> bool:
        return path_of(place, name) in self.relevant

    def value(self, place: Place, node: Node) -> Scalar:
        """An answer as expressions see it: nothing while the question is not asked."""
        answer: Answer = self.row(place).get(node.name)
        return value_of(node, answer) if self.is_relevant(place, node.name) else ""


@dataclass(frozen=True)
class Standing:
    """The surroundings of one expression: see `expressions.evaluation.Surroundings`."""

    workings: Workings
    node: Node
    place: Place
    choice: Choice | None = None

    def answers_of(self, name: str) -> Nodes:
        node = self.workings.definition.nodes.get(name)
        if node is None or node.kind is Kind.GROUP:
            return Nodes(())
        places = self.workings.rows(name, self.place)
        if node.kind is Kind.REPEAT:
            rows = (len(self.workings.row(place).get(name) or ()) for place in places if self.workings.is_relevant(place, name))
            return Nodes(("row",) * sum(rows))
        return Nodes(tuple(self.workings.value(place, node) for place in places))

    def answer_in_row(self, name: str, places: dict[str, int]) -> Scalar:
        node = self.workings.definition.nodes.get(name)
        if node is None or not node.is_answered:
            return ""
        here, row = dict(self.place), self.workings.answers
        place: Place = ()
        for repeat in self.workings.definition.repeats_around(name):
            index = places.get(repeat, here.get(repeat, 0))
            rows = row.get(repeat) or ()
            if not 0 <= index < len(rows):
                return ""
            place, row = (*place, (repeat, index)), rows[index]
        return self.workings.value(place, node)

    def own_answer(self) -> Scalar:
        answer = self.workings.row(self.place).get(self.node.name) if self.node.is_answered else None
        return value_of(self.node, answer)

    def position(self) -> int:
        return self.place[-1][1] + 1 if self.place else 0

    def column(self, name: str) -> str:
        if self.choice is None:
            return ""
        return self.choice.name if name == "name" else self.choice.columns.get(name, "")

    def choice_label(self, value: str, name: str) -> str:
        definition = self.workings.definition
        node = definition.nodes.get(name)
        for choice in definition.choices_of(node) if node is not None else ():
            if choice.name == value:
                return in_words(choice.label, self.workings.language, definition.languages)
        return ""

    def today(self) -> Scalar:
        return timezone.localtime(self.workings.at).date()

    def now(self) -> Scalar:
        return timezone.localtime(self.workings.at)
