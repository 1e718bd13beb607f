"""Short secrets that are kept only as keyed hashes: the two halves of a one-time link, a subject of another sign-in."""

from __future__ import annotations

import hashlib
import hmac

from qorgan.vault.keyring import keyring
from qorgan.vault.lookup import digest, lookup_kind

SUBJECT = lookup_kind("staff.subject", "provider", "subject")


def keyed(purpose: str, secret: str) -> bytes:
    """A hash under the pepper: without the key, which is not in the database, not even a short code can be searched."""
    _name, pepper = keyring().pepper()
    return hmac.new(pepper, f"{purpose}\0{secret}".encode(), hashlib.sha256).digest()


def matches(kept: bytes, purpose: str, secret: str) -> bool:
    """Whether a secret is the one that was kept, under any pepper that still stands; in constant time."""
    ring = keyring()
    found = False
    for root in ring.of("pepper"):
        _name, pepper = ring.pepper(root.name)
        expected = hmac.new(pepper, f"{purpose}\0{secret}".encode(), hashlib.sha256).digest()
        found |= hmac.compare_digest(expected, kept)
    return found


def subject_hash(provider: str, subject: str) -> str:
    """What is kept of a person's subject at another sign-in: a state's provider may put an identity number there."""
    return digest(SUBJECT.name, provider, subject).hex()
