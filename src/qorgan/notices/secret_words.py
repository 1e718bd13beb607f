"""Short-lived secrets that are kept only as keyed hashes, under a pepper that lives outside the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from qorgan.vault.keyring import keyring

TOKEN_BYTES = 32
CODE_DIGITS = 6
_ALPHABET = "0123456789"


def new_token() -> str:
    """256 random bits for an address or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    """Six digits, to be typed or told by telephone."""
    return "".join(secrets.choice(_ALPHABET) for _turn in range(CODE_DIGITS))


def derived_code(link: UUID, count: int) -> str:
    """The `count`-th six digits of a link. They follow from the pepper, so that the outbox need not hold them."""
    _name, pepper = keyring().pepper()
    number = int.from_bytes(_mac(pepper, "notices derived code", f"{link}:{count}")[:8], "big")
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def hashed(purpose: str, secret: str) -> bytes:
    """The keyed hash under the newest pepper."""
    _name, pepper = keyring().pepper()
    return _mac(pepper, purpose, secret)


def every_hash(purpose: str, secret: str) -> list[bytes]:
    """The keyed hashes under every pepper that still stands, the newest first: for finding."""
    ring = keyring()
    return [_mac(ring.pepper(root.name)[1], purpose, secret) for root in ring.of("pepper")]


def matches(kept: bytes, purpose: str, secret: str) -> bool:
    """Whether a secret is the one that was kept; in constant time."""
    found = False
    for expected in every_hash(purpose, secret):
        found |= hmac.compare_digest(expected, kept)
    return found


def _mac(pepper: bytes, purpose: str, secret: str) -> bytes:
    return hmac.new(pepper, f"{purpose}\0{secret}".encode(), hashlib.sha256).digest()
