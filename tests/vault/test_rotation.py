"""Masters change while everybody works on, and are destroyed when their backups have expired."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone, translation

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.models import Entry
from qorgan.vault import certificates, keeper, ledger, rotation
from qorgan.vault import keyring as rings
from qorgan.vault.events import KEYRING
from qorgan.vault.faults import VaultFault
from qorgan.vault.gone import EXPIRED
from qorgan.vault.keys import new_key, opened
from qorgan.vault.models import DataKey, Destruction, Master
from qorgan.vault.opened import was_destroyed
from tests.vault.models import KEEPER, Note
from tests.vault.test_fields import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_worker(db):
    """The keeper runs in the worker, which alone writes certificates."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE qorgan_worker")


def masters_in_use() -> set[str]:
    return set(DataKey.objects.live().values_list("master_id", flat=True))


def test_after_a_rotation_everything_opens_and_the_old_master_wraps_nothing(subject, home, as_worker):
    for _ in range(7):
        new_key(subject=uuid4(), scope="toy.note")
    note = Note.objects.create(subject=subject, text=TEXT)
    (old,) = masters_in_use()
    ciphertext = Note.objects.filter(pk=note.pk).values_list("text", flat=True).get()
    new = rotation.rotate_master(by=KEEPER)
    steps: list[int] = []
    assert rotation.rewrap(by=KEEPER, batch=3, progress=steps.append) == 8
    assert steps == [3, 3, 2]
    assert masters_in_use() == {new} != {old}
    with opened():
        again = Note.objects.get(pk=note.pk)
        assert again.text == TEXT
    assert Note.objects.filter(pk=note.pk).values_list("text", flat=True).get() == ciphertext
    verbs = list(Entry.objects.filter(stream=KEYRING).order_by("seq").values_list("verb", flat=True))
    assert verbs[-2:] == ["vault.master.rotated", "vault.master.rewrapped"]


def test_new_keys_use_the_new_master_at_once(home, as_worker):
    new = rotation.rotate_master(by=KEEPER)
    subject = uuid4()
    new_key(subject=subject, scope="toy.note")
    assert DataKey.objects.get(subject=subject).master_id == new


def test_only_the_keeper_rotates(home, cast):
    with pytest.raises(Refused):
        rotation.rotate_master(by=cast.person())


def test_a_master_is_destroyed_a_day_after_its_last_backup_expired(subject, home, as_worker, settings):
    settings.BACKUPS_KEPT_DAYS = 20
    (old,) = masters_in_use()
    rotation.rotate_master(by=KEEPER)
    rotation.rewrap(by=KEEPER)
    due = timezone.now() + timedelta(days=21)
    assert rotation.destroy_due(by=KEEPER, today=(due - timedelta(days=1)).date()) == []
    assert (rings.folder() / f"{old}.key").exists()
    with time_machine.travel(due, tick=False):
        assert rotation.destroy_due(by=KEEPER) == [old]
    assert not (rings.folder() / f"{old}.key").exists()
    assert was_destroyed(old)
    assert not Master.objects.filter(name=old).exists()
    row = Destruction.objects.get(master=old)
    certificate = certificates.Certificate(row.certificate, bytes(row.signature))
    assert certificates.is_genuine(certificate)
    assert certificate.content["destroyed_at"] == row.destroyed_at.isoformat()
    assert certificate.content["backups_kept_days"] == 20
    with translation.override("en"):
        assert old in certificates.in_words(certificate)


def test_a_backup_from_before_opens_nothing_once_its_master_is_destroyed(subject, home, as_worker, owner):
    """The promise of shredding: an old copy of the wrapped key is worth nothing any more."""
    note = Note.objects.create(subject=subject, text=TEXT)
    old = DataKey.objects.values("wrapped", "master_id").get(subject=subject)
    check = Master.objects.get(name=old["master_id"])
    rotation.rotate_master(by=KEEPER)
    rotation.rewrap(by=KEEPER)
    rotation.destroy_due(by=KEEPER, today=(timezone.now() + timedelta(days=40)).date())
    with owner():
        check.save(force_insert=True)
        DataKey.objects.filter(subject=subject).update(**old)
    assert Note.objects.get(pk=note.pk).text.reason == EXPIRED


def test_the_database_refuses_to_forget_a_master_that_still_wraps_a_key(subject, home, as_worker):
    (old,) = masters_in_use()
    rotation.rotate_master(by=KEEPER)
    with pytest.raises(Exception, match="violates foreign key"), transaction.atomic():
        rotation.destroy_master(by=KEEPER, master=Master.objects.get(name=old))
    assert (rings.folder() / f"{old}.key").exists()
    assert not Destruction.objects.exists()


def test_a_key_that_came_late_under_the_old_master_is_moved_before_the_destruction(subject, home, as_worker):
    """A transaction that was open during the rotation."""
    note = Note.objects.create(subject=subject, text=TEXT)
    late = DataKey.objects.values("wrapped", "master_id").get(subject=subject)
    rotation.rotate_master(by=KEEPER)
    rotation.rewrap(by=KEEPER)
    DataKey.objects.filter(subject=subject).update(**late)
    rotation.destroy_due(by=KEEPER, today=(timezone.now() + timedelta(days=40)).date())
    assert Note.objects.get(pk=note.pk).text == TEXT


def test_a_crash_between_the_decision_and_the_file_is_finished_later(subject, home, as_worker, monkeypatch):
    (old,) = masters_in_use()
    rotation.rotate_master(by=KEEPER)
    rotation.rewrap(by=KEEPER)
    monkeypatch.setattr(rotation, "finish_destructions", list)
    rotation.destroy_due(by=KEEPER, today=(timezone.now() + timedelta(days=40)).date())
    monkeypatch.undo()
    assert Destruction.objects.get(master=old).destroyed_at is None
    assert rotation.finish_destructions() == [old]
    assert rotation.finish_destructions() == []
    assert not (rings.folder() / f"{old}.key").exists()
    assert [entry["master"] for entry in ledger.read(ledger.path_of("masters"))] == [old]


def test_a_key_that_the_operator_put_there_becomes_the_next_master(home, as_worker):
    rings.write(rings.folder(), rings.make("master-2099-01"))
    assert rotation.rotate_master(by=KEEPER) == "master-2099-01"


def test_with_a_key_command_the_new_master_comes_from_there(home, as_worker, settings, tmp_path):
    import base64
    import json

    def given(*extra: rings.RootKey) -> None:
        keys = {key.name: base64.b64encode(key.secret).decode() for key in (*held, *extra)}
        (tmp_path / "keys.json").write_text(json.dumps({"keys": keys}))

    held = rings.keyring().all()
    given()
    settings.QORGAN_KEY_COMMAND = f"cat {tmp_path / 'keys.json'}"
    with pytest.raises(RuleBroken):
        rotation.rotate_master(by=KEEPER)
    given(rings.make("master-2099-01"))
    assert rotation.rotate_master(by=KEEPER) == "master-2099-01"
    rotation.rewrap(by=KEEPER)
    old = Master.objects.get(destroy_on__isnull=False).name
    rotation.destroy_due(by=KEEPER, today=(timezone.now() + timedelta(days=40)).date())
    assert Destruction.objects.get(master=old).destroyed_at is None  # the command still gives it
    held = [key for key in held if key.name != old]
    given(rings.make("master-2099-02"))
    assert rotation.finish_destructions() == [old]


def test_keys_locked_by_others_are_awaited_and_then_named(subject, home, as_worker, monkeypatch):
    monkeypatch.setattr(rotation, "_rewrap_batch", lambda old, batch: 0)
    monkeypatch.setattr(rotation, "A_MOMENT", 0)
    rotation.rotate_master(by=KEEPER)
    with pytest.raises(VaultFault, match="stay locked"):
        rotation.rewrap(by=KEEPER)


def test_the_round_of_the_night_rotates_once_a_month(subject, home, as_worker):
    first = keeper.make_round(by=KEEPER)
    assert (first.rotated, first.rewrapped) == ("", 0)
    with time_machine.travel(timezone.now().replace(day=1) + timedelta(days=32), tick=False):
        second = keeper.make_round(by=KEEPER)
        third = keeper.make_round(by=KEEPER)
    assert second.rotated.startswith("master-")
    assert second.rewrapped == DataKey.objects.live().count()
    assert third.rotated == ""
    with time_machine.travel(timezone.now().replace(day=1) + timedelta(days=32 + 37), tick=False):
        last = keeper.make_round(by=KEEPER)
    assert len(last.destroyed) == 1
