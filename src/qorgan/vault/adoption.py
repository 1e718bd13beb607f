"""A database and its root keys find each other: on the first migration keys are made, later they must be the right
ones.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.utils import timezone

from qorgan.vault import keyring as rings
from qorgan.vault.faults import KeyringBroken
from qorgan.vault.keyring import KINDS, Keyring, RootKey
from qorgan.vault.lookup import build_find
from qorgan.vault.models import Master
from qorgan.vault.opened import was_destroyed


def after_migrate(using: str, **_: object) -> None:
    """Called by Django when all migrations of a run are done, as the owner of the tables."""
    existing = set(connections[using].introspection.table_names())
    if Master._meta.db_table not in existing:
        return
    build_find(using, existing)
    adopt(using)


def adopt(using: str) -> None:
    """Checks the keyring against the database, makes what a new installation lacks, registers its first master.

    Raises KeyringBroken rather than begin anew where the database was sealed with keys that are not there.
    """
    ring = rings.keyring(fresh=True)
    masters = list(Master.objects.using(using).all())
    for master in masters:
        _must_fit(ring, master)
    if any(master.retired_at is None and master.name in ring for master in masters):
        return
    if not masters:
        ring = make_missing(ring)
    register(ring.newest("master"), using)


def _must_fit(ring: Keyring, master: Master) -> None:
    if master.name not in ring:
        if was_destroyed(master.name):
            return
        raise KeyringBroken(
            f"root key {master.name} is missing: this database was sealed with it; put its file back, or run qorgan keys recover"
        )
    if ring.named(master.name).check != master.check_value:
        raise KeyringBroken(f"root key {master.name} is not the one this database was sealed with")


def register(key: RootKey, using: str = "default") -> None:
    """Makes a key of the keyring a master of this database."""
    Master.objects.using(using).get_or_create(name=key.name, defaults={"check_value": key.check, "made_at": timezone.now()})


def make_missing(ring: Keyring) -> Keyring:
    """Makes one key file of each kind that has none. Several processes of one start make them only once."""
    if rings.command():
        _command_must_have_all(ring)
        return ring
    with one_at_a_time(rings.folder()):
        ring = rings.keyring(fresh=True)
        today = timezone.now().date()
        for kind in KINDS:
            if not ring.of(kind):
                rings.write(rings.folder(), rings.make(rings.next_name(kind, today, ())))
        return rings.keyring(fresh=True)


def _command_must_have_all(ring: Keyring) -> None:
    lacking = [kind for kind in KINDS if not ring.of(kind)]
    if lacking:
        raise KeyringBroken(f"QORGAN_KEY_COMMAND gives no key of the kinds: {', '.join(lacking)}")


@contextmanager
def one_at_a_time(where: Path) -> Iterator[None]:
    """Holds the lock of the folder of keys; its file is hidden and empty."""
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(where / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        rings.give_to_owner(handle, where)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
