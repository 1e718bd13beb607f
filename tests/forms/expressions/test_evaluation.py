"""Vectors of the ODK XForms specification, and laws that hold for all answers."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.forms.expressions import evaluate, parse
from qorgan.forms.expressions.functions import ARITIES
from qorgan.forms.expressions.values import Nodes, number, single, string, truth
from tests.forms.expressions.around import Around

ANSWERS = {
    "age": 12.0,
    "none": "",
    "name": "Әлия",
    "topics": "violence school",
    "born": date(2014, 11, 25),
    "yes": "yes",
    "ages": [3.0, 9.0, 41.0],
    "gaps": [3.0, "", 5.0],
    "names": ["Ана", "Әке"],
    "rows": ["row", "row", "row"],
    "spaced": "  a   b ",
    "no_rows": [],
}

# (expression, value): the meanings are the specification's (getodk.github.io/xforms-spec, "XPath functions").
VECTORS: list[tuple[str, Any]] = [
    # operators and their precedence
    ("1 + 2 * 3", 7.0),
    ("(1 + 2) * 3", 9.0),
    ("7 div 2", 3.5),
    ("7 mod 3", 1.0),
    ("-7 mod 3", -1.0),
    ("- 2 - -3", 1.0),
    ("1 div 0", math.inf),
    ("-1 div 0", -math.inf),
    ("'2' + '3'", 5.0),
    ("2 > 1 and 1 > 2 or true()", True),
    ("1 = 1.0", True),
    ("'1' = 1", True),
    ("'a' = 'A'", False),
    ("'' = 0", False),
    ("${none} = ''", True),
    ("${none} != ''", False),
    ("${age} >= 12 and ${age} < 18", True),
    ("${age} != 12", False),
    ("true() = 'anything'", True),
    ("${ages} = 9", True),
    ("${ages} != 9", True),
    ("${ages} > 40", True),
    ("${age} + ${none}", math.nan),
    # text
    ("concat('a', 1, true())", "a1true"),
    ("concat('alone')", "alone"),
    ("concat(${names})", "АнаӘке"),
    ("join(', ', ${names})", "Ана, Әке"),
    ("string-length('Әлия')", 4.0),
    ("string-length(${none})", 0.0),
    ("contains('alphabet', 'phab')", True),
    ("contains(${name}, 'ә')", False),
    ("starts-with('alphabet', 'al')", True),
    ("ends-with('alphabet', 'bet')", True),
    ("substr('hello', 1, 3)", "el"),
    ("substr('hello', 2)", "llo"),
    ("substr('hello', -2)", "lo"),
    ("substring('12345', 2, 3)", "234"),
    ("substring('12345', 1.5, 2.6)", "234"),
    ("substring-before('1999/04/01', '/')", "1999"),
    ("substring-after('1999/04/01', '/')", "04/01"),
    ("substring-before('abc', 'x')", ""),
    ("translate('bar', 'abc', 'ABC')", "BAr"),
    ("translate('--aaa--', 'abc-', 'ABC')", "AAA"),
    ("normalize-space(${spaced})", "a b"),
    ("regex('070', '[0-9]+')", True),
    ("regex('070a', '[0-9]+')", False),
    (r"regex(${name}, '\p{L}+')", True),
    ("regex('x', '(')", False),
    ("string(3.0)", "3"),
    ("string(3.5)", "3.5"),
    ("string(1 div 0)", "Infinity"),
    ("string(number('x'))", "NaN"),
    # truth
    ("not(true())", False),
    ("not('')", True),
    ("boolean(0)", False),
    ("boolean('false')", True),
    ("boolean-from-string('true')", True),
    ("boolean-from-string('1')", True),
    ("boolean-from-string('yes')", False),
    ("if(${age} < 18, 'child', 'adult')", "child"),
    ("if(false(), 1 div 0, 5)", 5.0),
    ("coalesce(${none}, ${name})", "Әлия"),
    ("coalesce(${name}, 'x')", "Әлия"),
    ("coalesce('', '')", ""),
    ("checklist(1, 2, 0, 1, 1)", True),
    ("checklist(-1, 1, 1, 1)", False),
    # numbers
    ("number('42')", 42.0),
    ("number('abc')", math.nan),
    ("number('')", math.nan),
    ("number(true())", 1.0),
    ("int(3.7)", 3.0),
    ("int(-3.7)", -3.0),
    ("round(1.5)", 2.0),
    ("round(-1.5)", -1.0),
    ("round(2.345, 2)", 2.35),
    ("round(1234, -2)", 1200.0),
    ("floor(-1.1)", -2.0),
    ("ceiling(1.1)", 2.0),
    ("abs(-3)", 3.0),
    ("pow(2, 10)", 1024.0),
    ("pow(10, 400)", math.inf),
    ("min(${ages})", 3.0),
    ("max(${ages})", 41.0),
    ("max(1, 5, 3)", 5.0),
    ("sum(${ages})", 53.0),
    ("sum(${gaps})", 8.0),
    ("min(${no_rows})", math.nan),
    ("sum(${no_rows})", 0.0),
    # rows
    ("count(${rows})", 3.0),
    ("count(${no_rows})", 0.0),
    ("count-non-empty(${gaps})", 2.0),
    ("position(..)", 2.0),
    ("indexed-repeat(${names}, ${rows}, 2)", "Әке"),
    ("indexed-repeat(${names}, ${rows}, position(..) - 1)", "Ана"),
    ("indexed-repeat(${names}, ${rows}, 9)", ""),
    ("indexed-repeat(${names}, ${rows}, 'x')", ""),
    # choices
    ("selected(${topics}, 'school')", True),
    ("selected(${topics}, 'scho')", False),
    ("selected(${none}, '')", False),
    ("selected-at(${topics}, 0)", "violence"),
    ("selected-at(${topics}, 2)", ""),
    ("selected-at(${topics}, -1)", ""),
    ("count-selected(${topics})", 2.0),
    ("count-selected(${none})", 0.0),
    ("jr:choice-name(${yes}, '${yes}')", "Yes:Yes"),
    ("region = '75'", True),
    ("name = 'x'", True),
    # dates: whole local days
    ("today() - ${born}", 4382.0),
    ("int((today() - ${born}) div 365.25)", 11.0),
    ("${born} <= today()", True),
    ("date('2026-11-24') = today()", True),
    ("date('2026-11-24') + 7 = date('2026-12-01')", True),
    ("string(date(0))", "1970-01-01"),
    ("date('2026-02-31')", ""),
    ("date('x')", ""),
    ("number('1970-01-02')", 1.0),
    ("decimal-date-time('1970-01-02')", 1.0),
    ("format-date('2026-03-05', '%Y-%m-%d')", "2026-03-05"),
    ("format-date('2026-03-05', '%e/%n/%y')", "5/3/26"),
    ("format-date('', '%Y')", ""),
    ("format-date-time('2026-03-05T07:08:09', '%H:%M:%S')", "07:08:09"),
    ("decimal-time('12:00')", 0.5),
    ("now() > today()", True),
    # the question itself
    (". * 2", 14.0),
    ("once('new')", 7.0),
]


@pytest.mark.parametrize(("expression", "expected"), VECTORS)
def test_the_specification_s_meanings(expression, expected):
    around = Around(own=7.0, place=2, columns={"region": "75", "name": "x"}, **ANSWERS)
    found = single(evaluate(parse(expression), around))
    if isinstance(expected, float) and math.isnan(expected):
        assert isinstance(found, float)
        assert math.isnan(found)
    else:
        assert found == expected
        assert isinstance(found, bool) == isinstance(expected, bool)


def test_every_function_has_a_vector():
    written = " ".join(expression for expression, _expected in VECTORS)
    assert [name for name in ARITIES if f"{name}(" not in written and name != "date-time"] == []


def test_once_keeps_the_first_answer_and_makes_one_where_there_is_none():
    assert evaluate(parse("once('new')"), Around(own="old")) == "old"
    assert evaluate(parse("once('new')"), Around(own="")) == "new"


def test_a_pattern_that_would_hang_a_backtracking_engine_answers_at_once():
    assert evaluate(parse("regex(${x}, '(a+)+b')"), Around(x="a" * 50_000)) is False


def test_doubling_texts_stay_within_bounds():
    text = "${x}"
    for _ in range(12):
        text = f"concat({text}, {text})"
        if len(text) > 3000:
            break
    assert len(string(evaluate(parse(text), Around(x="y" * 90_000)))) <= 100_000


scalars = st.one_of(
    st.text(max_size=40),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.none() | st.timezones()),
)
pieces = st.sampled_from([expression for expression, _expected in VECTORS])


@given(
    expression=pieces,
    own=scalars,
    answers=st.dictionaries(st.sampled_from(sorted(ANSWERS)), scalars | st.lists(scalars, max_size=4)),
)
def test_no_answers_make_an_expression_fail(expression, own, answers):
    around = Around(own=own, place=1, **answers)
    found = evaluate(parse(expression), around)
    assert isinstance(found, (float, str, bool, Nodes, date))
    string(found)
    number(found)
    truth(found)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_number_survives_being_text(value):
    assert number(string(value)) == value or abs(value) < 1e-4


@given(a=scalars, b=scalars)
def test_equality_is_symmetric(a, b):
    around = Around(a=a, b=b)
    assert evaluate(parse("${a} = ${b}"), around) == evaluate(parse("${b} = ${a}"), around)


@given(st.dates(), st.integers(0, 20_000))
def test_adding_days_and_taking_them_away_leads_back(day, days):
    around = Around(day=day, days=float(days))
    assert evaluate(parse("(${day} + ${days}) - ${days} = ${day}"), around) is True
