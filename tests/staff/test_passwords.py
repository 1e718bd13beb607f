"""What a password may be."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.staff.models import Account

USER = Account(username="aigerim.s", alias="Айя")


def is_taken(password: str) -> bool:
    try:
        validate_password(password, USER)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    [
        "kerege uyk shanyrak",
        "алты сөзден тұратын құпия",
        "correct horse battery staple",
        "vT9#mQ2!xW7@pL4",
        "тихий вечер над Балхашом",
    ],
)
def test_several_words_or_a_random_row_are_fine(password) -> None:
    assert is_taken(password)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "fourteen-chars",
        "a" * 129,
        "passwordpassword",
        "Password1234567!",
        "123456789012345",
        "qwertyuiopasdfgh",
        "aaaaaaaaaaaaaaaaaaa",
        "abababababababab",
        "aigerim.s2026!!!",
        "Aigerim Aigerim 1",
        "qorgan qorgan 2026",
        "йцукенгшщзхъфывапролдж",
        "iloveyou iloveyou 12",
        "111111111111111111",
        "Қазақстан2026Қазақстан",
        "sunshine sunshine!!",
    ],
)
def test_what_everybody_would_try_first_is_not(password) -> None:
    assert not is_taken(password)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=140))
def test_judging_never_fails_whatever_is_typed(password) -> None:
    assert is_taken(password) in (True, False)
    if len(password) < 15:
        assert not is_taken(password)
