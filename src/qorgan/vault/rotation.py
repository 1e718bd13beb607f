"""The master key changes monthly while everybody works on, and the old one is destroyed when its backups have
expired.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.journal.actions import action, record
from qorgan.vault import access, certificates, ledger
from qorgan.vault import keyring as rings
from qorgan.vault.adoption import one_at_a_time, register
from qorgan.vault.cipher import unwrap, wrap
from qorgan.vault.events import KEYRING, MasterDestroyed, MasterRewrapped, MasterRotated
from qorgan.vault.faults import VaultFault
from qorgan.vault.keyring import Keyring, RootKey, keyring
from qorgan.vault.models import DataKey, Destruction, Master
from qorgan.vault.opened import MASTERS_DESTROYED, about
from qorgan.vault.recovery import reseal_escrow
from qorgan.vault.shredding import backups_kept

BATCH = 500
LOCKED_KEYS_ARE_AWAITED = 600  # times
A_MOMENT = 0.1  # seconds
Progress = Callable[[int], None]


def is_due(today: date) -> bool:
    """Whether the current master comes from an earlier month."""
    made = Master.objects.filter(retired_at=None).order_by("-made_at").values_list("made_at", flat=True).first()
    return made is not None and (made.year, made.month) != (today.year, today.month)


@action(access.KEY_ROTATE)
def rotate_master(*, by: Principal) -> str:
    """Makes (or takes from the key command) a new master that wraps every new data key from now on. Returns its name."""
    now = timezone.now()
    retired = Master.objects.select_for_update().filter(retired_at=None)
    before = [master.name for master in retired]
    key = _new_master(now.date())
    register(key)
    Master.objects.filter(name__in=before).update(retired_at=now)
    reseal_escrow()
    record(MasterRotated(subject=KEYRING, master=key.name, retired=".".join(before)), by=by)
    return key.name


def _new_master(today: date) -> RootKey:
    ring = keyring(fresh=True)
    known = {*Master.objects.values_list("name", flat=True), *Destruction.objects.values_list("master", flat=True)}
    waiting = [key for key in ring.of("master") if key.name not in known]
    if waiting:  # put there by the operator, or left by a rotation that was rolled back
        return waiting[0]
    if rings.command():
        raise RuleBroken(_("The keys come from QORGAN_KEY_COMMAND. Add a new master key there first, then rotate again."))
    with one_at_a_time(rings.folder()):
        names = {key.name for key in ring.all()} | known
        key = rings.make(rings.next_name("master", today, names))
        rings.write(rings.folder(), key)
    keyring(fresh=True)
    return key


def rewrap(*, by: Principal, batch: int = BATCH, progress: Progress | None = None) -> int:
    """Moves every data key to the current master, batch by batch, while others read and write. Returns how many
    moved.
    """
    moved = 0
    for old in Master.objects.filter(retired_at__isnull=False, rewrapped_at=None).order_by("made_at"):
        of_this = _rewrap_all(old.name, batch, progress)
        _finish_rewrap(by=by, master=old.name, data_keys=of_this)
        moved += of_this
    return moved


def _rewrap_all(old: str, batch: int, progress: Progress | None = None) -> int:
    moved, waits = 0, 0
    while True:
        done = _rewrap_batch(old, batch)
        moved += done
        if done and progress:
            progress(done)
        if done:
            continue
        if not DataKey.objects.filter(master_id=old).exists():
            return moved
        waits += 1
        if waits > LOCKED_KEYS_ARE_AWAITED:
            raise VaultFault(f"data keys under {old} stay locked by a long transaction; run the rotation again later")
        time.sleep(A_MOMENT)


@transaction.atomic
def _rewrap_batch(old: str, batch: int) -> int:
    ring = keyring()
    new = Master.objects.filter(retired_at=None).order_by("-made_at").values_list("name", flat=True)[0]
    rows = list(
        DataKey.objects.select_for_update(skip_locked=True).filter(master_id=old).values_list("subject", "scope", "wrapped")[:batch]
    )
    if not rows:
        return 0
    subjects, wrapped = [], []
    for subject, scope, under_old in rows:
        raw = unwrap(ring.derived(old, f"wrap {scope}"), bytes(under_old or b""), about(subject, scope, old))
        subjects.append(subject)
        wrapped.append(wrap(ring.derived(new, f"wrap {scope}"), raw, about(subject, scope, new)))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_datakey k SET wrapped = moved.wrapped, master_id = %s "
            "FROM unnest(%s::uuid[], %s::bytea[]) AS moved(subject, wrapped) WHERE k.subject = moved.subject",
            [new, subjects, wrapped],
        )
    return len(rows)


@action(access.KEY_ROTATE)
def _finish_rewrap(*, by: Principal, master: str, data_keys: int) -> None:
    now = timezone.now()
    destroy_on = (now + backups_kept() + timedelta(days=1)).date()
    Master.objects.filter(name=master).update(rewrapped_at=now, destroy_on=destroy_on)
    record(MasterRewrapped(subject=KEYRING, master=master, data_keys=data_keys, destroy_on=destroy_on), by=by)


def destroy_due(*, by: Principal, today: date | None = None) -> list[str]:
    """Destroys the masters whose backups have expired and writes their certificates. Returns their names."""
    day = today or timezone.now().date()
    due = list(Master.objects.filter(destroy_on__lte=day).order_by("made_at"))
    for master in due:
        # A transaction that was open when the rotation ended may have committed a key under the old master since.
        _rewrap_all(master.name, BATCH)
        destroy_master(by=by, master=master)
    finish_destructions()
    return [master.name for master in due]


@action(access.KEY_ROTATE)
def destroy_master(*, by: Principal, master: Master) -> None:
    """Decides the destruction; the foreign key of data keys refuses it while one is left. The key itself goes after
    the commit.
    """
    content = certificates.of_destruction(master, destroyed_at=None, backups_kept_days=backups_kept().days)
    Destruction.objects.create(master=master.name, decided_at=timezone.now(), certificate=certificates.signed(content).text)
    record(MasterDestroyed(subject=KEYRING, master=master.name), by=by)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the refusal comes here, not at a commit that nobody watches
        Master.objects.filter(name=master.name)._raw_delete(using=connection.alias)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def finish_destructions() -> list[str]:
    """Removes the keys of decided destructions and completes their certificates; repeats what a crash left undone."""
    decided = Destruction.objects.filter(destroyed_at=None).order_by("decided_at")
    finished = [row.master for row in decided if _is_removed(row.master, row)]
    if finished:
        reseal_escrow()
    return finished


def _is_removed(name: str, row: Destruction) -> bool:
    ring: Keyring = keyring(fresh=True)
    if name in ring and rings.command():
        return False  # the operator removes it from the key service; the certificate waits for that
    content = certificates.Certificate(row.certificate, b"").content
    # The ledger first: a key that is missing without its line would look like a loss.
    if not any(entry["master"] == name for entry in ledger.read(ledger.path_of(MASTERS_DESTROYED))):
        ledger.append(ledger.path_of(MASTERS_DESTROYED), {"master": name, "check": content["check"]})
    if name in ring:
        rings.erase(rings.folder() / (name + rings.SUFFIX))
        keyring(fresh=True)
    row.destroyed_at = timezone.now()
    done = certificates.signed({**content, "destroyed_at": row.destroyed_at.isoformat()})
    row.certificate, row.signature = done.text, done.signature
    row.save(update_fields=["destroyed_at", "certificate", "signature"])
    return True
