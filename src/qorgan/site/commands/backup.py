"""Write a backup into a new folder and verify it: database, sealed files, ledgers, signed heads; keys only if asked."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from django.db import connection
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.oversight.actions import note_backup
from qorgan.site import env
from qorgan.site.backups import dump, folders, manifest
from qorgan.site.backups.manifest import BackupProblem, Manifest

WITHOUT_KEYS = """The root keys are not in this backup. Keep them elsewhere: qorgan keys shares, or a copy of {keys}.
Without them nobody opens what is sealed in it."""
WITH_KEYS = "The root keys are in {keys}. Move that folder to another safe: whoever has both reads everything."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", type=Path, help="a new or empty folder, best on another disk")
    parser.add_argument("--with-keys", action="store_true", help="copy the root keys too, into FOLDER/keys")
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")


def run(args: argparse.Namespace) -> int:
    """Makes the backup; the folder gets its name when every byte was read again and found right."""
    target = args.folder.expanduser().absolute()
    try:
        made = make(target, with_keys=args.with_keys)
    except OSError as fault:
        raise BackupProblem(f"the backup cannot be written: {fault.strerror or 'the disk refused'}") from None
    note_backup(by=Principal.system("oversight.command"), files=len(made.files), size=made.size, with_keys=made.with_keys)
    if not args.quiet:
        print(f"Backup: {target}. Files: {len(made.files)}. Size: {made.size // 1_000_000} MB. Every file was verified.")
        text = WITH_KEYS if made.with_keys else WITHOUT_KEYS
        keys = target / folders.KEYS if made.with_keys else env.home() / folders.KEYS
        print(text.format(keys=keys), file=sys.stderr)
    return 0


def make(target: Path, *, with_keys: bool) -> Manifest:
    """Writes and verifies a backup. Raises BackupProblem; then nothing is left behind."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupProblem(f"{target} is not empty; a backup needs a new folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    rough = target.with_name(f".{target.name}.unfinished-{os.getpid()}")
    rough.mkdir(mode=0o700)
    try:
        now = timezone.now()
        dump.dump(connection.settings_dict, rough / folders.DATABASE)
        folders.collect(env.home(), rough, with_keys=with_keys)
        dump.prove(rough / folders.DATABASE)
        manifest.write(rough, made_at=now, database=connection.settings_dict["NAME"], with_keys=with_keys)
        made = manifest.check(rough)
        rough.rename(target)
    finally:
        shutil.rmtree(rough, ignore_errors=True)
    return made
