"""What an expression may be, and what is refused in words."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.forms.expressions.grammar import (
    Call,
    ExpressionRefused,
    Literal,
    Operation,
    Reference,
    columns,
    parse,
    references,
    walk,
)


@pytest.mark.parametrize(
    "text",
    [
        "/data/age",
        "../age",
        "//age",
        "${a}/b",
        "a[1]",
        "@x",
        "child::a",
        "*",
        "text()",
        "node()",
        "$a",
        "a | b",
        "1 +",
        "((1)",
        "",
        "   ",
        "'",
        "selected(${a})",
        "if(1, 2)",
        "random()",
        "uuid()",
        "pulldata('a', 'b', 'c', 'd')",
        "instance('x')",
        "last()",
        "__import__('os')",
        "(" * 3000,
        "-" * 3999,
        "1" * 4001,
        "not(" * 70 + "1" + ")" * 70,
    ],
)
def test_what_is_no_expression_of_ours_is_refused(text):
    with pytest.raises(ExpressionRefused) as refused:
        parse(text)
    assert str(refused.value.message)


def test_an_unknown_function_is_named():
    with pytest.raises(ExpressionRefused, match="random"):
        parse("1 + random()")


def test_questions_are_found_also_with_spaces_and_twice():
    assert references(parse("${ a } + ${b-c} * ${a}")) == {"a", "b-c"}


def test_columns_are_bare_words():
    assert columns(parse("region = ${region} and name != 'x'")) == {"region", "name"}


def test_braces_inside_quotes_are_text():
    assert parse("'${a}'") == Literal("${a}")


def test_only_choice_name_reads_a_quoted_question():
    assert parse("jr:choice-name(selected-at(${a}, 0), '${a}')") == Call(
        "choice-name", (Call("selected-at", (Reference("a"), Literal(0.0))), Reference("a"))
    )
    assert parse("concat('${a}', jr:choice-name(${a}, '${a}'))").arguments[0] == Literal("${a}")


def test_a_function_s_name_is_a_column_without_its_brackets():
    assert columns(parse("count = 1 and date = 2")) == {"count", "date"}


def test_precedence_is_xpath_s():
    assert parse("1 or 2 and 3") == Operation("or", Literal(1.0), Operation("and", Literal(2.0), Literal(3.0)))


@given(st.text(alphabet="${}abc().,'\"+-*=<>! 10/[]@|:and or not", max_size=60))
def test_any_text_is_an_expression_or_is_refused(text):
    with suppress(ExpressionRefused):
        assert walk(parse(text))
