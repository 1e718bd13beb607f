"""Working out an expression against what surrounds it. No eval: a walk over the frozen tree."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Protocol

from qorgan.forms.expressions.functions import PLAIN
from qorgan.forms.expressions.grammar import (
    Call,
    Column,
    Expression,
    Here,
    Literal,
    Negation,
    Operation,
    Reference,
)
from qorgan.forms.expressions.values import Nodes, Scalar, Value, each, equal, number, single, string, truth


class Surroundings(Protocol):
    """What an expression may see from where it stands."""

    def answers_of(self, name: str) -> Nodes:
        """The answers of a question in all rows within reach; of a repeat, one entry for each row."""

    def answer_in_row(self, name: str, places: dict[str, int]) -> Scalar:
        """The answer in one row: repeat → place from 0; empty where there is no such row."""

    def own_answer(self) -> Scalar:
        """The answer of the question that the expression belongs to."""

    def position(self) -> int:
        """The place of the row around, from 1; 0 outside any repeat."""

    def column(self, name: str) -> str:
        """A column of the choice under test; empty outside a choice filter."""

    def choice_label(self, value: str, name: str) -> str:
        """The label of a choice of a select question, in the reader's language."""

    def today(self) -> Scalar:
        """The local date."""

    def now(self) -> Scalar:
        """The moment, with its zone."""


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def boolean(expression: Expression, around: Surroundings) -> bool:
    """The truth of an expression."""
    return truth(evaluate(expression, around))


def evaluate(expression: Expression, around: Surroundings) -> Value:
    """The value of an expression. Never raises for any answers; see `functions` for what each call gives."""
    found: Value = ""
    match expression:
        case Literal(value):
            found = value
        case Reference(name):
            found = around.answers_of(name)
        case Here():
            found = around.own_answer()
        case Column(name):
            found = around.column(name)
        case Negation(operand):
            found = -number(evaluate(operand, around))
        case Operation():
            found = _operation(expression, around)
        case Call():
            found = _call(expression, around)
    return found


def _operation(expression: Operation, around: Surroundings) -> Value:
    symbol = expression.symbol
    if symbol in ("and", "or"):
        left = boolean(expression.left, around)
        if left == (symbol == "or"):
            return left
        return boolean(expression.right, around)
    left_value, right_value = evaluate(expression.left, around), evaluate(expression.right, around)
    if symbol == "=":
        return equal(left_value, right_value)
    if symbol == "!=":
        return _unequal(left_value, right_value)
    if symbol in _COMPARISONS:
        compare = _COMPARISONS[symbol]
        return any(compare(number(a), number(b)) for a in each(left_value) for b in each(right_value))
    return _arithmetic(symbol, number(left_value), number(right_value))


def _unequal(left: Value, right: Value) -> bool:
    pairs = [(a, b) for a in each(left) or ("",) for b in each(right) or ("",)]
    return any(not equal(a, b) for a, b in pairs)


def _arithmetic(symbol: str, left: float, right: float) -> float:
    try:
        if symbol == "+":
            return left + right
        if symbol == "-":
            return left - right
        if symbol == "*":
            return left * right
        return math.fmod(left, right) if symbol == "mod" else left / right
    except ZeroDivisionError:
        return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)
    except (ValueError, OverflowError):
        return math.nan


def _call(call: Call, around: Surroundings) -> Value:
    if (plain := PLAIN.get(call.name)) is not None:
        return plain(*(evaluate(argument, around) for argument in call.arguments))
    return _SURROUNDED[call.name](call.arguments, around)


Arguments = tuple[Expression, ...]


def _if(arguments: Arguments, around: Surroundings) -> Value:
    return evaluate(arguments[1 if boolean(arguments[0], around) else 2], around)


def _coalesce(arguments: Arguments, around: Surroundings) -> Value:
    for argument in arguments:
        found = single(evaluate(argument, around))
        if found != "":
            return found
    return ""


def _once(arguments: Arguments, around: Surroundings) -> Value:
    kept = around.own_answer()
    return kept if kept != "" else evaluate(arguments[0], around)


def _position(arguments: Arguments, around: Surroundings) -> Value:
    return float(around.position())


def _choice_name(arguments: Arguments, around: Surroundings) -> Value:
    question = arguments[1]
    if not isinstance(question, Reference):
        return ""
    chosen = string(evaluate(arguments[0], around)).split()
    return ", ".join(around.choice_label(value, question.name) for value in chosen)


def _indexed_repeat(arguments: Arguments, around: Surroundings) -> Value:
    """indexed-repeat(${question}, ${repeat}, place, …): the answer in the row with that place, counted from 1."""
    question, places = arguments[0], {}
    if not isinstance(question, Reference):
        return ""
    for repeat, place in zip(arguments[1::2], arguments[2::2], strict=False):
        index = number(evaluate(place, around))
        if not isinstance(repeat, Reference) or not math.isfinite(index):
            return ""
        places[repeat.name] = int(index) - 1
    return around.answer_in_row(question.name, places)


_SURROUNDED: dict[str, Callable[[Arguments, Surroundings], Value]] = {
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "today": lambda _arguments, around: around.today(),
    "now": lambda _arguments, around: around.now(),
    "position": _position,
    "choice-name": _choice_name,
    "indexed-repeat": _indexed_repeat,
}
"""Functions that read what surrounds the expression, or must not evaluate all of their arguments."""
