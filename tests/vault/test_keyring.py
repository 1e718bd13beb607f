"""Root keys: files that only their owner reads, or a command; clear words when something is wrong."""

from __future__ import annotations

import base64
import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest

from qorgan.vault import keyring as rings
from qorgan.vault.faults import KeyringBroken


def written(where: Path, *names: str) -> list[rings.RootKey]:
    keys = [rings.make(name) for name in names]
    for key in keys:
        rings.write(where, key)
    return keys


def test_a_key_file_is_private_and_comes_back(tmp_path):
    (key,) = written(tmp_path / "keys", "master-2026-11")
    path = tmp_path / "keys" / "master-2026-11.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert rings.read_file(path).secret == key.secret


def test_a_key_is_never_replaced(tmp_path):
    written(tmp_path / "keys", "master-2026-11")
    with pytest.raises(FileExistsError):
        rings.write(tmp_path / "keys", rings.make("master-2026-11"))


def test_the_newest_of_a_kind_is_the_latest_month_and_number(tmp_path):
    written(tmp_path, "master-2026-09", "master-2026-11", "master-2026-11-2", "master-2026-10", "lookup-2027-01")
    tmp_path.chmod(0o700)
    ring = rings.from_files(tmp_path)
    assert [key.name for key in ring.of("master")] == ["master-2026-11-2", "master-2026-11", "master-2026-10", "master-2026-09"]
    assert ring.newest("master").name == "master-2026-11-2"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    written(tmp_path / "keys", "master-2026-11")
    (tmp_path / "keys" / "master-2026-11.key").chmod(mode)
    with pytest.raises(KeyringBroken, match="may be read by others"):
        rings.from_files(tmp_path / "keys")


def test_a_folder_of_keys_that_others_may_enter_is_refused(tmp_path):
    written(tmp_path / "keys", "master-2026-11")
    (tmp_path / "keys").chmod(0o755)
    with pytest.raises(KeyringBroken, match="may be read by others"):
        rings.from_files(tmp_path / "keys")


def test_a_link_in_place_of_a_key_is_refused(tmp_path):
    written(tmp_path / "keys", "master-2026-11")
    path = tmp_path / "keys" / "master-2026-11.key"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyringBroken, match="cannot be read"):
        rings.from_files(tmp_path / "keys")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a file away")
def test_a_key_of_another_user_is_refused(tmp_path):
    written(tmp_path / "keys", "master-2026-11")
    os.chown(tmp_path / "keys" / "master-2026-11.key", 65534, 65534)
    with pytest.raises(KeyringBroken, match="another user"):
        rings.from_files(tmp_path / "keys")


def test_a_damaged_or_renamed_key_is_refused_and_never_shown(tmp_path):
    (key,) = written(tmp_path / "keys", "master-2026-11")
    path = tmp_path / "keys" / "master-2026-11.key"
    whole = path.read_text()
    other = base64.b64encode(bytes(32)).decode()
    swapped = whole.replace(base64.b64encode(key.secret).decode(), other)
    for text in (swapped, whole[:40], "", whole.replace("11", "12")):
        path.write_text(text)
        with pytest.raises(KeyringBroken) as refusal:
            rings.from_files(tmp_path / "keys")
        assert other not in str(refusal.value)


def test_an_absent_folder_is_an_empty_keyring(tmp_path):
    ring = rings.from_files(tmp_path / "keys")
    assert ring.all() == []
    with pytest.raises(KeyringBroken, match="no master key"):
        ring.newest("master")
    with pytest.raises(KeyringBroken, match="master-2026-01 is missing"):
        ring.named("master-2026-01")


def test_names_say_kind_and_month(tmp_path):
    assert rings.next_name("master", date(2026, 11, 22), []) == "master-2026-11"
    assert rings.next_name("master", date(2026, 11, 22), ["master-2026-11"]) == "master-2026-11-2"
    for name in ("other-2026-11", "master-2026-13", "master-26-11", "../master-2026-11"):
        with pytest.raises(KeyringBroken):
            rings.make(name)
    with pytest.raises(KeyringBroken, match="31 bytes"):
        rings.root_key("master-2026-11", bytes(31))


def test_a_key_shows_its_name_and_never_its_secret(tmp_path):
    key = rings.make("pepper-2026-11")
    ring = rings.Keyring([key])
    assert key.secret.hex() not in repr(key) + repr(ring)
    assert repr(key.secret) not in repr(key)


def test_sub_keys_differ_by_purpose_scope_and_root():
    ring = rings.Keyring([rings.make("master-2026-11"), rings.make("master-2026-12")])
    made = {
        ring.derived(name, purpose)
        for name in ("master-2026-11", "master-2026-12")
        for purpose in ("wrap helpline.thread", "wrap helpline.contact", "sign")
    }
    assert len(made) == 6


def test_a_new_pepper_serves_new_hashes_and_the_old_one_checks_old_ones():
    old, new = rings.make("pepper-2026-11"), rings.make("pepper-2026-12")
    before = rings.Keyring([old]).pepper()
    ring = rings.Keyring([old, new])
    assert ring.pepper()[0] == "pepper-2026-12"
    assert ring.pepper(before[0]) == before


def test_keys_come_from_a_command(tmp_path):
    secret = os.urandom(32)
    (tmp_path / "keys.json").write_text(json.dumps({"keys": {"master-2026-11": base64.b64encode(secret).decode()}}))
    ring = rings.from_command(f"cat {tmp_path / 'keys.json'}")
    assert ring.newest("master").secret == secret


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; print('TOPSECRET'); sys.exit(3)", "status 3"),
        ("print('TOPSECRET')", "did not print"),
        ("print('[\"TOPSECRET\"]')", "did not print"),
        ('print(\'{"keys": {"master-2026-11": "TOPSECRET"}}\')', "not base64|bytes long"),
    ],
)
def test_a_command_that_fails_is_named_and_its_output_is_not_repeated(program, said):
    import shlex

    with pytest.raises(KeyringBroken, match=said) as refusal:
        rings.from_command(shlex.join([sys.executable, "-c", program]))
    assert "TOPSECRET" not in str(refusal.value)


def test_a_command_that_is_not_there_or_hangs_is_named(monkeypatch):
    with pytest.raises(KeyringBroken, match="cannot be started"):
        rings.from_command("/nowhere/keys")
    monkeypatch.setattr(rings, "COMMAND_SECONDS", 0.2)
    with pytest.raises(KeyringBroken, match="no answer"):
        rings.from_command("sleep 5")


def test_a_new_key_file_is_seen_without_a_restart(tmp_path, settings):
    settings.QORGAN_HOME = tmp_path
    written(tmp_path / "keys", "master-2026-11")
    assert rings.keyring().newest("master").name == "master-2026-11"
    written(tmp_path / "keys", "master-2026-12")
    assert rings.keyring().newest("master").name == "master-2026-12"


def test_an_erased_key_file_leaves_nothing(tmp_path):
    written(tmp_path / "keys", "master-2026-11")
    rings.erase(tmp_path / "keys" / "master-2026-11.key")
    assert list((tmp_path / "keys").iterdir()) == []
