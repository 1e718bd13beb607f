"""Six words to come back with: two find the conversation, four prove that it is one's own.

1,024 words a list: the locator has 20 bits, the secret 40. The secret is kept as Argon2 with a pepper that lives outside the
database, a locator rests after five wrong secrets (see `functions.sql`), and every try costs the visitor a proof of work or
a pause. Words are compared folded, so that ё or е, Kazakh or Russian letters, capitals and commas make no difference.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerificationError
from django.conf import settings

from qorgan.texts.folding import fold
from qorgan.vault.keyring import keyring

WORDS, LOCATOR_WORDS = 6, 2
PURPOSE = "helpline return code"
# OWASP's least Argon2id for interactive use: a child's phone waits for it, and a school may come back all at once.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)


class UnknownWords(ValueError):
    """Not six words of one of our lists."""


@cache
def word_list(language: str) -> tuple[str, ...]:
    """The country pack's words of one language, in the order of the file."""
    path = settings.PACK / "helpline" / f"words.{language}.txt"
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def _folded(language: str) -> dict[str, int]:
    return {fold(word): place for place, word in enumerate(word_list(language))}


def new_code(language: str) -> tuple[str, ...]:
    """Six random words of a language."""
    words = word_list(language)
    return tuple(secrets.choice(words) for _ in range(WORDS))


def read(text: str) -> tuple[str, ...]:
    """The six words in what somebody typed, spelled as in their list. Raises UnknownWords."""
    parts = [part for part in re.split(r"[\s,.;:·•/-]+", text.strip()) if part and not part.isdigit()]
    if len(parts) == WORDS:
        folded = [fold(part) for part in parts]
        for language, _name in settings.LANGUAGES:
            index = _folded(language)
            if all(part in index for part in folded):
                return tuple(word_list(language)[index[part]] for part in folded)
    raise UnknownWords


def locators(code: tuple[str, ...]) -> list[bytes]:
    """The keyed hashes of the first two words, newest look-up root first; more than one while roots are changed."""
    return [
        hmac.new(keyring().derived(root.name, PURPOSE), _canonical(code[:LOCATOR_WORDS]), hashlib.sha256).digest()
        for root in keyring().of("lookup")
    ]


def hashed(code: tuple[str, ...]) -> str:
    """The Argon2 hash of the last four words, peppered; the pepper's name stands before it."""
    name, pepper = keyring().pepper()
    return f"{name} {_HASHER.hash(_peppered(code, pepper))}"


def matches(code: tuple[str, ...], kept: str | None) -> bool:
    """Whether the secret is the right one. For a conversation that is not there the same work is done for nothing."""
    name, _, argon = (kept or _nothing()).partition(" ")
    try:
        return _HASHER.verify(argon, _peppered(code, keyring().pepper(name)[1])) and kept is not None
    except VerificationError:
        return False


@cache
def _nothing() -> str:
    return f"{keyring().pepper()[0]} {_HASHER.hash(secrets.token_bytes(32))}"


def _peppered(code: tuple[str, ...], pepper: bytes) -> bytes:
    return hmac.new(pepper, _canonical(code[LOCATOR_WORDS:]), hashlib.sha256).digest()


def _canonical(words: tuple[str, ...]) -> bytes:
    return " ".join(fold(word) for word in words).encode()
