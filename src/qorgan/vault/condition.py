"""The condition of keys on one page: for `qorgan keys status` and for the operator's page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from qorgan.vault import keyring as rings
from qorgan.vault import ledger, rotation
from qorgan.vault.faults import VaultFault
from qorgan.vault.models import DataKey, Destruction, Master, Shredding
from qorgan.vault.recovery import ESCROW


@dataclass(frozen=True, slots=True)
class MasterCondition:
    """One master key: its dates in ISO form, how many data keys it wraps, whether its key is at hand."""

    name: str
    made_on: str
    retired_on: str | None
    destroy_on: str | None
    data_keys: int
    is_present: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """What an operator should know. `problems` are sentences in English, each naming what to do; empty is well."""

    masters: tuple[MasterCondition, ...]
    data_keys: int
    held: int
    waiting_for_a_hold: int
    shredded: int
    destroyed_masters: int
    has_escrow: bool
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def condition() -> Condition:
    """Looks at database, key files and ledgers. Changes nothing, raises nothing that it can name as a problem."""
    problems: list[str] = []
    ring = _ring(problems)
    masters = _masters(ring, problems)
    live = DataKey.objects.live()
    has_escrow = (rings.folder() / ESCROW).exists()
    _look_at_ledgers(problems)
    if rotation.is_due(timezone.now().date()):
        problems.append("the master key is of an earlier month; run: qorgan keys rotate")
    if not has_escrow:
        problems.append("no shares of a recovery key were made; run: qorgan keys shares")
    if Destruction.objects.filter(destroyed_at=None).exists():
        problems.append("a master key is due to go and still there; remove it from the key service, then run: qorgan keys rotate")
    return Condition(
        masters=masters,
        data_keys=live.count(),
        held=live.held(timezone.now()).count(),
        waiting_for_a_hold=live.filter(shred_asked_at__isnull=False).count(),
        shredded=Shredding.objects.count(),
        destroyed_masters=Destruction.objects.count(),
        has_escrow=has_escrow,
        problems=tuple(problems),
    )


def _ring(problems: list[str]) -> rings.Keyring:
    try:
        ring = rings.keyring(fresh=True)
    except VaultFault as fault:
        problems.append(str(fault))
        return rings.Keyring([])
    problems += [f"there is no {kind} key" for kind in rings.KINDS if not ring.of(kind)]
    return ring


def _masters(ring: rings.Keyring, problems: list[str]) -> tuple[MasterCondition, ...]:
    wrapped = dict(DataKey.objects.live().order_by().values_list("master_id").annotate(count=Count("*")))
    found = []
    for master in Master.objects.order_by("made_at"):
        is_present = master.name in ring
        if not is_present:
            problems.append(f"root key {master.name} is missing; put its file back, or run: qorgan keys recover")
        elif ring.named(master.name).check != master.check_value:
            problems.append(f"root key {master.name} is not the one this database was sealed with")
        retired = master.retired_at.date().isoformat() if master.retired_at else None
        destroy = master.destroy_on.isoformat() if master.destroy_on else None
        found.append(
            MasterCondition(master.name, master.made_at.date().isoformat(), retired, destroy, wrapped.get(master.name, 0), is_present)
        )
    return tuple(found)


def _look_at_ledgers(problems: list[str]) -> None:
    for name in ("shredded", "masters"):
        try:
            for _ in ledger.read(ledger.path_of(name)):
                pass
        except VaultFault as fault:
            problems.append(str(fault))
    missing = Shredding.objects.filter(is_in_ledger=False).count()
    if missing:
        problems.append(f"lines missing in the ledger of shreddings: {missing}; the nightly round writes them")
