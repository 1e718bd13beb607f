"""Public numbers: random, and a slip of the pen never leads to another child."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qorgan.access.guarded import REF_ALPHABET
from qorgan.children.numbers import new_number, printed, read_number

NUMBERS = st.builds(new_number)


@given(NUMBERS)
def test_a_number_is_read_as_it_is_printed_and_however_it_is_typed(number: str) -> None:
    assert read_number(printed(number)) == number
    assert read_number(f" {printed(number).lower().replace('-', ' ')} ") == number


@given(NUMBERS, st.integers(0, 7), st.sampled_from(REF_ALPHABET))
def test_every_single_wrong_character_is_found(number: str, at: int, letter: str) -> None:
    wrong = number[:at] + letter + number[at + 1 :]
    assert read_number(wrong) == ("" if wrong != number else number)


@given(NUMBERS, st.integers(0, 7), st.integers(0, 7))
def test_every_two_characters_that_changed_places_are_found(number: str, one: int, other: int) -> None:
    letters = list(number)
    letters[one], letters[other] = letters[other], letters[one]
    wrong = "".join(letters)
    assert read_number(wrong) == ("" if wrong != number else number)


def test_what_cannot_be_a_number_is_none() -> None:
    assert [read_number(text) for text in ("", "4K7M", "10IO-4K7M", "Айгерім", "4k7m-29qx-77")] == [""] * 5
