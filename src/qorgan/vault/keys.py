"""The door to data keys: one key per subject, made once, shredded once.

`opened()` keeps keys open for a request; `new_key` comes before the first sealed value of a subject; `shred` makes
everything sealed for it unreadable, in backups too once their master is destroyed."""

from __future__ import annotations

import os
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from qorgan.vault.cipher import KEY_BYTES, wrap
from qorgan.vault.faults import KeyExists, KeyringBroken
from qorgan.vault.keyring import Keyring, keyring
from qorgan.vault.opened import about, opened, remember_new, want
from qorgan.vault.shredding import Outcome, shred

__all__ = ["Outcome", "has_key", "new_key", "opened", "shred", "want"]

_INSERT = (
    "INSERT INTO vault_datakey (subject, scope, master_id, wrapped, created_at, held_for, shred_asked_for) "
    "VALUES (%s, %s, %s, %s, %s, '', '') ON CONFLICT (subject) DO NOTHING"
)
_known_masters: set[tuple[str, str]] = set()


def new_key(*, subject: UUID, scope: str, using: str = DEFAULT_DB_ALIAS) -> None:
    """Makes the data key of a subject, in the caller's transaction.

    `scope` is a code such as `helpline.thread`; docs/decisions/0020-sealing-and-keys.md lists which key seals what.
    Raises KeyExists for a subject that has (or had) one."""
    raw = os.urandom(KEY_BYTES)
    ring = keyring()
    master = current_master(ring, using)
    wrapped = wrap(ring.derived(master, f"wrap {scope}"), raw, about(subject, scope, master))
    with connections[using].cursor() as cursor:
        cursor.execute(_INSERT, [subject, scope, master, wrapped, timezone.now()])
        if cursor.rowcount != 1:
            raise KeyExists(f"the subject of scope {scope} already has a data key")
    remember_new(subject, raw, using)


def has_key(subject: UUID, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the subject has a data key that still opens something."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM vault_datakey WHERE subject = %s AND shredded_at IS NULL", [subject])
        return cursor.fetchone() is not None


def current_master(ring: Keyring, using: str = DEFAULT_DB_ALIAS) -> str:
    """The newest master that this database knows. A key file that was only just put there waits for its rotation."""
    for key in ring.of("master"):
        if (key.name, key.check) in _known_masters or _is_registered(key.name, key.check, using):
            return key.name
    said = "no master key of the keyring belongs to this database: run qorgan migrate, or put its keys back"
    raise KeyringBroken(said)


def _is_registered(name: str, check: str, using: str) -> bool:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT check_value FROM vault_master WHERE name = %s AND retired_at IS NULL", [name])
        row = cursor.fetchone()
    if row is None:
        return False
    if row[0] != check:
        raise KeyringBroken(f"root key {name} is not the one this database was sealed with")
    _known_masters.add((name, check))
    return True
