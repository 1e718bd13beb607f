"""Which answers are sealed, and how a set of answers is parted into what analytics may read and what it may not.

Sealed are answers that identify, answers in a person's own words unless the sheet says `qorgan::sealed = no`, and every
calculation made from a sealed answer unless its author says that the result gives nothing away (an age from a date of
birth). Nothing makes an identifying answer plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from qorgan.forms.choices import Kind
from qorgan.forms.definition import Definition, Node, writes_freely
from qorgan.forms.expressions import references
from qorgan.forms.plan import plan_of

_sealed: WeakKeyDictionary[Definition, frozenset[str]] = WeakKeyDictionary()


def sealed_names(definition: Definition) -> frozenset[str]:
    """Names of the questions whose answers are sealed."""
    names = _sealed.get(definition)
    if names is None:
        names = _sealed[definition] = _work_out(definition)
    return names


def _work_out(definition: Definition) -> frozenset[str]:
    plan = plan_of(definition)
    names: set[str] = set()
    for name in plan.order:
        node = definition.nodes[name]
        calculation = plan.of(name, "calculation")
        tainted = calculation is not None and bool(references(calculation) & names)
        if node.is_answered and _is_sealed(node, tainted=tainted):
            names.add(name)
    return frozenset(names)


def _is_sealed(node: Node, *, tainted: bool) -> bool:
    if node.identifies or node.seals:
        return True
    return node.seals is None and (tainted or writes_freely(node))


def part(definition: Definition, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(plain, sealed). Rows stand at the same places in both, so that `joined` finds them again.

    What the definition does not know is sealed: nobody has said that it is harmless.
    """
    sealed = sealed_names(definition)
    plain_side: dict[str, Any] = {}
    sealed_side: dict[str, Any] = {}
    for name, answer in answers.items():
        node = definition.nodes.get(name)
        if node is not None and node.kind is Kind.REPEAT and isinstance(answer, list):
            rows = [part(definition, row) for row in answer]
            plain_side[name] = [row[0] for row in rows]
            if any(row[1] for row in rows):
                sealed_side[name] = [row[1] for row in rows]
        elif node is None or name in sealed:
            sealed_side[name] = answer
        else:
            plain_side[name] = answer
    return plain_side, sealed_side


def joined(plain_side: Mapping[str, Any], sealed_side: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they were before `part`."""
    answers = dict(plain_side)
    for name, answer in sealed_side.items():
        rows = answers.get(name)
        if isinstance(rows, list) and isinstance(answer, list) and all(isinstance(row, dict) for row in rows):
            beside = dict(enumerate(answer))
            answers[name] = [joined(row, beside.get(index, {})) for index, row in enumerate(rows)]
        else:
            answers[name] = answer
    return answers
