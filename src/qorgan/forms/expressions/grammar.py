"""From the text of an expression to a small frozen tree.

elementpath's parser knows XPath's tokens and precedence; its tree is turned into ours at once, so that nothing but the
forms below can ever be evaluated: no paths through the document, no axes, no predicates, no functions but the list.
`${name}` becomes a reference before parsing, because braces are not XPath.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from elementpath import ElementPathError
from elementpath.xpath1 import XPath1Parser

from qorgan.forms.expressions.functions import ARITIES, choice_name_asked

LONGEST = 4000
"""Characters of one expression; longer ones are refused."""

DEEPEST = 60
"""Levels of nesting of one expression."""

_PARTS = re.compile(
    r"""(?P<asked>(?P<quote>['"])\s*\$\{\s*(?P<quoted>[^\s{}]+)\s*\}\s*(?P=quote))"""
    r"""|(?P<literal>'[^']*'|"[^"]*")"""
    r"""|(?P<reference>\$\{\s*(?P<name>[^\s{}]+)\s*\})"""
    r"""|(?P<choice_name>jr:choice-name(?=\s*\())"""
    r"""|(?P<stray>\$)"""
)
_CALLS = re.compile(r"""'[^']*'|"[^"]*"|(?P<called>[A-Za-z_][\w:.-]*)\s*\(""")
_OPERATORS = frozenset({"and", "or", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"})


class ExpressionRefused(ValueError):
    """The expression cannot be understood; `message` says why, in the reader's language."""

    def __init__(self, message: Promise | str) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Literal:
    """A number (float) or a string."""

    value: float | str


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`: another question of the form."""

    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A bare word: a column of the choice under test in a choice_filter."""

    name: str


@dataclass(frozen=True, slots=True)
class Here:
    """`.`: the question's own answer."""


@dataclass(frozen=True, slots=True)
class Around:
    """`..`: the row or group around; only `position(..)` reads it."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the list in `functions.ARITIES`."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and an operator."""

    symbol: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    operand: Expression


Expression = Literal | Reference | Column | Here | Around | Call | Operation | Negation


class _Grammar(XPath1Parser):
    """XPath 1 with ODK's functions in place of its own; no static evaluation."""

    def parse(self, source: str) -> Any:
        if self.tokenizer is None:
            type(self).tokenizer = self.create_tokenizer(self.symbol_table)
        return super(XPath1Parser, self).parse(source)


for _name, _arity in ARITIES.items():
    _Grammar.symbol_table.pop(_name, None)
    _Grammar.function(_name, nargs=_arity)


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The tree of an expression. Raises ExpressionRefused."""
    if len(text) > LONGEST:
        raise ExpressionRefused(_("The expression is too long."))
    names: list[str] = []
    source = _PARTS.sub(lambda match: _placeholder(match, names), text.strip())
    try:
        _refuse_unknown_functions(source)
        return _Reading(names).tree(_Grammar().parse(source), 0)
    except ExpressionRefused:
        raise
    except (ElementPathError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError):
        raise ExpressionRefused(_("The expression cannot be read.")) from None


def references(expression: Expression) -> frozenset[str]:
    """Names of all questions that an expression reads."""
    return frozenset(node.name for node in walk(expression) if isinstance(node, Reference))


def columns(expression: Expression) -> frozenset[str]:
    """Names of all choice columns that an expression reads."""
    return frozenset(node.name for node in walk(expression) if isinstance(node, Column))


def walk(expression: Expression) -> list[Expression]:
    """The expression and everything inside it."""
    inside: tuple[Expression, ...] = ()
    if isinstance(expression, Call):
        inside = expression.arguments
    elif isinstance(expression, Operation):
        inside = (expression.left, expression.right)
    elif isinstance(expression, Negation):
        inside = (expression.operand,)
    return [expression, *(node for child in inside for node in walk(child))]


def _refuse_unknown_functions(source: str) -> None:
    for match in _CALLS.finditer(source):
        called = match["called"]
        if called and called not in ARITIES and called not in _OPERATORS:
            raise ExpressionRefused(_("The function “%(name)s” is not known here.") % {"name": called})


def _placeholder(match: re.Match[str], names: list[str]) -> str:
    if match["stray"]:
        raise ExpressionRefused(_("A question is named as ${name}."))
    if match["choice_name"]:
        return "choice-name"
    if match["asked"] and not choice_name_asked(match.string, match.start()):
        return match[0]
    name = match["quoted"] or match["name"]
    if name is None:
        return match[0]
    names.append(name)
    return f"$v{len(names) - 1}"


class _Reading:
    """One walk over elementpath's tokens; `names` are what the placeholders stand for."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def tree(self, token: Any, depth: int) -> Expression:
        if depth > DEEPEST:
            raise ExpressionRefused(_("The expression is nested too deeply."))
        parts = list(token)
        match token.symbol:
            case "(string)":
                found: Expression = Literal(token.value)
            case "(integer)" | "(decimal)" | "(float)":
                found = Literal(float(token.value))
            case "$":
                found = Reference(self.names[int(parts[0].value[1:])])
            case "(name)":
                found = Column(token.value)
            case ".":
                found = Here()
            case "..":
                found = Around()
            case "(" if len(parts) == 1:
                found = self.tree(parts[0], depth + 1)
            case symbol:
                found = self._compound(token, symbol, parts, depth)
        return found

    def _compound(self, token: Any, symbol: str, parts: list[Any], depth: int) -> Expression:
        inside = tuple(self.tree(part, depth + 1) for part in parts)
        if symbol in ARITIES and "function" in token.label:
            return Call(symbol, inside)
        if symbol in _OPERATORS and len(inside) == 2:
            return Operation(symbol, *inside)
        if symbol in ("-", "+") and len(inside) == 1:
            return Negation(inside[0]) if symbol == "-" else inside[0]
        message = _("“%(part)s” cannot be used here. Only ${name}, “.”, operators and known functions can.")
        raise ExpressionRefused(message % {"part": symbol})
