"""Daily seals: the heads that moved are signed and kept outside the database, so that a rewritten chain is found.

A chain of hashes alone proves nothing against somebody who owns the database: they can rewrite a stream and its head. A
seal is Ed25519 (RFC 8032) over the day, the counts, the time and a root, and the root is

    SHA-256(root of the seal before | each head, by stream: stream, 16 bytes | seq, 8 bytes big-endian | hash, 32 bytes)

so that a seal taken out is found by the next one. The heads themselves stand in `QORGAN_HOME/heads/<day>.json`; copies
of that folder belong on another machine. The signing key lives above this room and comes in as a callable.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils import timezone

from qorgan.journal.chain import GENESIS
from qorgan.journal.models import Entry, Head, Seal

Signer = Callable[[], Ed25519PrivateKey]
MOVED_AGAIN = timedelta(hours=1)
"""A transaction that was open while the last seal was made may have written heads with an earlier time."""


class SealBroken(ValueError):
    """A file of heads cannot be read or does not carry what it must."""


@dataclass(frozen=True, slots=True)
class HeadAt:
    """Where one stream stood when it was sealed."""

    stream: UUID
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """One seal as its file holds it. `root` and `signature` are bytes; `heads` are in the order of their streams."""

    day: date
    streams: int
    entries: int
    previous: bytes
    root: bytes
    signature: bytes
    public_key: bytes
    sealed_at: datetime
    heads: tuple[HeadAt, ...]

    def text(self) -> bytes:
        """The bytes that are signed."""
        return signed_text(self.day, self.streams, self.entries, self.root, self.sealed_at)


def signed_text(day: date, streams: int, entries: int, root: bytes, sealed_at: datetime) -> bytes:
    """The canonical text of a seal."""
    at = sealed_at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")
    return f"qorgan journal seal 1\n{day.isoformat()}\n{streams}\n{entries}\n{root.hex()}\n{at}\n".encode()


def root_of(previous: bytes, heads: Iterable[HeadAt]) -> bytes:
    """The root over heads that are in the order of their streams, bound to the seal before."""
    found = hashlib.sha256(previous)
    for head in heads:
        found.update(head.stream.bytes + head.seq.to_bytes(8, "big") + head.hash)
    return found.digest()


def is_signed(sealed: Sealed | Seal) -> bool:
    """Whether the signature fits the seal's own public key; whose key that is, the caller must know."""
    text = signed_text(sealed.day, sealed.streams, sealed.entries, bytes(sealed.root), sealed.sealed_at)
    try:
        Ed25519PublicKey.from_public_bytes(bytes(sealed.public_key)).verify(bytes(sealed.signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def path_of(where: Path, day: date) -> Path:
    """The file of a day in the folder of heads."""
    return where / f"{day.isoformat()}.json"


def last_whole_day(now: datetime | None = None) -> date:
    """Yesterday, in the country's time."""
    return timezone.localdate(now) - timedelta(days=1)


def seal(day: date, *, signer: Signer, where: Path) -> tuple[Seal, bool]:
    """Seals every head that moved since the last seal, under the name of `day`; returns the row and whether it is new.

    Called as the worker, inside an action. The file is on the disk before the row is written; a file that a crash left
    without its row is taken over, never replaced. Raises OSError where the file cannot be kept, SealBroken where a file
    of this day is there and is not a seal.
    """
    kept = Seal.objects.filter(day=day).first()
    if kept is not None:
        return kept, False
    path = path_of(where, day)
    sealed = read(path) if path.exists() else _make(day, signer)
    if not path.exists():
        write(path, sealed)
    return Seal.objects.create(
        day=day,
        streams=sealed.streams,
        entries=sealed.entries,
        root=sealed.root,
        signature=sealed.signature,
        public_key=sealed.public_key,
        sealed_at=sealed.sealed_at,
    ), True


def _make(day: date, signer: Signer) -> Sealed:
    before = Seal.objects.filter(day__lt=day).order_by("-day").first()
    previous = bytes(before.root) if before else GENESIS
    heads = tuple(_moved(before.sealed_at - MOVED_AGAIN if before else None))
    root, now = root_of(previous, heads), timezone.now()
    entries = _entries_of(day)
    key = signer()
    return Sealed(
        day=day,
        streams=len(heads),
        entries=entries,
        previous=previous,
        root=root,
        signature=key.sign(signed_text(day, len(heads), entries, root, now)),
        public_key=key.public_key().public_bytes_raw(),
        sealed_at=now,
        heads=heads,
    )


def _moved(since: datetime | None) -> Iterator[HeadAt]:
    rows = Head.objects.order_by("stream")
    if since is not None:
        rows = rows.filter(changed_at__gte=since)
    for stream, seq, digest in rows.values_list("stream", "seq", "hash").iterator(chunk_size=10_000):
        yield HeadAt(stream, seq, bytes(digest))


def _entries_of(day: date) -> int:
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return Entry.objects.filter(at__gte=start, at__lt=end).count()


def write(path: Path, sealed: Sealed) -> None:
    """Keeps a seal under its name whole and on the disk, or not at all; an existing one is never replaced."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    rough = path.with_name(f".{path.name}.{os.getpid()}")
    content = {
        "seal": "qorgan journal seal 1",
        "day": sealed.day.isoformat(),
        "streams": sealed.streams,
        "entries": sealed.entries,
        "previous": sealed.previous.hex(),
        "root": sealed.root.hex(),
        "signature": sealed.signature.hex(),
        "public_key": sealed.public_key.hex(),
        "sealed_at": sealed.sealed_at.isoformat(timespec="microseconds"),
        "heads": [[str(head.stream), head.seq, head.hash.hex()] for head in sealed.heads],
    }
    try:
        with os.fdopen(os.open(rough, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w") as file:
            json.dump(content, file, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        os.link(rough, path)
    finally:
        rough.unlink(missing_ok=True)
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> Sealed:
    """Reads a file of heads. Raises SealBroken, naming the file, where it is none."""
    try:
        content = json.loads(path.read_bytes())
        return Sealed(
            day=date.fromisoformat(content["day"]),
            streams=int(content["streams"]),
            entries=int(content["entries"]),
            previous=bytes.fromhex(content["previous"]),
            root=bytes.fromhex(content["root"]),
            signature=bytes.fromhex(content["signature"]),
            public_key=bytes.fromhex(content["public_key"]),
            sealed_at=datetime.fromisoformat(content["sealed_at"]),
            heads=tuple(HeadAt(UUID(stream), int(seq), bytes.fromhex(kept)) for stream, seq, kept in content["heads"]),
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise SealBroken(f"{path.name} is not a file of signed heads") from fault


def files(where: Path) -> list[Path]:
    """All files of heads, the oldest first."""
    return sorted(where.glob("????-??-??.json"))
