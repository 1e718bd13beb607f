"""The daily round of the vault: everything that must happen although nobody asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.vault import actions, files, rotation, shredding
from qorgan.vault.keyring import command

ORPHANS_ARE_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did, in numbers."""

    rotated: str
    rewrapped: int
    destroyed: tuple[str, ...]
    carried_out: int
    lines_written: int
    orphans_removed: int


def make_round(*, by: Principal) -> Round:
    """Rotates when the month changed, re-wraps, destroys what is due, carries out waiting shreddings, mends the
    outside ledger.
    """
    now = timezone.now()
    # From a key service a new master comes when the operator adds it; then `qorgan keys rotate` takes it.
    rotated = rotation.rotate_master(by=by) if not command() and rotation.is_due(now.date()) else ""
    return Round(
        rotated=rotated,
        rewrapped=rotation.rewrap(by=by),
        destroyed=tuple(rotation.destroy_due(by=by)),
        carried_out=actions.carry_out_waiting(by=by),
        lines_written=shredding.write_missing(),
        orphans_removed=files.remove_orphans(before=now - ORPHANS_ARE_KEPT),
    )
