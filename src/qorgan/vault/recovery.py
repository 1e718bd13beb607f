"""If the machine burns: an escrow of the root keys that only three of five people can open together.

A recovery key pair (X25519) is made once; its private half is divided into five shares, each 33 checked English words
(SLIP-39), and kept nowhere else. The public half stays, so every rotation seals the keys anew into
`keys/escrow.sealed` without asking anybody for a share. The escrow belongs beside the backups of the database only as
the newest copy: an old one could bring a destroyed master back."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics  # type: ignore[import-untyped]

from qorgan.vault import keyring as rings
from qorgan.vault.cipher import NONCE_BYTES, derive
from qorgan.vault.faults import KeyringBroken, VaultFault
from qorgan.vault.keyring import Keyring, RootKey, keyring, root_key

SHARES, THRESHOLD = 5, 3
PUBLIC, ESCROW = "recovery.pub", "escrow.sealed"
MAGIC = b"qorgan-escrow 1\n"
_EXPONENT = 2  # 40,000 rounds of PBKDF2 over a key that is random anyway


class SharesRefused(VaultFault):
    """The shares are mistyped, too few, of different sets, or do not open this escrow."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """A new recovery key: its short name, its public half, and the shares that are shown once."""

    name: str
    public: bytes
    shares: tuple[str, ...] = field(repr=False)


def _name_of(public: bytes) -> str:
    return derive(public, "name of a recovery key")[:4].hex()


def make_shares(*, shares: int = SHARES, threshold: int = THRESHOLD) -> Recovery:
    """Makes a recovery key and its shares. Nothing is kept of it until `keep`, and of the private half nothing ever."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    words = generate_mnemonics(1, [(threshold, shares)], private.private_bytes_raw(), iteration_exponent=_EXPONENT)[0]
    return Recovery(_name_of(public), public, tuple(words))


def keep(made: Recovery) -> None:
    """Keeps the public half and seals the escrow to it; earlier shares stop working.

    Raises KeyringBroken where there are no keys.
    """
    if not keyring(fresh=True).all():
        raise KeyringBroken("there are no root keys to make an escrow of; run qorgan migrate first")
    replace(rings.folder() / PUBLIC, base64.b64encode(made.public) + b"\n")
    reseal_escrow()


def replace(path: Path, body: bytes) -> None:
    """Writes a file whole or not at all, readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    rough = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        with os.fdopen(os.open(rough, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            rings.give_to_owner(file.fileno(), path.parent)
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        rough.replace(path)
    except OSError:
        rough.unlink(missing_ok=True)
        raise
    rings.sync_folder(path.parent)


def reseal_escrow() -> bool:
    """Seals today's root keys to the recovery key. False where no shares were ever made."""
    public_file = rings.folder() / PUBLIC
    if not public_file.exists():
        return False
    public = base64.b64decode(public_file.read_bytes())
    replace(rings.folder() / ESCROW, sealed_escrow(keyring(fresh=True), public))
    return True


def _escrow_key(ours: bytes, shared: bytes, theirs: bytes) -> bytes:
    return derive(shared, "escrow", salt=ours + theirs)


def sealed_escrow(ring: Keyring, public: bytes) -> bytes:
    """The keyring sealed to a public key: `magic | recovery key, 32 | one-time key, 32 | nonce, 12 | AES-256-GCM`."""
    once = X25519PrivateKey.generate()
    ours = once.public_key().public_bytes_raw()
    key = _escrow_key(ours, once.exchange(X25519PublicKey.from_public_bytes(public)), public)
    nonce = os.urandom(NONCE_BYTES)
    body = json.dumps({held.name: base64.b64encode(held.secret).decode() for held in ring.all()}).encode()
    head = MAGIC + public + ours
    return head + nonce + AESGCM(key).encrypt(nonce, body, head)


def open_escrow(escrow: bytes, shares: Iterable[str]) -> tuple[str, Sequence[RootKey]]:
    """Name of the recovery key and the root keys of an escrow. Raises SharesRefused without saying which word was
    wrong.
    """
    cut = len(MAGIC)
    if not escrow.startswith(MAGIC) or len(escrow) < cut + 64 + NONCE_BYTES + 16:
        raise SharesRefused("this file is not an escrow of root keys")
    public, ours = escrow[cut : cut + 32], escrow[cut + 32 : cut + 64]
    private = X25519PrivateKey.from_private_bytes(_combined(shares))
    if private.public_key().public_bytes_raw() != public:
        raise SharesRefused("these shares belong to another recovery key")
    key = _escrow_key(ours, private.exchange(X25519PublicKey.from_public_bytes(ours)), public)
    nonce, sealed = escrow[cut + 64 : cut + 64 + NONCE_BYTES], escrow[cut + 64 + NONCE_BYTES :]
    try:
        body = AESGCM(key).decrypt(nonce, sealed, escrow[: cut + 64])
    except InvalidTag:
        raise SharesRefused("the escrow file was changed") from None
    names = json.loads(body)
    return _name_of(public), [root_key(name, base64.b64decode(secret)) for name, secret in names.items()]


def _combined(shares: Iterable[str]) -> bytes:
    try:
        secret = combine_mnemonics([" ".join(share.lower().split()) for share in shares])
    except (MnemonicError, ValueError):
        raise SharesRefused("the shares are mistyped, too few, or of different sets") from None
    if len(secret) != 32:
        raise SharesRefused("these shares are not of a recovery key")
    return secret


def put_back(keys: Iterable[RootKey]) -> list[str]:
    """Writes the recovered keys that are missing. Raises KeyringBroken where another key stands under the same name."""
    where = rings.folder()
    present = rings.from_files(where)
    written = []
    for key in keys:
        if key.name in present:
            if present.named(key.name).check != key.check:
                raise KeyringBroken(f"another root key named {key.name} is there; move it away first")
            continue
        rings.write(where, key)
        written.append(key.name)
    keyring(fresh=True)
    return written
