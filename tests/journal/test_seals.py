"""A journal that somebody with the whole database in their hands changed does not pass for whole."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.db.utils import DatabaseError

from qorgan.access.guarded import uuid7
from qorgan.journal import seals, verifying
from qorgan.journal.actions import action, record
from qorgan.journal.chain import GENESIS, digest
from qorgan.journal.events import Event
from qorgan.journal.models import Entry, Seal
from qorgan.journal.verifying import Differs
from tests.toy.models import BOX_WRITE

pytestmark = pytest.mark.django_db
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = frozenset({KEY.public_key().public_bytes_raw()})


@dataclass(frozen=True, kw_only=True)
class BoxSealed(Event):
    verb: ClassVar = "toy.box.sealed"
    label: ClassVar = "Box sealed"
    count: int


@action(BOX_WRITE)
def note_box(*, by, subject, count):
    record(BoxSealed(subject=subject, count=count), by=by)


@pytest.fixture
def stream(cast):
    """A stream of three entries."""
    by, subject = cast.person(BOX_WRITE), uuid7()
    for count in range(3):
        note_box(by=by, subject=subject, count=count)
    return subject


def tamper(owner, sql, *values):
    """What somebody does who owns the tables: the trigger off, the change, the trigger on."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_stays")
        cursor.execute(sql, values)
        changed = cursor.rowcount
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_stays")
    assert changed, "the planted fault changed nothing"


def seal(day, where):
    """As the worker, who alone may write seals."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE qorgan_worker")
        sealed = seals.seal(day, signer=lambda: KEY, where=where)
        cursor.execute("SET LOCAL ROLE qorgan_web")
    return sealed


def findings(where, trusted=TRUSTED):
    return verifying.verify(trusted=trusted, where=where).findings


def rewrite(owner, subject):
    """The cleverest tampering: one body changed, every hash after it and the head made new."""
    rows = list(Entry.objects.filter(stream=subject).order_by("seq"))
    previous = GENESIS
    for row in rows:
        body = row.body.replace('"count":0', '"count":7')
        made = digest(previous, row.seq, body)
        tamper(owner, "UPDATE journal_entry SET body = %s, previous = %s, hash = %s WHERE id = %s", body, previous, made, row.pk)
        previous, before = made, previous
    with owner(), connection.cursor() as cursor:
        sql = "UPDATE journal_head SET hash = %s, previous = %s WHERE stream = %s"
        cursor.execute(sql, [previous, before, subject])


def test_an_untouched_journal_is_whole(stream, tmp_path):
    seal(seals.last_whole_day(), tmp_path)
    report = verifying.verify(trusted=TRUSTED, where=tmp_path)
    assert report.is_whole
    assert (report.streams, report.entries, report.seals) == (1, 3, 1)


def test_a_changed_body_is_named_with_its_row(stream, owner, tmp_path):
    tamper(owner, "UPDATE journal_entry SET body = replace(body, '\"count\":1', '\"count\":9') WHERE stream = %s AND seq = 2", stream)
    (found,) = findings(tmp_path)
    assert (found.what, found.stream, found.seq) == (Differs.BODY, stream, 2)
    assert f"stream {stream}, row 2" in found.said()


def test_a_changed_last_body_is_named_though_no_row_follows(stream, owner, tmp_path):
    tamper(owner, "UPDATE journal_entry SET body = replace(body, 'toy.box', 'toy.bag') WHERE stream = %s AND seq = 3", stream)
    (found,) = findings(tmp_path)
    assert (found.what, found.seq) == (Differs.BODY, 3)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "'toy.box.other'"),
        ("actor", "gen_random_uuid()"),
        ("role", "'other'"),
        ("about", "ARRAY[gen_random_uuid()]"),
        ("at", "at + interval '1 hour'"),
    ],
)
def test_a_column_that_says_another_thing_than_the_body_is_named(stream, owner, tmp_path, column, value):
    tamper(owner, f"UPDATE journal_entry SET {column} = {value} WHERE stream = %s AND seq = 2", stream)
    (found,) = findings(tmp_path)
    assert (found.what, found.seq, found.more) == (Differs.COLUMNS, 2, column)


def test_a_row_with_a_new_hash_of_its_own_is_named_by_the_row_after_it(stream, owner, tmp_path):
    row = Entry.objects.get(stream=stream, seq=2)
    body = row.body.replace('"count":1', '"count":5')
    tamper(owner, "UPDATE journal_entry SET body = %s, hash = %s WHERE id = %s", body, digest(bytes(row.previous), 2, body), row.pk)
    (found,) = findings(tmp_path)
    assert (found.what, found.seq) == (Differs.REWRITTEN, 2)


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_row_taken_out_is_named_missing(stream, owner, tmp_path, seq):
    tamper(owner, "DELETE FROM journal_entry WHERE stream = %s AND seq = %s", stream, seq)
    (found,) = findings(tmp_path)
    assert (found.what, found.stream, found.seq) == (Differs.MISSING, stream, seq)


def test_a_stream_taken_out_whole_is_named_by_its_head(stream, owner, tmp_path):
    tamper(owner, "DELETE FROM journal_entry WHERE stream = %s", stream)
    (found,) = findings(tmp_path)
    assert (found.what, found.seq) == (Differs.MISSING, 1)


def test_a_changed_hash_of_the_last_row_is_told_from_a_changed_body(stream, owner, tmp_path):
    tamper(owner, "UPDATE journal_entry SET hash = sha256('x') WHERE stream = %s AND seq = 3", stream)
    (found,) = findings(tmp_path)
    assert (found.what, found.seq) == (Differs.HASH, 3)


def test_a_head_set_back_is_named(stream, owner, tmp_path):
    with owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_head SET seq = 2 WHERE stream = %s", [stream])
    (found,) = findings(tmp_path)
    assert (found.what, found.seq) == (Differs.HEAD, 3)


def test_a_chain_rewritten_whole_is_shown_only_by_the_signed_head(stream, owner, tmp_path):
    seal(seals.last_whole_day(), tmp_path / "kept")
    rewrite(owner, stream)
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_seal DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM journal_seal")
    assert findings(tmp_path / "nowhere") == [], "without the signed heads nothing shows: the rewrite is a good one"
    assert {(one.what, one.stream, one.seq) for one in findings(tmp_path / "kept")} >= {(Differs.SEALED, stream, 3)}


def test_a_stream_and_its_head_taken_out_together_are_shown_by_the_signed_head(stream, owner, tmp_path):
    seal(seals.last_whole_day(), tmp_path)
    tamper(owner, "DELETE FROM journal_entry WHERE stream = %s", stream)
    with owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_head WHERE stream = %s", [stream])
    (found,) = findings(tmp_path)
    assert (found.what, found.stream, found.seq, found.day) == (Differs.SEALED, stream, 3, seals.last_whole_day().isoformat())


def test_a_seal_of_somebody_elses_key_is_refused(stream, tmp_path):
    seal(seals.last_whole_day(), tmp_path)
    other = frozenset({Ed25519PrivateKey.generate().public_key().public_bytes_raw()})
    (found,) = findings(tmp_path, trusted=other)
    assert found.what is Differs.SEAL
    assert "not this installation's" in found.more


def test_heads_altered_in_the_file_do_not_pass(stream, tmp_path):
    seal(seals.last_whole_day(), tmp_path)
    path = seals.path_of(tmp_path, seals.last_whole_day())
    content = json.loads(path.read_text())
    content["heads"] = []
    path.write_text(json.dumps(content))
    assert [one.more for one in findings(tmp_path)] == ["its root does not follow from its heads"]


def test_counts_altered_in_the_file_break_the_signature(stream, tmp_path):
    seal(seals.last_whole_day(), tmp_path)
    path = seals.path_of(tmp_path, seals.last_whole_day())
    sealed = seals.read(path)
    path.unlink()
    seals.write(path, replace(sealed, entries=sealed.entries + 1))
    assert [one.more for one in findings(tmp_path)] == ["its signature is wrong"]


def test_a_seal_taken_out_is_found_by_the_next_one(stream, cast, owner, tmp_path):
    first, second = seals.last_whole_day() - timedelta(days=1), seals.last_whole_day()
    seal(first, tmp_path)
    note_box(by=cast.person(BOX_WRITE), subject=stream, count=4)
    seal(second, tmp_path)
    assert findings(tmp_path) == []
    seals.path_of(tmp_path, first).unlink()
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_seal DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM journal_seal WHERE day = %s", [first])
    (found,) = findings(tmp_path)
    assert (found.day, found.more) == (second.isoformat(), "the seal before it was taken out or changed")


def test_a_file_that_is_gone_or_unreadable_is_said(stream, tmp_path):
    seal(seals.last_whole_day(), tmp_path)
    path = seals.path_of(tmp_path, seals.last_whole_day())
    path.write_text("{}")
    assert [one.more for one in findings(tmp_path)] == ["its file cannot be read"]
    path.unlink()
    assert [one.more for one in findings(tmp_path)] == ["its file is missing"]


def test_a_day_is_sealed_once_and_a_file_left_by_a_crash_is_taken_over(stream, cast, owner, tmp_path):
    day = seals.last_whole_day()
    row, is_new = seal(day, tmp_path)
    assert is_new
    assert seal(day, tmp_path) == (row, False)
    before = seals.path_of(tmp_path, day).read_bytes()
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_seal DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM journal_seal")
    note_box(by=cast.person(BOX_WRITE), subject=stream, count=4)
    again, is_new = seal(day, tmp_path)
    assert is_new
    assert bytes(again.root) == bytes(row.root)
    assert seals.path_of(tmp_path, day).read_bytes() == before


def test_heads_that_did_not_move_since_the_last_seal_are_not_signed_again(stream, cast, tmp_path):
    seal(seals.last_whole_day() - timedelta(days=1), tmp_path)
    other = uuid7()
    note_box(by=cast.person(BOX_WRITE), subject=other, count=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seals, "MOVED_AGAIN", timedelta(0))
        seal(seals.last_whole_day(), tmp_path)
    assert [head.stream for head in seals.read(seals.path_of(tmp_path, seals.last_whole_day())).heads] == [other]


def test_pages_may_not_write_a_seal_and_nobody_changes_one(stream, tmp_path):
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_seal VALUES (now(), 1, 1, 'x', 'x', 'x', now())")


def test_a_seal_stays(stream, owner, tmp_path):
    seal(seals.last_whole_day(), tmp_path)
    with owner(), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Seal.objects.update(streams=7)


def test_streams_are_followed_over_the_border_of_a_batch(stream, cast, owner, tmp_path, monkeypatch):
    monkeypatch.setattr(verifying, "BATCH", 2)
    note_box(by=cast.person(BOX_WRITE), subject=uuid7(), count=1)
    report = verifying.verify(trusted=TRUSTED, where=tmp_path)
    assert report.is_whole
    assert (report.streams, report.entries) == (2, 4)
    tamper(owner, "UPDATE journal_entry SET role = 'other' WHERE stream = %s AND seq = 3", stream)
    assert [(one.what, one.seq) for one in findings(tmp_path)] == [(Differs.COLUMNS, 3)]
