"""Bring a backup back: check every byte, fill the database, shred again what was shredded since, verify the journal."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from django.db import connection, connections

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.oversight.actions import note_restore, verify
from qorgan.site import database, env
from qorgan.site.backups import dump, folders, manifest
from qorgan.site.backups.manifest import BackupProblem
from qorgan.site.commands import migrate
from qorgan.site.launcher import Server
from qorgan.vault import shredding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", type=Path, help="a folder that qorgan backup made")
    parser.add_argument("--into-empty", action="store_true", help="empty the database first; everything that is in it now is lost")


def run(args: argparse.Namespace) -> int:
    """0 where everything is back and the journal is whole; 1 where the journal has findings."""
    backup, home = args.folder.expanduser().absolute(), env.home()
    made = manifest.check(backup)
    folders.settle(backup, home)
    refuse_others()
    if not is_empty():
        if not args.into_empty:
            raise BackupProblem("the database is not empty; nothing was changed. --into-empty gives it up")
        make_empty()
    try:
        folders.bring_back(backup, home)
        with tempfile.TemporaryDirectory() as work:
            dump.restore(connection.settings_dict, backup / folders.DATABASE, Path(work))
    except OSError as fault:
        raise BackupProblem(f"the backup cannot be brought back: {fault.strerror or 'the disk refused'}") from None
    migrate.run(argparse.Namespace(quiet=True, check=False))
    with acting(Principal.system("vault.keeper")):  # look-ups are forgotten by an actor only
        again = shredding.replay()
    report = verify(by=Principal.system("oversight.command"))
    note_restore(
        by=Principal.system("oversight.command"),
        made_at=made.made_at,
        shredded_again=again.applied,
        doubtful=len(again.doubtful),
        findings=len(report.findings),
    )
    print(
        f"Restored: the backup of {made.made_at:%Y-%m-%d %H:%M} UTC. Shredded again: {again.applied}. "
        f"Journal: {report.entries} entries."
    )
    for subject in again.doubtful:
        print(f"? {subject}: its erasing was begun and never confirmed; decide by hand", file=sys.stderr)
    for finding in report.findings:
        print(f"! {finding.said()}", file=sys.stderr)
    return 0 if report.is_whole else 1


def refuse_others() -> None:
    """Nobody may work in the database meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0]:
            raise BackupProblem("somebody is connected to the database; stop qorgan run first")


def is_empty() -> bool:
    """Whether the database has no table."""
    return not connection.introspection.table_names()


def make_empty() -> None:
    """Makes the embedded database anew. Your own server's database is emptied by its administrator."""
    if database.own_server() is not None:
        raise BackupProblem("empty the database of DATABASE_URL yourself, then restore again")
    name = connection.settings_dict["NAME"]
    connections.close_all()
    server = Server(env.home(), databases=tuple(dict.fromkeys((database.DATABASE, name))))
    with server.superuser() as superuser:
        superuser.execute(f'DROP DATABASE "{name}"')
    server.make_databases()
