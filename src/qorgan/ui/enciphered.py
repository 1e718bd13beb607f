"""Small things that an address carries and nobody reads: a cursor, what was asked about a person.

An address stands in the history of a shared computer, in logs and in links that are sent on. What is enciphered here says
nothing there, not even by its length; it opens only for whom it was made, at the address for which it was made.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


@cache
def _key(secret: str, purpose: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=f"qorgan {purpose}".encode()).derive(secret.encode()))


@dataclass(frozen=True, slots=True)
class Enciphered:
    """A cipher for one purpose, with a key of its own under the installation's secret."""

    purpose: str

    def closed(self, plain: bytes, *, bound: bytes) -> str:
        """`plain` as letters of an address. `bound` is what it belongs to (who, where) and is needed to open it."""
        nonce = os.urandom(_NONCE)
        sealed = nonce + _key(settings.SECRET_KEY, self.purpose).encrypt(nonce, plain, bound)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def opened(self, text: str, *, bound: bytes) -> bytes | None:
        """What was closed; None for anything that was not closed here, for this, under this secret."""
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            return _key(settings.SECRET_KEY, self.purpose).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
        except (ValueError, InvalidTag, binascii.Error):
            return None
