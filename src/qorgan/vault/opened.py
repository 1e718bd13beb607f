"""Data keys that are open for the time of one request, job or command, and never longer.

`opened()` accompanies `acting` and `reading`, and so every page, action and job. Sealed values that a queryset
fetched announce their keys here, so the first value that is looked at opens the keys of the whole page with one
query. Without `opened()` everything works, one query a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from qorgan.vault import ledger
from qorgan.vault.cipher import unwrap
from qorgan.vault.faults import KeyGone, NoKey
from qorgan.vault.gone import EXPIRED, MISSING, SHREDDED
from qorgan.vault.keyring import Keyring, keyring

_SELECT = "SELECT subject, scope, master_id, wrapped, shredded_at FROM vault_datakey WHERE subject = ANY(%s)"
MASTERS_DESTROYED = "masters"


def about(subject: UUID, scope: str, master: str) -> bytes:
    """What a wrapped data key is bound to."""
    return f"datakey:{subject}:{scope}:{master}".encode()


@dataclass(frozen=True, slots=True)
class Held:
    """An open data key, or why there is none. The key never shows in a representation."""

    cipher: AESGCM | None
    reason: str = ""
    since: datetime | None = None
    raw: bytes = b""

    def __repr__(self) -> str:
        return f"<data key: {self.reason or 'open'}>"


class Confirmation:
    """Runs at commit. A key that was made in a transaction is trusted while this waits there or has run."""

    def __init__(self) -> None:
        self.is_committed = False

    def __call__(self) -> None:
        self.is_committed = True

    def stands(self, using: str) -> bool:
        """False once the transaction or savepoint that made the key was rolled back: Django then drops its callbacks."""
        return self.is_committed or any(entry[1] is self for entry in connections[using].run_on_commit)


class OpenKeys:
    """The data keys of one request."""

    def __init__(self) -> None:
        self._held: dict[UUID, Held] = {}
        self._wanted: set[UUID] = set()
        self._fresh: dict[UUID, Confirmation] = {}

    def want(self, subject: UUID) -> None:
        """A sealed value of this subject was fetched; its key is opened together with the others."""
        if subject not in self._held:
            self._wanted.add(subject)

    def held(self, subject: UUID, using: str) -> Held:
        """The subject's key; opens every wanted key when this one is not open yet."""
        found = self._held.get(subject)
        if found is None:
            self._wanted.add(subject)
            self._held.update(load(self._wanted, using))
            self._wanted.clear()
            found = self._held[subject]
        return found

    def for_sealing(self, subject: UUID, using: str) -> Held:
        """The key to seal with. A key whose making was rolled back since is forgotten first."""
        fresh = self._fresh.get(subject)
        if fresh is not None and not fresh.stands(using):
            self.forget(subject)
        return self.held(subject, using)

    def keep(self, subject: UUID, key: Held, confirmation: Confirmation) -> None:
        self._held[subject] = key
        self._fresh[subject] = confirmation

    def forget(self, subject: UUID) -> None:
        self._held.pop(subject, None)
        self._fresh.pop(subject, None)

    def close(self) -> None:
        self._held.clear()
        self._wanted.clear()
        self._fresh.clear()


_open: ContextVar[OpenKeys | None] = ContextVar("qorgan_open_keys", default=None)


@contextmanager
def opened() -> Iterator[None]:
    """Keeps data keys open inside, and forgets them at the end. Nested uses share the outermost."""
    if _open.get() is not None:
        yield
        return
    keys = OpenKeys()
    token = _open.set(keys)
    try:
        yield
    finally:
        _open.reset(token)
        keys.close()


def current() -> OpenKeys:
    """The keys of this request; outside of one, keys that last for this single use."""
    return _open.get() or OpenKeys()


def announce(subject: UUID) -> None:
    """Called for each sealed value that a query fetched."""
    keys = _open.get()
    if keys is not None:
        keys.want(subject)


def want(subjects: Iterable[UUID]) -> None:
    """Names subjects whose rows are about to be sealed, so that their keys come with one query."""
    for subject in subjects:
        announce(subject)


def load(subjects: Iterable[UUID], using: str = DEFAULT_DB_ALIAS) -> dict[UUID, Held]:
    """Opens the data keys of `subjects` with one query. Raises KeyringBroken or WrongKey, never a half answer."""
    asked = list(subjects)
    with connections[using].cursor() as cursor:
        cursor.execute(_SELECT, [asked])
        rows = cursor.fetchall()
    ring = keyring()
    found = {row[0]: _open_row(ring, row) for row in rows}
    return {subject: found.get(subject) or Held(None, MISSING) for subject in asked}


def _open_row(ring: Keyring, row: tuple[Any, ...]) -> Held:
    subject, scope, master, wrapped, shredded_at = row
    if shredded_at is not None or master is None:
        return Held(None, SHREDDED, shredded_at)
    if master not in ring:
        ring = keyring(fresh=True)
        if master not in ring and was_destroyed(master):
            return Held(None, EXPIRED)
    raw = unwrap(ring.derived(master, f"wrap {scope}"), bytes(wrapped), about(subject, scope, master))
    return Held(AESGCM(raw), raw=raw)


def was_destroyed(master: str) -> bool:
    """Whether the ledger outside the database says that this master was destroyed on purpose."""
    return any(entry["master"] == master for entry in ledger.read(ledger.path_of(MASTERS_DESTROYED)))


def to_open(subject: UUID, using: str = DEFAULT_DB_ALIAS) -> Held:
    """The key for reading a value of this subject."""
    return current().held(subject, using)


def to_seal(subject: UUID, using: str = DEFAULT_DB_ALIAS) -> Held:
    """The key for sealing. Raises NoKey where `new_key` was never called, KeyGone where it was shredded."""
    held = current().for_sealing(subject, using)
    if held.cipher is None:
        if held.reason == MISSING:
            raise NoKey("there is no data key for this subject: call new_key first")
        raise KeyGone("what belongs to this subject was erased; nothing new is sealed for it")
    return held


def remember_new(subject: UUID, raw: bytes, using: str) -> None:
    """Keeps a key that was just made open for the rest of the request, unless its transaction is rolled back."""
    keys = _open.get()
    if keys is not None:
        confirmation = Confirmation()
        transaction.on_commit(confirmation, using=using)
        keys.keep(subject, Held(AESGCM(raw), raw=raw), confirmation)


def forget(subject: UUID) -> None:
    """Drops a key that was shredded while it was open."""
    keys = _open.get()
    if keys is not None:
        keys.forget(subject)
