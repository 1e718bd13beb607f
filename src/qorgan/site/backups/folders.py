"""The folders of an installation that a backup holds beside the database, and how they come back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from qorgan.site.backups.manifest import BackupProblem
from qorgan.vault.keyring import give_to_owner, sync_folder

DATABASE, FILES, LEDGER, HEADS, KEYS = "database", "files", "ledger", "heads", "keys"


def collect(home: Path, target: Path, *, with_keys: bool) -> None:
    """Copies what belongs to the database of a moment ago.

    The database was dumped before: a file that was shredded since is rightly gone, and one that came since is an
    orphan that the nightly round removes.
    """
    for name in (FILES, LEDGER, HEADS, *([KEYS] if with_keys else [])):
        _copy(home / name, target / name)


def _copy(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    if not source.is_dir():
        return
    for path in sorted(source.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith("."):
            continue
        copy = target / path.relative_to(source)
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, copy)
        except FileNotFoundError:
            continue  # shredded in this very moment
        copy.chmod(0o600)


def settle(backup: Path, home: Path) -> None:
    """Whether the backup and what the home holds already can live together. Changes nothing.

    Raises BackupProblem for other keys of the same name, for ledgers of which neither continues the other, and for
    heads of the same day that differ; and where there are no keys at all.
    """
    if not any((home / KEYS).glob("*.key")) and not any((backup / KEYS).glob("*.key")):
        raise BackupProblem(
            "the root keys are neither in this backup nor in QORGAN_HOME/keys; put them back first (qorgan keys recover --escrow FILE)"
        )
    for name in (KEYS, HEADS):
        for path in sorted((backup / name).glob("*")):
            kept = home / name / path.name
            if kept.exists() and kept.read_bytes() != path.read_bytes() and path.suffix in (".key", ".json"):
                raise BackupProblem(
                    f"{name}/{path.name} of QORGAN_HOME is another than the one of the backup; restore into a new QORGAN_HOME"
                )
    for path in sorted((backup / LEDGER).glob("*.jsonl")):
        _longer(path, home / LEDGER / path.name)


def _longer(ours: Path, kept: Path) -> bool:
    """Whether the backup's ledger continues the kept one. The longer of the two is the truth."""
    old, new = ours.read_bytes(), kept.read_bytes() if kept.exists() else b""
    if new.startswith(old):
        return False
    if old.startswith(new):
        return True
    raise BackupProblem(f"the ledger {kept.name} of QORGAN_HOME does not belong to this backup; restore into a new QORGAN_HOME")


def bring_back(backup: Path, home: Path) -> None:
    """Puts keys, heads, files and ledgers into the home; what is there already and newer stays."""
    for path in sorted((backup / LEDGER).glob("*.jsonl")):
        if _longer(path, home / LEDGER / path.name):
            _put(path, home / LEDGER / path.name)
    for name in (KEYS, HEADS, FILES):
        for path in sorted((backup / name).rglob("*")):
            target = home / name / path.relative_to(backup / name)
            if path.is_file() and not target.exists():
                _put(path, target)


def _put(source: Path, target: Path) -> None:
    """A private copy that belongs to the owner of the home, on the disk before it has its name."""
    folder = target.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    rough = folder / f".{target.name}.{os.getpid()}"
    try:
        with source.open("rb") as read, os.fdopen(os.open(rough, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            give_to_owner(file.fileno(), folder)
            shutil.copyfileobj(read, file)
            file.flush()
            os.fsync(file.fileno())
        rough.replace(target)
    finally:
        rough.unlink(missing_ok=True)
    sync_folder(folder)
