"""A definition made ready to run: expressions parsed, and the order in which they can be worked out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from weakref import WeakKeyDictionary

from qorgan.forms.choices import Kind
from qorgan.forms.definition import Definition, Node
from qorgan.forms.expressions import Expression, ExpressionRefused, parse, references
from qorgan.forms.expressions.functions import ARITIES

_ORDERING = ("relevant", "calculation", "choice_filter", "default")
_CALL = re.compile(r"(?<![\w.-])([A-Za-z][\w:.-]*)\s*\(")


class Circle(ValueError):
    """Questions that wait for each other: none of them can be worked out. `names` go round."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(" → ".join(names))
        self.names = names


@dataclass(frozen=True)
class Plan:
    """`order`: names so that each stands after all that it depends on. `expressions`: name → column → tree.

    `live`: names of questions whose answer changes what is asked, shown or offered elsewhere.
    """

    order: tuple[str, ...]
    expressions: Mapping[str, Mapping[str, Expression]]
    live: frozenset[str]

    def of(self, name: str, column: str) -> Expression | None:
        return self.expressions[name].get(column)


_plans: WeakKeyDictionary[Definition, Plan] = WeakKeyDictionary()


def plan_of(definition: Definition) -> Plan:
    """The plan of a definition, made once. Raises ExpressionRefused or Circle for a definition that was not checked."""
    plan = _plans.get(definition)
    if plan is None:
        plan = _plans[definition] = _make(definition)
    return plan


def is_dynamic(default: str) -> bool:
    """Whether a default is an expression: it names a question or calls a known function."""
    called = {match[1].removeprefix("jr:") for match in _CALL.finditer(default)}
    return "${" in default or bool(called & ARITIES.keys())


def parsed(node: Node) -> dict[str, Expression]:
    """All expressions of a node, by column. Raises ExpressionRefused."""
    found = {column: parse(text) for column, text in node.expressions.items()}
    if is_dynamic(node.default):
        found["default"] = parse(node.default)
    return found


def ordered(definition: Definition, expressions: Mapping[str, Mapping[str, Expression]]) -> tuple[str, ...]:
    """Names in an order that can be worked out. Raises Circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for node in definition.walk():
        sorter.add(node.name, *definition.parents[node.name])
        for column in _ORDERING:
            tree = expressions[node.name].get(column)
            read = references(tree) if tree is not None else frozenset()
            own = {node.name} if column == "default" else set()
            sorter.add(node.name, *sorted(name for name in read - own if name in definition.nodes))
    try:
        return tuple(sorter.static_order())
    except CycleError as circle:
        raise Circle(tuple(circle.args[1])) from None


def _make(definition: Definition) -> Plan:
    expressions = {node.name: parsed(node) for node in definition.walk()}
    read = {
        name
        for columns in expressions.values()
        for column, tree in columns.items()
        if column not in ("default", "constraint")
        for name in references(tree)
    }
    spoken = {name for node in definition.walk() for words in (node.label, node.hint) for name in quoted(words)}
    live = {name for name in read | spoken if name in definition.nodes and definition.nodes[name].kind is not Kind.NOTE}
    return Plan(order=ordered(definition, expressions), expressions=expressions, live=frozenset(live))


QUOTED = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")
"""An answer that a label or hint repeats: `Age of ${name}`."""


def quoted(words: Mapping[str, str]) -> set[str]:
    """Names that a text in any language repeats."""
    return {name for text in words.values() for name in QUOTED.findall(text)}


__all__ = ["QUOTED", "Circle", "ExpressionRefused", "Plan", "is_dynamic", "ordered", "parsed", "plan_of", "quoted"]
