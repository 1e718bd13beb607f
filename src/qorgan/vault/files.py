"""Sealed files on the disk: written as a stream, read back as a stream, never whole in memory and never in the clear.

Format: `QF 01 | key id, 16 bytes | salt, 16 bytes`, then chunks of 64 KiB, each AES-256-GCM with 16 bytes of tag. A
file has its own key: HKDF of the subject's data key with the salt. Nonce of chunk n: n as 8 bytes, big-endian, then
00 00 00 and 01 for the last chunk, else 00, so that chunks cannot be swapped, doubled, dropped or cut (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). Associated data: head and file id."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from qorgan.vault.cipher import TAG_BYTES, derive
from qorgan.vault.faults import FileTooLarge, KeyGone, NoRoom, Tampered
from qorgan.vault.keyring import sync_folder
from qorgan.vault.models import SealedFile
from qorgan.vault.opened import Held, to_open, to_seal

MAGIC = b"QF\x01"
SALT_BYTES = 16
HEAD_BYTES = len(MAGIC) + 16 + SALT_BYTES
CHUNK = 64 * 1024
LARGEST = 50_000_000
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def path_of(file_id: UUID, home: Path | None = None) -> Path:
    """Where a sealed file lies: a random name in one of 256 folders. The name tells nothing."""
    name = file_id.hex
    return (home or Path(settings.QORGAN_HOME)) / "files" / name[-2:] / name


def _cipher(held: Held, salt: bytes) -> AESGCM:
    return AESGCM(derive(held.raw, "file", salt=salt))


def _key_and_salt(head: bytes) -> tuple[UUID, bytes]:
    if len(head) != HEAD_BYTES or not head.startswith(MAGIC):
        raise Tampered("this is not a sealed file of version 1")
    return UUID(bytes=head[len(MAGIC) : len(MAGIC) + 16]), head[-SALT_BYTES:]


def _opened_cipher(head: bytes) -> AESGCM:
    subject, salt = _key_and_salt(head)
    held = to_open(subject)
    if held.cipher is None:
        raise KeyGone("the file was erased with the key that sealed it")
    return _cipher(held, salt)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(8, "big") + (b"\0\0\0\x01" if is_last else bytes(4))


def _chunks(source: BinaryIO, largest: int) -> Iterator[tuple[bytes, bool]]:
    """Plain chunks with a mark on the last; an empty source has one empty last chunk."""
    size, held = 0, _filled(source)
    while True:
        size += len(held)
        if size > largest:
            raise FileTooLarge(largest)
        following = _filled(source) if len(held) == CHUNK else b""
        yield held, not following
        if not following:
            return
        held = following


def _filled(source: BinaryIO) -> bytes:
    """CHUNK bytes, or what is left; sockets and pipes may give less at a time."""
    parts, wanted = [], CHUNK
    while wanted:
        part = source.read(wanted)
        if not part:
            break
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def seal_file(*, subject: UUID, source: BinaryIO, largest: int = LARGEST) -> SealedFile:
    """Seals everything `source` gives under the subject's key and returns its row, in the caller's transaction.

    Raises NoRoom on a full disk and FileTooLarge past `largest` bytes; nothing of the file is kept then. A file whose
    transaction is rolled back is removed by `remove_orphans`."""
    salt = os.urandom(SALT_BYTES)
    cipher, head, file_id = _cipher(to_seal(subject), salt), MAGIC + subject.bytes + salt, uuid4()
    try:
        size = _write(path_of(file_id), head, _sealed_chunks(cipher, head + file_id.bytes, _chunks(source, largest)))
    except OSError as fault:
        if fault.errno in _NO_ROOM:
            raise NoRoom from None
        raise
    return SealedFile.objects.create(id=file_id, subject=subject, size=size)


def _sealed_chunks(cipher: AESGCM, about: bytes, chunks: Iterable[tuple[bytes, bool]]) -> Iterator[tuple[bytes, int]]:
    """Each chunk sealed, with the length of its plaintext."""
    for number, (chunk, is_last) in enumerate(chunks):
        yield cipher.encrypt(_nonce(number, is_last), chunk, about), len(chunk)


def _write(path: Path, head: bytes, chunks: Iterable[tuple[bytes, int]]) -> int:
    """The file appears under its name whole, on the disk, or not at all. Returns the length of the plaintext."""
    rough, size = path.with_name(f".{path.name}"), 0
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(rough, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(head)
            for sealed, length in chunks:
                file.write(sealed)
                size += length
            file.flush()
            os.fsync(file.fileno())
        rough.replace(path)
    except BaseException:
        rough.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return size


class SealedReader(io.RawIOBase):
    """The plaintext of a sealed file as a stream; every chunk is checked before a byte of it is given out.

    Raises Tampered at the first wrong chunk, and at the end where the last one is missing.
    """

    def __init__(self, file: BinaryIO, cipher: AESGCM, about: bytes) -> None:
        super().__init__()
        self._file, self._cipher, self._about = file, cipher, about
        self._number, self._held, self._at = 0, b"", 0
        self._ahead = file.read(CHUNK + TAG_BYTES)
        self._is_at_end = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while self._at >= len(self._held) and not self._is_at_end:
            self._held, self._at = self._next(), 0
        part = self._held[self._at : self._at + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _next(self) -> bytes:
        sealed, self._ahead = self._ahead, self._file.read(CHUNK + TAG_BYTES)
        self._is_at_end = not self._ahead
        try:
            plain = self._cipher.decrypt(_nonce(self._number, self._is_at_end), sealed, self._about)
        except (InvalidTag, ValueError):
            raise Tampered("a sealed file was changed or cut") from None
        self._number += 1
        return plain

    def close(self) -> None:
        self._file.close()
        super().close()


def open_file(file_id: UUID) -> SealedReader:
    """The file's plaintext as a stream. Raises FileNotFoundError, KeyGone after a shredding, Tampered."""
    file = path_of(file_id).open("rb")
    try:
        head = file.read(HEAD_BYTES)
        return SealedReader(file, _opened_cipher(head), head + file_id.bytes)
    except BaseException:
        file.close()
        raise


def verify_file(file_id: UUID) -> int:
    """Reads the whole file and returns its size in bytes. Raises what `open_file` raises."""
    size = 0
    with open_file(file_id) as stream:
        while part := stream.read(CHUNK):
            size += len(part)
    return size


def remove_files(rows: QuerySet[SealedFile]) -> None:
    """Forgets these files now and takes them off the disk after the commit."""
    for file_id in list(rows.values_list("id", flat=True)):
        transaction.on_commit(partial(_unlink, file_id), robust=True)
    rows.delete()


def remove_file(file_id: UUID) -> None:
    """Forgets one file now and takes it off the disk after the commit."""
    remove_files(SealedFile.objects.filter(id=file_id))


def _unlink(file_id: UUID) -> None:
    path_of(file_id).unlink(missing_ok=True)


def remove_orphans(*, before: datetime) -> int:
    """Removes files that no row knows (their transaction was rolled back) and rough files, older than `before`.
    Returns how many.
    """
    removed = 0
    for path in (Path(settings.QORGAN_HOME) / "files").glob("??/*"):
        if path.stat().st_mtime < before.timestamp() and not _is_known(path.name):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _is_known(name: str) -> bool:
    return not name.startswith(".") and SealedFile.objects.filter(id=UUID(hex=name)).exists()
