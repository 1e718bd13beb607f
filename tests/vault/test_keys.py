"""Data keys: one a subject, never lost to a rolled-back transaction, loudly missing when a root key is."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from qorgan.access.acting import acting
from qorgan.vault import keyring as rings
from qorgan.vault import keys, ledger
from qorgan.vault import opened as open_keys
from qorgan.vault.faults import KeyExists, KeyringBroken, NoKey, WrongKey
from qorgan.vault.gone import EXPIRED, is_gone
from qorgan.vault.keys import has_key, new_key, opened
from qorgan.vault.models import DataKey, Master
from tests.vault.models import KEEPER, Note
from tests.vault.test_fields import TEXT

pytestmark = pytest.mark.django_db


def test_a_subject_has_one_key_and_the_refusal_does_not_break_the_transaction(subject):
    with pytest.raises(KeyExists):
        new_key(subject=subject, scope="toy.note")
    assert has_key(subject)
    assert not has_key(uuid4())


def test_the_wrapped_key_is_bound_to_its_subject(subject):
    other = uuid4()
    new_key(subject=other, scope="toy.note")
    DataKey.objects.filter(subject=other).update(wrapped=DataKey.objects.get(subject=subject).wrapped)
    with pytest.raises(WrongKey):
        open_keys.load([other])


def test_the_wrapped_key_is_bound_to_its_scope(subject):
    DataKey.objects.filter(subject=subject).update(scope="toy.other")
    with pytest.raises(WrongKey):
        open_keys.load([subject])


def test_a_key_made_in_a_rolled_back_savepoint_is_not_used_any_more():
    """Otherwise a text would be sealed under a key that exists nowhere, and be lost for ever."""
    subject = uuid4()
    with opened():
        with transaction.atomic():
            new_key(subject=subject, scope="toy.note")
            transaction.set_rollback(True)
        with pytest.raises(NoKey), transaction.atomic():
            Note.objects.create(subject=subject, text=TEXT)
        new_key(subject=subject, scope="toy.note")
        note = Note.objects.create(subject=subject, text=TEXT)
    assert Note.objects.get(pk=note.pk).text == TEXT


def test_planted_fault_without_the_confirmation_the_text_would_be_lost(monkeypatch):
    """Proves that the test above is alive."""
    monkeypatch.setattr(open_keys.Confirmation, "stands", lambda self, using: True)
    subject = uuid4()
    with opened():
        with transaction.atomic():
            new_key(subject=subject, scope="toy.note")
            transaction.set_rollback(True)
        note = Note.objects.create(subject=subject, text=TEXT)
    assert is_gone(Note.objects.get(pk=note.pk).text)


def test_a_key_made_in_a_released_savepoint_costs_no_query(django_assert_num_queries):
    subject = uuid4()
    with opened():
        with transaction.atomic():
            new_key(subject=subject, scope="toy.note")
        with django_assert_num_queries(0):
            open_keys.to_seal(subject)


def test_a_missing_master_is_loud(subject, home):
    note = Note.objects.create(subject=subject, text=TEXT)
    for path in rings.folder().glob("master-*.key"):
        path.unlink()
    with pytest.raises(KeyringBroken, match="missing"):
        _ = Note.objects.get(pk=note.pk).text


def test_a_wrong_master_of_the_same_name_opens_nothing(subject, home):
    note = Note.objects.create(subject=subject, text=TEXT)
    for path in rings.folder().glob("master-*.key"):
        name = path.name.removesuffix(".key")
        path.unlink()
        rings.write(rings.folder(), rings.make(name))
    with pytest.raises(WrongKey):
        _ = Note.objects.get(pk=note.pk).text
    with pytest.raises(KeyringBroken, match="not the one"):
        keys.current_master(rings.keyring())


def test_a_master_that_was_destroyed_on_purpose_shows_its_values_as_gone(subject, home):
    """An old backup, restored after its master's end."""
    note = Note.objects.create(subject=subject, text=TEXT, answers={"n": 1})
    master = DataKey.objects.get(subject=subject).master_id
    rings.erase(rings.folder() / f"{master}.key")
    ledger.append(ledger.path_of("masters"), {"master": master})
    again = Note.objects.get(pk=note.pk)
    assert is_gone(again.text)
    assert again.text.reason == EXPIRED
    assert again.answers == {}


def test_a_key_file_that_no_database_knows_wraps_nothing(home):
    rings.write(rings.folder(), rings.make("master-2099-01"))
    subject = uuid4()
    new_key(subject=subject, scope="toy.note")
    assert DataKey.objects.get(subject=subject).master_id != "master-2099-01"


def test_the_web_role_deletes_no_key_and_forgets_no_master(subject, owner):
    for statement in ("DELETE FROM vault_datakey", "DELETE FROM vault_shredding"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with owner(), pytest.raises(Exception, match="violates foreign key"), transaction.atomic():
        forget_all_masters()


def forget_all_masters() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        Master.objects.all()._raw_delete(using="default")


def test_whoever_acts_has_keys_open_and_only_so_long(subject):
    Note.objects.bulk_create([Note(subject=subject, text=TEXT) for _ in range(3)])
    with CaptureQueriesContext(connection) as queries, acting(KEEPER):
        assert [note.text for note in Note.objects.all()] == [TEXT] * 3
    assert sum("vault_datakey" in query["sql"] for query in queries) == 1
    assert open_keys._open.get() is None


def test_nested_requests_share_their_keys(subject, django_assert_num_queries):
    with opened():
        open_keys.to_seal(subject)
        with opened(), django_assert_num_queries(0):
            open_keys.to_seal(subject)
        with django_assert_num_queries(0):
            open_keys.to_seal(subject)
