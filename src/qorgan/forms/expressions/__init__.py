"""Expressions of XLSForm: read with elementpath's XPath 1 parser, worked out by us after the ODK specification."""

from qorgan.forms.expressions.evaluation import Surroundings, boolean, evaluate
from qorgan.forms.expressions.grammar import Expression, ExpressionRefused, parse, references
from qorgan.forms.expressions.values import Value

__all__ = [
    "Expression",
    "ExpressionRefused",
    "Surroundings",
    "Value",
    "boolean",
    "evaluate",
    "parse",
    "references",
]
