"""XLSForm in: what is read, and what is refused with its cell."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.forms.binding import bind
from qorgan.forms.choices import Kind
from qorgan.forms.definition import from_tree, to_tree
from qorgan.forms.xlsform import XLSFormRefused, read_xlsform
from tests.forms.sheets import HEAD, LIST_HEAD, TOY_CHOICES, TOY_SETTINGS, TOY_SURVEY, choice, row, toy, toy_xlsx, xlsx


def problems(*rows, choices=(), head=HEAD, settings_rows=TOY_SETTINGS):
    with translation.override("en"), pytest.raises(XLSFormRefused) as refused:
        read_xlsform(xlsx([head, *rows], [LIST_HEAD, *choices], settings_rows))
    return [problem for problem in refused.value.problems if not problem.is_warning]


def test_the_toy_form_is_read_whole():
    form = toy()
    assert form.key == "toy_contact"
    assert form.title == {"en": "Toy contact"}
    assert form.languages == ("en", "kk", "ru")
    assert [node.kind for node in form.children[:2]] == [Kind.SELECT_ONE, Kind.GROUP]
    assert form.nodes["story"].kind is Kind.TEXTAREA
    assert form.nodes["age"].label == {"en": "Age", "kk": "Age (қаз)", "ru": "Age (рус)"}
    assert form.nodes["call_type"].required == "true()"
    assert form.nodes["age"].constraint == ". >= 0 and . < 26"
    assert form.nodes["age"].constraint_message == {"en": "An age between 0 and 25."}
    assert form.parents["member_name"] == ("members",)
    assert form.repeats_around("member_name") == ("members",)
    assert form.lists["district"][0].columns == {"region": "75"}
    assert form.identifying == {"child_name", "born", "member_name"}
    assert form.nodes["years"].seals is False


def test_the_title_may_stand_in_every_language():
    settings_rows = [
        ["form_title", "form_id", "default_language", "qorgan::title (kk)", "qorgan::title (ru)"],
        ["Contact", "c", "English (en)", "Жүгіну", "Обращение"],
    ]
    form = read_xlsform(xlsx([HEAD, row("text", "a", "A")], [], settings_rows)).definition
    assert form.title == {"en": "Contact", "kk": "Жүгіну", "ru": "Обращение"}


def test_a_definition_survives_json():
    tree = to_tree(toy())
    assert to_tree(from_tree(json.loads(json.dumps(tree)))) == tree


def test_a_path_is_read_like_its_bytes(tmp_path):
    path = tmp_path / "toy.xlsx"
    path.write_bytes(toy_xlsx())
    assert to_tree(read_xlsform(path, key="other").definition) == to_tree(toy()) | {"key": "other"}


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        (row("mystery", "a", "A"), "A2", "“mystery” is not supported"),
        (row("image", "a", "A"), "A2", "“image” is not supported"),
        (row("select_one nowhere", "a", "A"), "A2", "“nowhere” is not on the sheet “choices”"),
        (row("select_one call or_other", "a", "A"), "A2", "“or_other” is not supported"),
        (row("select_multiple call or_other", "a", "A"), "A2", "“or_other” is not supported"),
        (row("text", "", "A"), "B2", "The name is missing"),
        (row("text", "1a", "A"), "B2", "is no name"),
        (row("text", "a.b", "A"), "B2", "is no name"),
        (row("text", "a b", "A"), "B2", "is no name"),
        (row("text", "аты", "A"), "B2", "is no name"),
        (row("text", "a"), "C2", "no label"),
        (row("text", "a", "A", pii="perhaps"), "P2", "Write yes or no"),
        (row("text", "a", "A", relevant="${b} = 1"), "H2", "no question named “b”"),
        (row("text", "a", "A", relevant="b = 1"), "H2", "neither a question nor a function"),
        (row("text", "a", "A", relevant="/data/a = 1"), "H2", "cannot be used here"),
        (row("text", "a", "A", relevant="1 +"), "H2", "cannot be read"),
        (row("text", "a", "A", relevant="random() > 0"), "H2", "“random” is not known"),
        (row("text", "a", "A", constraint="regex(., '(')"), "I2", "pattern of regex"),
        (row("text", "a", "A", constraint=r"regex(., '(a)\1')"), "I2", "pattern of regex"),
        (row("calculate", "a", calculation="format-date(today(), '%b')"), "L2", "does not know “%b”"),
        (row("calculate", "a", calculation="jr:choice-name('x', 'y')"), "L2", "needs a question with choices"),
        (row("calculate", "a", calculation="indexed-repeat(1, 2, 3, 4)"), "L2", "for each level"),
        (row("calculate", "a", calculation="string-length(..)"), "L2", "position(..)"),
        (row("calculate", "a", calculation="${a} + 1"), "L2", "wait for each other: a → a"),
        (row("integer", "a", "A", default="many"), "O2", "whole number"),
        (row("select_one call", "a", "A", default="nobody"), "O2", "Choose one"),
        (row("select_one call", "a", "A", choice_filter="planet = 1"), "M2", "no column “planet”"),
        (row("text", "a", "Hello ${nobody}"), "C2", "no question named “nobody”"),
    ],
)
def test_a_fault_is_named_with_its_cell(line, cell, words):
    found = problems(line, choices=[choice("call", "x", "X")])
    assert [(problem.cell, words in problem.message) for problem in found[:1]] == [(cell, True)], [str(p) for p in found]
    assert found[0].sheet == "survey"
    assert found[0].row == 2


def test_all_faults_are_named_at_once():
    found = problems(row("mystery", "a", "A"), row("text", "a", "A"), row("text", "b c", "B"))
    assert [problem.cell for problem in found] == ["A2", "B4", "B2", "B3"]


def test_questions_that_wait_for_each_other_are_named():
    found = problems(
        row("calculate", "a", calculation="${b} + 1"),
        row("calculate", "b", calculation="${c} + 1"),
        row("integer", "c", "C", relevant="${a} > 1"),
    )
    assert "wait for each other" in found[0].message
    assert {"a", "b", "c"} <= set(found[0].message.replace("→", " ").split())


def test_a_group_that_is_relevant_by_its_own_child_is_a_circle():
    found = problems(row("begin group", "g", "G", relevant="${a} = 1"), row("integer", "a", "A"), row("end group"))
    assert "wait for each other" in found[0].message


@pytest.mark.parametrize("opening", ["begin group", "begin repeat"])
def test_a_group_or_repeat_that_is_not_closed_is_named(opening):
    found = problems(row(opening, "g", "G"), row("text", "a", "A"))
    assert "is not closed" in found[0].message
    assert found[0].row == 2


def test_an_end_without_a_beginning_is_named():
    found = problems(row("text", "a", "A"), row("end group"))
    assert found[0].row == 3


def test_faults_of_the_choices_are_named_with_their_cells():
    rows = [
        choice("call", "a b", "A"),
        choice("call", "", "B"),
        choice("", "c", "C"),
        choice("call", "d", "D"),
        choice("call", "d", "D"),
        ["call", "e", "", "", "", ""],
    ]
    found = problems(row("select_one call", "x", "X"), choices=rows)
    assert [(p.sheet, p.cell) for p in found] == [
        ("choices", "B2"),
        ("choices", "B3"),
        ("choices", "A4"),
        ("choices", "B6"),
        ("choices", "C7"),
    ]


def test_a_language_without_its_code_is_refused():
    head = ["type", "name", "label::Kazakh"]
    found = problems(["text", "a", "A"], head=head)
    assert "with its code" in found[0].message
    assert found[0].cell == "C1"


def test_a_counted_repeat_is_refused():
    head = [*HEAD, "repeat_count"]
    found = problems([*row("begin repeat", "r", "R"), "3"], row("text", "a", "A"), row("end repeat"), head=head)
    assert found[0].column == "repeat_count"


def test_a_missing_sheet_and_a_missing_column_are_named():
    with translation.override("en"), pytest.raises(XLSFormRefused, match="no sheet named “survey”"):
        read_xlsform(xlsx([]))
    with translation.override("en"), pytest.raises(XLSFormRefused, match="“label” is missing"):
        read_xlsform(xlsx([["type", "name"], ["text", "a"]]))


def test_what_is_not_translated_is_a_warning_and_not_an_error():
    line = row("text", "a", "A")
    line[HEAD.index("label::Русский (ru)")] = ""
    with translation.override("en"):
        warnings = read_xlsform(xlsx([HEAD, line], [], TOY_SETTINGS)).warnings
    assert [warning.message for warning in warnings] == ["Not translated: Русский (ru)"]


def test_traces_of_devices_are_left_out_with_a_warning():
    with translation.override("en"):
        reading = read_xlsform(xlsx([HEAD, row("deviceid", "d"), row("start", "s"), row("text", "a", "A")], [], TOY_SETTINGS))
    assert set(reading.definition.nodes) == {"a"}
    assert len(reading.warnings) == 2


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_faults_are_told_in_the_reader_s_language(language):
    with translation.override(language), pytest.raises(XLSFormRefused) as refused:
        read_xlsform(xlsx([HEAD, row("text", "", "A")], [], TOY_SETTINGS))
    assert "Sheet" not in str(refused.value)
    assert "name is missing" not in str(refused.value)


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert len(target.getvalue()) < 100_000
    with translation.override("en"), pytest.raises(XLSFormRefused, match="unpacks to more"):
        read_xlsform(target.getvalue())


def test_a_file_that_is_too_large_is_refused():
    with translation.override("en"), pytest.raises(XLSFormRefused, match="larger than 4 MB"):
        read_xlsform(b"PK" + b"0" * 5_000_000)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(place=st.integers(0, 20_000), byte=st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused(place, byte):
    content = bytearray(toy_xlsx())
    place %= len(content)
    content[place : place + len(byte)] = byte
    with suppress(XLSFormRefused):
        assert read_xlsform(bytes(content)).definition.nodes


cells = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.none(),
    st.sampled_from(["text", "begin group", "end group", "begin repeat", "select_one call", "${a}", "a", "yes"]),
)


def storable(value):
    return not isinstance(value, str) or (value.isprintable() and not value.startswith("="))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(rows=st.lists(st.lists(cells.filter(storable), min_size=2, max_size=19), max_size=6))
def test_any_cells_are_read_or_refused(rows):
    with suppress(XLSFormRefused):
        assert bind(read_xlsform(xlsx([HEAD, *rows], TOY_CHOICES, TOY_SETTINGS)).definition)


def test_the_toy_sheet_uses_every_kind():
    assert {node.kind for node in toy().walk()} == set(Kind)
    assert len(TOY_SURVEY) > 20
