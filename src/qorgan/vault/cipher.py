"""The one cipher: AES-256-GCM with the value's place as associated data, and the padding before it.

Sealed value: `01 | key id, 16 bytes | nonce, 12 bytes | ciphertext and tag`, with associated data `table:pk:field`. A
value moved to another row, field or table therefore does not open. Wrapped data key: `01 | nonce, 12 bytes |
ciphertext and tag`. Sources: NIST SP 800-38D (GCM, 96-bit random nonces, at most 2^32 under one key), RFC 5869
(HKDF)."""

from __future__ import annotations

import os
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from qorgan.vault.faults import Tampered, WrongKey

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
HEAD_BYTES = 1 + 16 + NONCE_BYTES
SMALL_STEP, LARGE_STEP, LARGE_FROM = 32, 256, 512
_SALT = b"qorgan vault 1"


def derive(secret: bytes, purpose: str, *, salt: bytes = _SALT) -> bytes:
    """A 32-byte sub-key of `secret` for one purpose (HKDF-SHA256). Different purposes give unrelated keys."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=purpose.encode()).derive(secret)


def place(table: str, pk: object, field: str) -> bytes:
    """Where a sealed value stands, as associated data."""
    return f"{table}:{pk}:{field}".encode()


def pad(plain: bytes) -> bytes:
    """Adds 0x80 and zeros up to the next step: the length of a name or of a short answer would give it away.

    Steps of 32 bytes below 512, then of 256 (ISO/IEC 7816-4 padding).
    """
    step = SMALL_STEP if len(plain) + 1 <= LARGE_FROM else LARGE_STEP
    return plain + b"\x80" + bytes(-(len(plain) + 1) % step)


def unpad(padded: bytes) -> bytes:
    """Takes the padding off. Raises Tampered where there is none."""
    plain, mark, rest = padded.rpartition(b"\x80")
    if not mark or rest.strip(b"\0"):
        raise Tampered("a sealed value carries no padding")
    return plain


def seal(cipher: AESGCM, key_id: UUID, plain: bytes, where: bytes) -> bytes:
    """Seals `plain` under a data key for the place `where`."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + key_id.bytes + nonce + cipher.encrypt(nonce, pad(plain), where)


def key_id_of(sealed: bytes) -> UUID:
    """The subject whose data key opens this value. Raises Tampered for what is not a sealed value."""
    if len(sealed) < HEAD_BYTES + TAG_BYTES or sealed[:1] != VERSION:
        raise Tampered("this is not a sealed value of version 1")
    return UUID(bytes=sealed[1:17])


def unseal(cipher: AESGCM, sealed: bytes, where: bytes) -> bytes:
    """The plaintext. Raises Tampered where a bit was changed or the value stands elsewhere than it was sealed for."""
    try:
        return unpad(cipher.decrypt(sealed[17:HEAD_BYTES], sealed[HEAD_BYTES:], where))
    except InvalidTag:
        raise Tampered("a sealed value was changed or moved from its place") from None


@lru_cache(maxsize=64)
def _of(wrapping: bytes) -> AESGCM:
    """A look-up opens two hundred data keys under one sub-key. The keyring keeps the same bytes anyway."""
    return AESGCM(wrapping)


def wrap(wrapping: bytes, data_key: bytes, about: bytes) -> bytes:
    """Wraps a data key under a sub-key of a master; `about` binds it to its subject, scope and master."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + _of(wrapping).encrypt(nonce, data_key, about)


def unwrap(wrapping: bytes, wrapped: bytes, about: bytes) -> bytes:
    """The data key. Raises WrongKey where the master is not the one it was wrapped under, or the row was changed."""
    if wrapped[:1] != VERSION:
        raise WrongKey("a wrapped key has an unknown version")
    try:
        return _of(wrapping).decrypt(wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :], about)
    except InvalidTag:
        raise WrongKey("a data key does not open under the master key it names") from None
