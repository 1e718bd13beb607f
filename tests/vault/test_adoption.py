"""A database and its keys: made once, never silently made anew."""

from __future__ import annotations

import multiprocessing

import pytest

from qorgan.vault import adoption, ledger
from qorgan.vault import keyring as rings
from qorgan.vault.faults import KeyringBroken
from qorgan.vault.models import Master

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare(tmp_path, settings, owner):
    """A home without keys, and the rights of the one who migrates."""
    settings.QORGAN_HOME = tmp_path
    with owner():
        yield tmp_path
    rings._held.clear()


def test_a_new_installation_gets_one_key_of_each_kind(bare):
    Master.objects.all()._raw_delete(using="default")
    adoption.adopt("default")
    assert sorted(key.kind for key in rings.keyring().all()) == sorted(rings.KINDS)
    assert Master.objects.get().name == rings.keyring().newest("master").name
    adoption.adopt("default")
    assert Master.objects.count() == 1


def test_a_database_whose_keys_are_missing_gets_no_new_ones(bare):
    with pytest.raises(KeyringBroken, match="missing"):
        adoption.adopt("default")
    assert rings.keyring().all() == []


def test_a_database_with_another_key_of_the_same_name_is_refused(bare):
    name = Master.objects.get().name
    rings.write(rings.folder(), rings.make(name))
    with pytest.raises(KeyringBroken, match="not the one"):
        adoption.adopt("default")


def test_an_old_backup_whose_master_was_destroyed_gets_the_newest_master(bare):
    name = Master.objects.get().name
    ledger.append(ledger.path_of("masters"), {"master": name})
    rings.write(rings.folder(), rings.make("master-2099-01"))
    adoption.adopt("default")
    assert Master.objects.filter(name="master-2099-01").exists()


def test_a_key_command_must_give_every_kind(bare, settings):
    Master.objects.all()._raw_delete(using="default")
    settings.QORGAN_KEY_COMMAND = "echo '{\"keys\": {}}'"
    with pytest.raises(KeyringBroken, match="master, lookup, pepper, signing"):
        adoption.adopt("default")


def _make(_: int) -> list[str]:
    return [key.check for key in adoption.make_missing(rings.keyring(fresh=True)).all()]


def test_several_processes_of_one_start_make_the_same_keys(bare):
    with multiprocessing.get_context("fork").Pool(4) as pool:
        made = pool.map(_make, range(4))
    assert len({tuple(keys) for keys in made}) == 1
    assert len(made[0]) == len(rings.KINDS)
