"""Verbs of the vault: erase, hold, shares. Rotation is in `rotation.py`, beside its batches."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.journal.actions import action, record
from qorgan.vault import access, recovery
from qorgan.vault.choices import HoldGround, ShredReason
from qorgan.vault.events import KEYRING, KeysRecovered, LegalHoldLifted, LegalHoldSet, SharesMade
from qorgan.vault.models import DataKey
from qorgan.vault.shredding import Outcome, shred


def _key_of(subject: UUID) -> DataKey:
    key = DataKey.objects.select_for_update().filter(subject=subject).first()
    if key is None:
        raise RuleBroken(_("Nothing is kept under this number."), field="subject")
    if key.shredded_at is not None:
        raise RuleBroken(_("This was erased already."), field="subject")
    return key


@action(access.KEY_SHRED)
def shred_subject(*, by: Principal, subject: UUID, reason: ShredReason) -> Outcome:
    """Erases a subject for good, or puts it off while a legal hold stands. Rooms call `keys.shred` inside their own
    actions.
    """
    _key_of(subject)
    return shred(by=by, subject=subject, reason=reason)


@action(access.HOLD_SET)
def set_legal_hold(*, by: Principal, subject: UUID, ground: HoldGround, until: datetime | None = None) -> None:
    """Forbids erasing a subject until a time, or until the hold is lifted. A hold in force is replaced."""
    key = _key_of(subject)
    now = timezone.now()
    if until is not None and until <= now:
        raise RuleBroken(_("The hold must end in the future."), field="until")
    key.held_since, key.held_until, key.held_for = now, until, ground
    key.save(update_fields=["held_since", "held_until", "held_for"])
    record(LegalHoldSet(subject=subject, held_for=str(ground.value), held_until=until), by=by)


@action(access.HOLD_SET)
def lift_legal_hold(*, by: Principal, subject: UUID) -> None:
    """Ends a hold before its time. A shredding that waited for it is carried out by the next round of the keeper."""
    key = _key_of(subject)
    if not key.is_held(timezone.now()):
        raise RuleBroken(_("There is no hold on this."), field="subject")
    was = key.held_for
    key.held_since, key.held_until, key.held_for = None, None, ""
    key.save(update_fields=["held_since", "held_until", "held_for"])
    record(LegalHoldLifted(subject=subject, held_for=str(was)), by=by)


@action(access.KEY_SHRED)
def carry_out(*, by: Principal, subject: UUID) -> Outcome:
    """Erases what was asked to be erased while a hold stood, now that it ended."""
    key = _key_of(subject)
    return shred(by=by, subject=subject, reason=ShredReason(key.shred_asked_for))


def carry_out_waiting(*, by: Principal) -> int:
    """Erases everything that waited for a hold that is over. Returns how many subjects."""
    now = timezone.now()
    asked = DataKey.objects.live().filter(shred_asked_at__isnull=False)
    waiting = asked.exclude(subject__in=asked.held(now).values("subject"))
    subjects = list(waiting.order_by("shred_asked_at").values_list("subject", flat=True))
    return sum(carry_out(by=by, subject=subject).is_done for subject in subjects)


@action(access.SHARES_MAKE)
def make_recovery_shares(*, by: Principal) -> recovery.Recovery:
    """Makes a new recovery key and gives its five shares, which are shown once and kept nowhere."""
    made = recovery.make_shares()
    record(SharesMade(subject=KEYRING, recovery=made.name, shares=recovery.SHARES, threshold=recovery.THRESHOLD), by=by)
    recovery.keep(made)  # last: shares that nobody got to see must not replace those that people hold
    return made


@action(access.SHARES_MAKE)
def note_recovery(*, by: Principal, name: str, keys: int) -> None:
    """Remembers that root keys were put back; the keys themselves come back before the database can be opened."""
    record(KeysRecovered(subject=KEYRING, recovery=name, keys=keys), by=by)


def rehearse(escrow: Path, shares: list[str]) -> list[str]:
    """Opens an escrow without writing anything. Returns the names of the keys it holds."""
    return [key.name for key in recovery.open_escrow(escrow.read_bytes(), shares)[1]]
