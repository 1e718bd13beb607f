"""The manifest of a backup: what it is, when it was made, and the size and SHA-256 of every file in it."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qorgan.site.launcher.problems import LauncherProblem

NAME = "manifest.json"
FORMAT = "qorgan backup 1"
CHUNK = 1024 * 1024


class BackupProblem(LauncherProblem):
    """A backup cannot be made or used; the text is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` maps a path inside the backup to its size in bytes and its SHA-256 in hexadecimal."""

    made_at: datetime
    database: str
    with_keys: bool
    files: dict[str, tuple[int, str]]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())


def hash_of(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file, read in pieces."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def listed(folder: Path) -> dict[str, Path]:
    """Every file below a folder by its relative path, without the manifest. Links are refused: a backup has none."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise BackupProblem(f"{path.relative_to(folder)} is a link; a backup has none")
        if path.is_file() and path != folder / NAME:
            found[path.relative_to(folder).as_posix()] = path
    return found


def write(folder: Path, *, made_at: datetime, database: str, with_keys: bool) -> Manifest:
    """Hashes everything that lies in the folder and writes the manifest, the last file of a backup."""
    files = {name: hash_of(path) for name, path in listed(folder).items()}
    manifest = Manifest(made_at, database, with_keys, files)
    content = {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "database": database,
        "with_keys": with_keys,
        "files": {name: {"size": size, "sha256": digest} for name, (size, digest) in files.items()},
    }
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def read(folder: Path) -> Manifest:
    """Reads a manifest. Raises BackupProblem where there is none or it is not one."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise BackupProblem(f"{folder} was made by another version of Qorgan ({content['format']})")
        files = {str(name): (int(one["size"]), str(one["sha256"])) for name, one in content["files"].items()}
        made_at = datetime.fromisoformat(content["made_at"])
        return Manifest(made_at, str(content["database"]), bool(content["with_keys"]), files)
    except FileNotFoundError:
        raise BackupProblem(f"{folder} holds no finished backup: {NAME} is missing") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BackupProblem(f"{NAME} of {folder} cannot be read") from None


def check(folder: Path) -> Manifest:
    """Reads every byte of a backup again. Raises BackupProblem naming the first file that is not as it was written."""
    manifest = read(folder)
    present = listed(folder)
    for name in sorted({*present, *manifest.files}):
        if name not in manifest.files:
            raise BackupProblem(f"{name} is in the backup and not in its manifest")
        if name not in present:
            raise BackupProblem(f"{name} is missing in the backup")
        if hash_of(present[name]) != manifest.files[name]:
            raise BackupProblem(f"{name} of the backup was changed or damaged")
    return manifest
