"""Backups are made and restored at the command line; here they are remembered."""

from __future__ import annotations

from datetime import datetime

from qorgan.access.principal import Principal
from qorgan.journal.actions import action, record
from qorgan.oversight import access
from qorgan.oversight.events import BACKUPS, BackupMade, BackupRestored


@action(access.BACKUP_NOTE)
def note_backup(*, by: Principal, files: int, size: int, with_keys: bool) -> None:
    """A backup was written and every file of it verified. `size` in bytes."""
    record(BackupMade(subject=BACKUPS, files=files, size=size, with_keys=with_keys), by=by)


@action(access.BACKUP_NOTE)
def note_restore(*, by: Principal, made_at: datetime, shredded_again: int, doubtful: int, findings: int) -> None:
    """This database was restored from the backup of `made_at`."""
    record(
        BackupRestored(subject=BACKUPS, made_at=made_at, shredded_again=shredded_again, doubtful=doubtful, findings=findings),
        by=by,
    )
