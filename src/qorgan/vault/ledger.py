"""Ledgers outside the database: what was shredded and which masters were destroyed, so that no old backup undoes it.

Append-only text files of one JSON object a line in `QORGAN_HOME/ledger/`. Each line carries the SHA-256 of the line
before it, so a line taken out or changed in the middle is found. They hold ids, codes and times, nothing about a
person."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from qorgan.vault.faults import LedgerBroken
from qorgan.vault.keyring import give_to_owner, sync_folder

START = "0" * 64


def path_of(name: str, home: Path | None = None) -> Path:
    """Where the ledger `name` (`shredded`, `masters`) is kept."""
    return (home or Path(settings.QORGAN_HOME)) / "ledger" / f"{name}.jsonl"


def _last_line(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    tail = os.pread(handle, min(size, 4096), max(0, size - 4096))
    return tail.rstrip(b"\n").rpartition(b"\n")[2]


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest() if line else START


def append(path: Path, entry: dict[str, Any]) -> None:
    """Appends one entry and returns when it is on the disk. Raises OSError where it cannot be kept."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        give_to_owner(handle, path.parent)
        fcntl.flock(handle, fcntl.LOCK_EX)
        line = json.dumps({**entry, "previous": _hash(_last_line(handle))}, sort_keys=True, separators=(",", ":"))
        _write_whole(handle, line.encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        sync_folder(path.parent)


def _write_whole(handle: int, line: bytes) -> None:
    """All or nothing: half a line, left by a full disk, is cut off again."""
    before = os.fstat(handle).st_size
    try:
        written = os.write(handle, line)
    except OSError:
        written = 0
    if written != len(line):
        os.ftruncate(handle, before)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read(path: Path) -> Iterator[dict[str, Any]]:
    """All entries in order. Raises LedgerBroken at the first line that does not follow from the one before it."""
    if not path.exists():
        return
    before = b""
    with path.open("rb") as file:
        for number, line in enumerate((raw.rstrip(b"\n") for raw in file), start=1):
            try:
                entry = json.loads(line)
            except ValueError:
                raise LedgerBroken(f"{path.name} cannot be read at line {number}") from None
            if entry.get("previous") != _hash(before):
                raise LedgerBroken(f"{path.name} was altered before line {number}")
            before = line
            yield entry
