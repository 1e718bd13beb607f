"""The public number of a child: what stands in titles, calendars and mails, where no name may.

Seven random characters and one that checks them, of an alphabet without letters that look alike: `4K7M-29QX`. It is random, so
that numbers tell neither how many children there are nor who came first. The check character is the sum of each character
times the weight of its place, modulo 31, a prime: it finds every single wrong character and every two that changed places.
"""

from __future__ import annotations

import secrets
from typing import Final

from qorgan.access.guarded import REF_ALPHABET

LENGTH: Final = 8
_BASE: Final = len(REF_ALPHABET)


def _check(seven: str) -> str:
    total = sum(weight * REF_ALPHABET.index(letter) for weight, letter in enumerate(seven, start=2))
    # The check character has weight 1 and makes the whole sum a multiple of 31.
    return REF_ALPHABET[-total % _BASE]


def new_number() -> str:
    """A random number, as it is kept: eight small characters."""
    seven = "".join(secrets.choice(REF_ALPHABET) for _ in range(LENGTH - 1))
    return seven + _check(seven)


def printed(number: str) -> str:
    """A number for people: `4K7M-29QX`."""
    return f"{number[:4]}-{number[4:]}".upper()


def read_number(typed: str) -> str:
    """A number as somebody typed it; empty for what cannot be one, a mistyped one too."""
    plain = "".join(c for c in typed.lower() if c.isalnum())
    if len(plain) != LENGTH or not set(plain) <= set(REF_ALPHABET):
        return ""
    return plain if _check(plain[:-1]) == plain[-1] else ""
