"""A form as the program sees it: a frozen tree, the same whoever authored the sheet.

Answers follow the tree loosely: groups are only headings, so that a question can move to another group without losing
answers; a repeat is a list of rows. `{"age": 12, "members": [{"relation": "mother"}, {"relation": "brother"}]}`.
Names are unique in the whole form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from qorgan.forms.choices import ANSWERED, SECTIONS, SELECTS, WRITTEN, Kind

Words = Mapping[str, str]
"""Language code → text, such as {"kk": "Жасы", "ru": "Возраст", "en": "Age"}. May be empty."""

EXPRESSIONS = ("required", "constraint", "relevant", "calculation", "choice_filter")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer of a list. `columns` are the other columns of its row, which a `choice_filter` may read."""

    name: str
    label: Words
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Node:
    """A question, note, calculation, group or repeat.

    Expressions are kept as they were written (`${age} < 18`). `identifies`: the answer points to a person. `seals`:
    what the author wrote in `qorgan::sealed`: True, False, or None when the cell is empty.
    """

    kind: Kind
    name: str
    label: Words = field(default_factory=dict)
    hint: Words = field(default_factory=dict)
    required: str = ""
    required_message: Words = field(default_factory=dict)
    constraint: str = ""
    constraint_message: Words = field(default_factory=dict)
    relevant: str = ""
    calculation: str = ""
    default: str = ""
    choice_filter: str = ""
    list_name: str = ""
    appearance: str = ""
    read_only: bool = False
    identifies: bool = False
    seals: bool | None = None
    children: tuple[Node, ...] = ()

    @property
    def is_section(self) -> bool:
        return self.kind in SECTIONS

    @property
    def is_answered(self) -> bool:
        return self.kind in ANSWERED

    @property
    def looks(self) -> frozenset[str]:
        """The words of the appearance column."""
        return frozenset(self.appearance.split())

    @property
    def expressions(self) -> dict[str, str]:
        """Column → expression, of those that are filled."""
        return {column: text for column in EXPRESSIONS if (text := getattr(self, column))}


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """A whole form. `lists` are the choice lists by name; `languages` those that the sheet has columns for."""

    key: str
    title: Words
    languages: tuple[str, ...]
    children: tuple[Node, ...]
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        """Every node, in the order of the sheet."""
        return _walk(self.children)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Name → node."""
        return {node.name: node for node in self.walk()}

    @cached_property
    def questions(self) -> tuple[Node, ...]:
        """The nodes that leave an answer, in the order of the sheet."""
        return tuple(node for node in self.walk() if node.is_answered)

    @cached_property
    def parents(self) -> Mapping[str, tuple[str, ...]]:
        """Name → names of the groups and repeats around it, outermost first."""
        found: dict[str, tuple[str, ...]] = {}
        _note_parents(self.children, (), found)
        return found

    def repeats_around(self, name: str) -> tuple[str, ...]:
        """Names of the repeats around a node, outermost first; a repeat does not stand around itself."""
        return tuple(parent for parent in self.parents[name] if self.nodes[parent].kind is Kind.REPEAT)

    def choices_of(self, node: Node) -> tuple[Choice, ...]:
        """The whole list behind a select, before any filter."""
        return self.lists.get(node.list_name, ()) if node.kind in SELECTS else ()

    @cached_property
    def identifying(self) -> frozenset[str]:
        """Names of the questions whose answers point to a person."""
        return frozenset(node.name for node in self.questions if node.identifies)


def writes_freely(node: Node) -> bool:
    """Whether a person writes in their own words here."""
    return node.kind in WRITTEN


def in_words(words: Words, language: str, order: tuple[str, ...] = ()) -> str:
    """The text in one language, else in the first of `order` that has it, else in any; empty when there is none."""
    for code in (language, *order):
        if words.get(code):
            return words[code]
    return next((text for text in words.values() if text), "")


def _walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def _note_parents(nodes: tuple[Node, ...], around: tuple[str, ...], found: dict[str, tuple[str, ...]]) -> None:
    for node in nodes:
        found[node.name] = around
        _note_parents(node.children, (*around, node.name), found)


def to_tree(definition: Definition) -> dict[str, Any]:
    """The definition as JSON-able data; empty attributes are left out."""
    return {
        "key": definition.key,
        "title": dict(definition.title),
        "languages": list(definition.languages),
        "children": [_node_to_tree(node) for node in definition.children],
        "lists": {
            name: [{"name": c.name, "label": dict(c.label), "columns": dict(c.columns)} for c in rows]
            for name, rows in definition.lists.items()
        },
    }


def from_tree(tree: Mapping[str, Any]) -> Definition:
    """The inverse of `to_tree`."""
    return Definition(
        key=tree["key"],
        title=tree["title"],
        languages=tuple(tree["languages"]),
        children=tuple(_node_from_tree(node) for node in tree["children"]),
        lists={
            name: tuple(Choice(name=r["name"], label=r["label"], columns=r["columns"]) for r in rows)
            for name, rows in tree["lists"].items()
        },
    )


def _node_to_tree(node: Node) -> dict[str, Any]:
    tree: dict[str, Any] = {"kind": str(node.kind), "name": node.name}
    for attribute in ("label", "hint", "required_message", "constraint_message"):
        if words := getattr(node, attribute):
            tree[attribute] = dict(words)
    for attribute in (*EXPRESSIONS, "default", "list_name", "appearance", "read_only", "identifies"):
        if value := getattr(node, attribute):
            tree[attribute] = value
    if node.seals is not None:
        tree["seals"] = node.seals
    if node.children:
        tree["children"] = [_node_to_tree(child) for child in node.children]
    return tree


def _node_from_tree(tree: Mapping[str, Any]) -> Node:
    rest = {key: value for key, value in tree.items() if key not in ("kind", "children")}
    children = tuple(_node_from_tree(child) for child in tree.get("children", ()))
    return Node(kind=Kind(tree["kind"]), children=children, **rest)
