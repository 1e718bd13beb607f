"""Sealed files: streamed in and out, whole or not at all, and every harm noticed."""

from __future__ import annotations

import errno
import io
import os
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from qorgan.vault import files
from qorgan.vault.faults import FileTooLarge, KeyGone, NoRoom, Tampered
from qorgan.vault.files import CHUNK, HEAD_BYTES, open_file, path_of, seal_file, verify_file
from qorgan.vault.models import SealedFile
from tests.vault.test_fields import shred_key

pytestmark = pytest.mark.django_db
SEALED_CHUNK = CHUNK + 16


class Dribble(io.RawIOBase):
    """A source that gives less than was asked, as a socket does."""

    def __init__(self, body: bytes) -> None:
        self.body = io.BytesIO(body)

    def read(self, size: int = -1) -> bytes:
        return self.body.read(min(size, 1000))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
def test_a_file_comes_back_as_it_was(subject, home, size):
    body = os.urandom(size)
    kept = seal_file(subject=subject, source=Dribble(body))
    assert kept.size == size
    with open_file(kept.id) as stream:
        assert stream.read() == body
    assert verify_file(kept.id) == size
    on_disk = path_of(kept.id)
    assert on_disk.stat().st_mode & 0o777 == 0o600
    assert size < 64 or body[:64] not in on_disk.read_bytes()


def test_the_same_file_twice_has_nothing_in_common(subject, home):
    one, other = (seal_file(subject=subject, source=io.BytesIO(b"a" * 1000)) for _ in range(2))
    assert path_of(one.id).read_bytes()[HEAD_BYTES:] != path_of(other.id).read_bytes()[HEAD_BYTES:]


def harm_flip(body: bytes) -> bytes:
    return body[:-20] + bytes([body[-20] ^ 1]) + body[-19:]


def harm_cut_at_a_chunk(body: bytes) -> bytes:
    return body[: HEAD_BYTES + 2 * SEALED_CHUNK]


def harm_swap_chunks(body: bytes) -> bytes:
    head, rest = body[:HEAD_BYTES], body[HEAD_BYTES:]
    return head + rest[SEALED_CHUNK : 2 * SEALED_CHUNK] + rest[:SEALED_CHUNK] + rest[2 * SEALED_CHUNK :]


def harm_double_a_chunk(body: bytes) -> bytes:
    return body[: HEAD_BYTES + SEALED_CHUNK] + body[HEAD_BYTES:]


def harm_append(body: bytes) -> bytes:
    return body + bytes(100)


def harm_other_subject(body: bytes) -> bytes:
    return body[:3] + bytes(16) + body[19:]


def harm_not_a_file(body: bytes) -> bytes:
    return b"PK" + body[2:]


@pytest.mark.parametrize("harm", [harm_flip, harm_cut_at_a_chunk, harm_swap_chunks, harm_double_a_chunk, harm_append, harm_not_a_file])
def test_a_harmed_file_is_noticed(subject, home, harm):
    kept = seal_file(subject=subject, source=io.BytesIO(os.urandom(2 * CHUNK + 500)))
    path = path_of(kept.id)
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(Tampered):
        verify_file(kept.id)


def test_planted_fault_without_the_mark_of_the_last_chunk_a_cut_file_would_pass(subject, home, monkeypatch):
    """Proves that the test above is alive."""
    monkeypatch.setattr(files, "_nonce", lambda number, _: number.to_bytes(12, "big"))
    kept = seal_file(subject=subject, source=io.BytesIO(os.urandom(2 * CHUNK + 500)))
    path = path_of(kept.id)
    path.write_bytes(harm_cut_at_a_chunk(path.read_bytes()))
    assert verify_file(kept.id) == 2 * CHUNK


def test_a_file_under_another_files_name_does_not_open(subject, home):
    one, other = (seal_file(subject=subject, source=io.BytesIO(b"text")) for _ in range(2))
    path_of(other.id).write_bytes(path_of(one.id).read_bytes())
    with pytest.raises(Tampered):
        verify_file(other.id)


def test_a_file_that_claims_another_subject_opens_nothing(subject, home):
    kept = seal_file(subject=subject, source=io.BytesIO(b"text"))
    path_of(kept.id).write_bytes(harm_other_subject(path_of(kept.id).read_bytes()))
    with pytest.raises(KeyGone):
        open_file(kept.id)


def everything_below(home) -> list[str]:
    return [path.name for path in (home / "files").rglob("*") if path.is_file()]


def test_a_full_disk_says_so_and_keeps_nothing(subject, home, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(NoRoom):
        seal_file(subject=subject, source=io.BytesIO(b"text"))
    assert everything_below(home) == []
    assert not SealedFile.objects.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a small disk")
def test_a_really_full_disk_says_so_and_keeps_nothing(subject, home):
    import subprocess

    (home / "files").mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(home / "files")], check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts nothing")
    try:
        with pytest.raises(NoRoom):
            seal_file(subject=subject, source=io.BytesIO(os.urandom(500_000)))
        assert everything_below(home) == []
        kept = seal_file(subject=subject, source=io.BytesIO(b"small"))
        assert verify_file(kept.id) == 5
    finally:
        subprocess.run(["umount", str(home / "files")], check=True)


def test_a_file_past_the_limit_is_refused_and_keeps_nothing(subject, home):
    with pytest.raises(FileTooLarge):
        seal_file(subject=subject, source=io.BytesIO(bytes(CHUNK + 1)), largest=CHUNK)
    assert everything_below(home) == []
    assert seal_file(subject=subject, source=io.BytesIO(bytes(CHUNK)), largest=CHUNK).size == CHUNK


def test_a_source_that_breaks_off_keeps_nothing(subject, home):
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        seal_file(subject=subject, source=Broken())
    assert everything_below(home) == []


def test_a_shredded_file_does_not_open(subject, home):
    kept = seal_file(subject=subject, source=io.BytesIO(b"text"))
    shred_key(subject)
    with pytest.raises(KeyGone):
        open_file(kept.id)


def test_a_removed_file_leaves_the_disk_at_the_commit(subject, home, django_capture_on_commit_callbacks):
    kept = seal_file(subject=subject, source=io.BytesIO(b"text"))
    with django_capture_on_commit_callbacks(execute=True):
        files.remove_file(kept.id)
        assert path_of(kept.id).exists()
    assert not path_of(kept.id).exists()


def test_a_file_whose_transaction_was_rolled_back_is_swept_away_later(subject, home):
    with transaction.atomic():
        seal_file(subject=subject, source=io.BytesIO(b"lost"))
        transaction.set_rollback(True)
    kept = seal_file(subject=subject, source=io.BytesIO(b"kept"))
    rough = path_of(kept.id).with_name("." + uuid4().hex)
    rough.write_bytes(b"")
    assert files.remove_orphans(before=timezone.now() - timedelta(hours=1)) == 0
    old = time.time() - 90_000
    for path in (home / "files").rglob("*"):
        os.utime(path, (old, old))
    assert files.remove_orphans(before=timezone.now() - timedelta(hours=1)) == 2
    assert everything_below(home) == [kept.id.hex]


def test_twenty_megabytes_pass_with_a_few_chunks_of_memory(subject, home):
    import tracemalloc

    class Zeros(io.RawIOBase):
        left = 20_000_000

        def read(self, size: int = -1) -> bytes:
            given = min(size, self.left)
            self.left -= given
            return bytes(given)

    tracemalloc.start()
    kept = seal_file(subject=subject, source=Zeros())
    assert verify_file(kept.id) == 20_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * CHUNK
