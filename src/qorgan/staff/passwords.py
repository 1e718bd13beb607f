"""What a password may be: long, and not built from what everybody would try first."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_LENGTH = 15  # OWASP ASVS 5.0, 6.2: at least 15 characters where the password is the first of two factors
LEAST_DIFFERENT = 6
CONTEXT = (
    "qorgan",
    "қорғаныс",
    "қорған",
    "парасат",
    "password",
    "пароль",
    "құпиясөз",
    "қазақстан",
    "казахстан",
    "kazakhstan",
    "helpline",
    "бала111",
)
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",  # pragma: allowlist secret
    "йцукенгшщзхъфывапролджэячсмитьбю",
)
_NOT_LETTERS = re.compile(r"[\W_]+")


class LongEnough:
    """At least fifteen characters; one hundred and twenty-eight at most, so that a hash costs what it should."""

    def __init__(self, most: int = 128) -> None:
        self.most = most

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002  (Django's interface)
        if len(password) < LEAST_LENGTH:
            raise ValidationError(_("At least %(number)s characters.") % {"number": LEAST_LENGTH}, code="short")
        if len(password) > self.most:
            raise ValidationError(_("At most %(number)s characters.") % {"number": self.most}, code="long")

    def get_help_text(self) -> str:
        return _("At least %(number)s characters. Several words in a row are easy to keep in mind.") % {"number": LEAST_LENGTH}


class NotGuessable(CommonPasswordValidator):
    """Refuses the words of this product and of the account, runs along the keyboard, repetitions, and passwords of
    Django's list of twenty thousand with figures around them."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = _NOT_LETTERS.sub("", password.lower())
        rest = _without(plain, [*CONTEXT, *_names_of(user)])
        core = _unit_of(rest.strip("0123456789"))
        is_poor = len(set(plain)) < LEAST_DIFFERENT or len(rest) < LEAST_LENGTH // 2 or len(core) < LEAST_LENGTH // 2
        if is_poor or _is_run(core) or core in self.passwords or password.lower().strip() in self.passwords:
            raise ValidationError(_("This password would be tried early. Choose other words."), code="guessable")

    def get_help_text(self) -> str:
        return _("Not your name, not a word that stands on this page, no row of keys.")


def _names_of(user: Any) -> list[str]:
    """The words of the account itself: what it signs in with, its alias, its name."""
    texts = [str(getattr(user, field, None) or "") for field in ("username", "alias", "name")]
    return [word for text in texts for word in re.split(r"[\W_]+", text.lower()) if len(word) > 2]


def _without(text: str, words: list[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(_NOT_LETTERS.sub("", word), "")
    return text


def _unit_of(text: str) -> str:
    """The part that a text repeats: `suretsuret` gives `suret`."""
    for size in range(1, len(text) // 2 + 1):
        if len(text) % size == 0 and text[:size] * (len(text) // size) == text:
            return text[:size]
    return text


def _is_run(text: str) -> bool:
    """Whether a text follows the alphabet, the figures or the rows of the keyboard, either way."""
    return any(text in run or text in run[::-1] for run in _RUNS)
