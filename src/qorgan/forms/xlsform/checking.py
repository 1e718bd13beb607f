"""Whether the expressions of a definition can be worked out, asked once when the form is read and never again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from qorgan.forms.answers import Unfit, typed
from qorgan.forms.choices import SELECTS, Kind
from qorgan.forms.definition import Definition, Node
from qorgan.forms.expressions import Expression, ExpressionRefused
from qorgan.forms.expressions.functions import pattern
from qorgan.forms.expressions.grammar import Around, Call, Column, Literal, Reference, parse, walk
from qorgan.forms.plan import Circle, is_dynamic, ordered, quoted
from qorgan.forms.xlsform.problems import Problem
from qorgan.forms.xlsform.sheets import Workbook


def check(definition: Definition, workbook: Workbook) -> list[Problem]:
    """Every problem of expressions, defaults and quoted answers, each with its cell."""
    problems: list[Problem] = []
    expressions: dict[str, dict[str, Expression]] = {}
    for node in definition.walk():
        expressions[node.name] = {}
        for column, text in (*node.expressions.items(), *_dynamic_default(node)):
            try:
                tree = expressions[node.name][column] = parse(text)
            except ExpressionRefused as refused:
                problems.append(_at(workbook, node, column, str(refused.message)))
                continue
            problems += [_at(workbook, node, column, message) for message in _faults(definition, node, column, tree)]
        problems += _plain_default(definition, node, workbook) + _quoted(definition, node, workbook)
    return problems or _circles(definition, expressions, workbook)


def _dynamic_default(node: Node) -> list[tuple[str, str]]:
    return [("default", node.default)] if is_dynamic(node.default) else []


def _faults(definition: Definition, node: Node, column: str, tree: Expression) -> Iterator[str]:
    for part in walk(tree):
        if isinstance(part, Reference):
            yield from _reference(definition, part.name)
        elif isinstance(part, Column):
            yield from _column(definition, node, column, part.name)
        elif isinstance(part, Call):
            yield from _call(definition, part)
    around = sum(isinstance(part, Around) for part in walk(tree))
    if around != sum(part == Call("position", (Around(),)) for part in walk(tree)):
        yield _("“..” can only be used in position(..).")


def _reference(definition: Definition, name: str) -> Iterator[str]:
    target = definition.nodes.get(name)
    if target is None:
        yield _("There is no question named “%(q)s”.") % {"q": name}
    elif target.kind in (Kind.GROUP, Kind.NOTE):
        yield _("“%(name)s” is a heading or a note and has no answer.") % {"name": name}


def _column(definition: Definition, node: Node, column: str, name: str) -> Iterator[str]:
    if column != "choice_filter":
        yield _("“%(name)s” is neither a question nor a function. A question is named as ${name}.") % {"name": name}
    elif name != "name" and not any(name in choice.columns for choice in definition.choices_of(node)):
        yield _("The sheet “choices” has no column “%(name)s” for this list.") % {"name": name}


def _call(definition: Definition, call: Call) -> Iterator[str]:
    last = call.arguments[-1] if call.arguments else None
    if call.name == "regex" and isinstance(last, Literal) and pattern(str(last.value)) is None:
        yield _("The pattern of regex() cannot be read.")
    if call.name.startswith("format-date") and (unknown := _unknown_letters(last)):
        yield _("format-date() does not know “%%%(letter)s”.") % {"letter": unknown[0]}
    if call.name == "choice-name" and not (isinstance(last, Reference) and _is_select(definition, last.name)):
        yield _("jr:choice-name() needs a question with choices as its second argument: '${name}'.")
    if call.name == "indexed-repeat" and len(call.arguments) % 2 == 0:
        yield _("indexed-repeat() needs a question, then a repeat and a number for each level.")


def _unknown_letters(template: Expression | None) -> list[str]:
    return re.findall(r"%([^YymndeHhMS3])", str(template.value)) if isinstance(template, Literal) else []


def _is_select(definition: Definition, name: str) -> bool:
    node = definition.nodes.get(name)
    return node is not None and node.kind in SELECTS


def _plain_default(definition: Definition, node: Node, workbook: Workbook) -> list[Problem]:
    if not node.default or is_dynamic(node.default) or not node.is_answered:
        return []
    texts = node.default.split() if node.kind is Kind.SELECT_MULTIPLE else [node.default]
    try:
        typed(node, texts, definition.choices_of(node))
    except Unfit as unfit:
        return [_at(workbook, node, "default", str(unfit.message))]
    return []


def _quoted(definition: Definition, node: Node, workbook: Workbook) -> list[Problem]:
    return [
        _at(workbook, node, column, message)
        for column, words in (("label", node.label), ("hint", node.hint))
        for name in sorted(quoted(words))
        for message in _reference(definition, name)
    ]  # fmt: skip


def _circles(definition: Definition, expressions: dict[str, dict[str, Expression]], workbook: Workbook) -> list[Problem]:
    try:
        ordered(definition, expressions)
    except Circle as circle:
        node = definition.nodes[circle.names[0]]
        column = next((name for name in ("calculation", "relevant", "choice_filter") if getattr(node, name)), "name")
        message = _("These questions wait for each other: %(names)s") % {"names": " → ".join(circle.names)}
        return [_at(workbook, node, column, message)]
    return []


def _at(workbook: Workbook, node: Node, column: str, message: str) -> Problem:
    return workbook.survey.problem(message, workbook.line_of(node.name), column)
