"""The filters of every template."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from qorgan.texts.templatetags.texts import MASK, masked
from qorgan.texts.words import Words

NB = "\u00a0"
AT = datetime(2026, 11, 5, 9, 5, tzinfo=UTC)
SCHOOL = Words(kk="Мектеп", ru="Школа <1>")


def rendered(expression: str, value: object, language: str = "kk") -> str:
    with override(language):
        return engines["django"].from_string("{{ value|" + expression + " }}").render({"value": value})


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("money", 69_330, f"69{NB}330{NB}₸"),
        ("money", None, ""),
        ("phone", "+77012345678", f"+7{NB}701{NB}234{NB}56{NB}78"),
        ("phone", "111", "111"),
        ("phone", None, ""),
        ("day", date(2026, 11, 5), "05.11.2026"),
        ("day:'long'", date(2026, 11, 5), "2026 ж. 5 қараша"),
        ("day:'year'", date(2026, 11, 5), "5 қараша"),
        ("day:'month'", date(2026, 11, 5), "2026 ж. қараша"),
        ("day", None, ""),
        ("moment", AT, f"05.11.2026{NB}14:05"),
        ("moment:'hour'", AT, "14:05"),
        ("moment:'long'", AT, "2026 ж. 5 қараша, 14:05"),
        ("moment", None, ""),
        ("words", SCHOOL, "Мектеп"),
        ("words", None, ""),
        ("words", "plain <b>", "plain &lt;b&gt;"),
    ],
)
def test_values_are_printed_for_a_kazakh_reader(expression, value, text):
    assert rendered(expression, value) == text


def test_no_filter_needs_to_be_loaded_and_english_differs():
    assert rendered("money", 69_330, "en") == f"KZT{NB}69,330"


def test_words_of_another_language_are_marked_as_such_and_escaped():
    assert rendered("words", SCHOOL, "ru") == "Школа &lt;1&gt;"
    assert rendered("words", Words(ru="Школа <1>"), "en") == '<span lang="ru">Школа &lt;1&gt;</span>'
    assert rendered("words", Words(), "en") == ""


@pytest.mark.parametrize("expression", ["day:'odd'", "moment:'odd'"])
def test_an_unknown_form_is_an_error(expression):
    with pytest.raises(ValueError, match="odd"):
        rendered(expression, AT)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("150314500129", "••••••••••29"), ("+7 701 234 56 78", "+• ••• ••• •• 78"), ("ab", "••"), ("", ""), (None, "")],
)
def test_a_number_is_masked_but_for_its_end(text, shown):
    assert masked(text) == shown


@given(st.text(max_size=30), st.integers(0, 40))
def test_at_most_a_third_of_the_characters_is_ever_shown(text, shown):
    count = sum(c.isalnum() for c in text)
    left = sum(c.isalnum() for c in masked(text, shown))
    assert left <= count // 3
    assert masked(text, shown).count(MASK) - text.count(MASK) == count - left
