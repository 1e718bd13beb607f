"""A backup comes back whole on another machine, stays shredded where it was shredded, and a flipped byte is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from qorgan.site.backups import folders, manifest
from qorgan.site.backups.manifest import BackupProblem
from qorgan.site.launcher import running
from tests.site.machine import ROOT, environment

WRITE = """
from uuid import UUID
from django.db import transaction
from qorgan.access.principal import Principal
from qorgan.oversight.actions import seal_last_day
from qorgan.vault.files import seal_file
from qorgan.vault.keys import new_key
import io
with transaction.atomic():
    for number in (1, 2):
        new_key(subject=UUID(int=number), scope="toy.box")
        seal_file(subject=UUID(int=number), source=io.BytesIO(b"what nobody may lose"))
seal_last_day(by=Principal.system("oversight.keeper"))
"""
SHRED = """
from uuid import UUID
from qorgan.access.principal import Principal
from qorgan.vault.actions import shred_subject
from qorgan.vault.choices import ShredReason
shred_subject(by=Principal.system("vault.keeper"), subject=UUID(int=1), reason=ShredReason.ASKED)
"""
CHANGES = ("journal_", "procrastinate_", "django_migrations", "access_rolepermission")


def qorgan(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line as an operator runs it."""
    variables = environment(QORGAN_HOME=str(home), HOME=str(home.parent))
    return subprocess.run(
        [sys.executable, "-m", "qorgan.site.cli", *words],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=300,
    )


def done(home: Path, *words: str) -> str:
    result = qorgan(home, *words)
    assert result.returncode == 0, result.stderr[-2_000:]
    return result.stdout


def contents(home: Path) -> dict[str, str]:
    """A hash of all rows of each table, as the superuser sees them."""
    with running(home) as server, psycopg.connect(server.url("superuser")) as connection:
        tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
        return {
            name: connection.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{name}\" t"
            ).fetchone()[0]
            for name in tables
            if not name.startswith(CHANGES)
        }


def rows(home: Path, sql: str) -> list[tuple]:
    with running(home) as server, psycopg.connect(server.url("superuser")) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A small installation with two sealed subjects, a signed day and a backup with keys."""
    place = tmp_path_factory.mktemp("backup")
    done(place / "home", "migrate", "--quiet")
    done(place / "home", "manage", "shell", "-c", WRITE)
    done(place / "home", "backup", str(place / "backup"), "--with-keys")
    return place


@pytest.fixture(scope="module")
def before(place):
    return contents(place / "home")


def test_a_backup_is_private_and_names_every_file(place):
    made = manifest.check(place / "backup")
    assert made.with_keys
    assert {name.split("/")[0] for name in made.files} == {"database", "files", "heads", "keys"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (place / "backup").rglob("*") if path.is_file())
    assert (place / "backup").stat().st_mode & 0o077 == 0


def test_it_comes_back_into_a_fresh_home_with_the_same_content(place, before):
    home = place / "fresh"
    told = done(home, "restore", str(place / "backup"))
    assert "Shredded again: 0" in told
    assert contents(home) == before
    assert done(home, "verify").endswith("The journal is whole.\n")
    assert len(list((home / "files").rglob("*"))) == len(list((place / "home" / "files").rglob("*")))
    again = qorgan(home, "restore", str(place / "backup"))
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert "not empty" in again.stderr


def test_what_was_shredded_since_stays_shredded(place):
    done(place / "home", "manage", "shell", "-c", SHRED)
    home = place / "later"
    for name in ("ledger", "keys", "heads"):
        shutil.copytree(place / "home" / name, home / name)
    told = done(home, "restore", str(place / "backup"))
    assert "Shredded again: 1" in told
    keys = rows(home, "SELECT subject::text, wrapped IS NULL FROM vault_datakey WHERE scope = 'toy.box' ORDER BY 1")
    assert [is_gone for _subject, is_gone in keys] == [True, False]
    assert len([path for path in (home / "files").rglob("*") if path.is_file()]) == 1


def test_tampering_makes_verify_fail_and_name_the_row(place):
    home = place / "tampered"
    done(home, "restore", str(place / "backup"))
    with running(home) as server, psycopg.connect(server.url("superuser")) as connection:
        connection.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
        connection.execute("UPDATE journal_entry SET role = 'nobody' WHERE seq = 1 AND verb = 'oversight.journal.sealed'")
    result = qorgan(home, "verify")
    assert result.returncode == 1
    assert "row 1: a column does not say what the body says (role)" in result.stdout


@pytest.mark.parametrize("name", ["database/toc.dat", "manifest.json", "keys"])
def test_one_flipped_byte_is_refused_before_anything_is_touched(place, tmp_path, name):
    copy = tmp_path / "copy"
    shutil.copytree(place / "backup", copy)
    path = next((copy / name).iterdir()) if name == "keys" else copy / name
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    with pytest.raises(BackupProblem):
        manifest.check(copy)


def test_a_file_too_much_and_one_too_few_are_refused(place, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(place / "backup", copy)
    (copy / "files" / "more").write_bytes(b"x")
    with pytest.raises(BackupProblem, match="not in its manifest"):
        manifest.check(copy)
    (copy / "files" / "more").unlink()
    next(path for path in (copy / "files").rglob("*") if path.is_file()).unlink()
    with pytest.raises(BackupProblem, match="missing in the backup"):
        manifest.check(copy)


def test_a_folder_without_a_manifest_is_no_backup(tmp_path):
    with pytest.raises(BackupProblem, match="no finished backup"):
        manifest.check(tmp_path)


def test_other_keys_and_a_foreign_ledger_are_refused(place, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(place / "home" / "keys", home / "keys")
    folders.settle(place / "backup", home)
    key = next((home / "keys").glob("*.key"))
    key.write_bytes(b"another")
    with pytest.raises(BackupProblem, match="another than the one of the backup"):
        folders.settle(place / "backup", home)


def test_a_ledger_that_neither_continues_nor_precedes_is_refused(tmp_path):
    backup, home = tmp_path / "backup", tmp_path / "home"
    for folder in (backup / "ledger", home / "ledger", backup / "keys"):
        folder.mkdir(parents=True)
    (backup / "keys" / "master.key").write_bytes(b"k")
    (backup / "ledger" / "shredded.jsonl").write_bytes(b"a\n")
    (home / "ledger" / "shredded.jsonl").write_bytes(b"a\nb\n")
    folders.settle(backup, home)
    folders.bring_back(backup, home)
    assert (home / "ledger" / "shredded.jsonl").read_bytes() == b"a\nb\n", "the longer ledger is the truth"
    (home / "ledger" / "shredded.jsonl").write_bytes(b"c\n")
    with pytest.raises(BackupProblem, match="does not belong"):
        folders.settle(backup, home)


def test_without_keys_a_backup_says_so_and_is_not_restored_into_a_home_that_has_none(place, tmp_path):
    told = qorgan(place / "home", "backup", str(tmp_path / "backup"))
    assert told.returncode == 0
    assert "root keys are not in this backup" in told.stderr
    assert not (tmp_path / "backup" / "keys").exists()
    with pytest.raises(BackupProblem, match="root keys are neither"):
        folders.settle(tmp_path / "backup", tmp_path / "home")


def test_a_folder_that_holds_something_is_not_written_into(place):
    result = qorgan(place / "home", "backup", str(place / "backup"))
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "is not empty" in result.stderr
    assert not [path for path in place.iterdir() if "unfinished" in path.name]
