"""School codes: eight characters of an alphabet without letters that look alike, read from a poster on a wall."""

from __future__ import annotations

import secrets

from qorgan.access.guarded import REF_ALPHABET

LENGTH = 8
"""31 to the eighth: 850 thousand million codes. Guessing finds no school, and finding one would tell nothing."""


def new_code() -> str:
    """A random code."""
    return "".join(secrets.choice(REF_ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """A code as somebody typed it: spaces, hyphens and capital letters do not matter. Empty for what cannot be one."""
    plain = "".join(c for c in typed.lower() if c.isalnum())
    return plain if len(plain) == LENGTH and set(plain) <= set(REF_ALPHABET) else ""


def printed(code: str) -> str:
    """A code in two groups of four, for reading aloud."""
    return f"{code[:4]} {code[4:]}"
