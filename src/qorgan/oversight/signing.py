"""The keys that sign the journal's heads: derived from the vault's signing keys, which are outside the database."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from qorgan.vault.keyring import keyring

PURPOSE = "journal signing"


def _of(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring().derived(name, PURPOSE))


def signer() -> Ed25519PrivateKey:
    """The key that signs now. Raises KeyringBroken where there is none."""
    return _of(keyring().newest("signing").name)


def trusted() -> frozenset[bytes]:
    """The public keys of this installation: of every signing key that it still has, so that older seals verify."""
    return frozenset(_of(key.name).public_key().public_bytes_raw() for key in keyring().of("signing"))


def heads(home: Path | None = None) -> Path:
    """The folder of signed heads. A copy of it belongs on another machine."""
    return (home or Path(settings.QORGAN_HOME)) / "heads"
