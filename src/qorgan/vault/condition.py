"""The condition of keys on one page: for `qorgan keys status` and for the operator's page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

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
    """What an operator should know. `problems` are sentences in the reader's language, each naming what to do; empty is
    well. `faults` are what the vault itself said of files that it could not read, in English, for the command line."""

    masters: tuple[MasterCondition, ...]
    data_keys: int
    held: int
    waiting_for_a_hold: int
    shredded: int
    destroyed_masters: int
    has_escrow: bool
    problems: tuple[str, ...]
    faults: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def condition() -> Condition:
    """Looks at database, key files and ledgers. Changes nothing, raises nothing that it can name as a problem."""
    problems: list[str] = []
    faults: list[str] = []
    ring = _ring(problems, faults)
    masters = _masters(ring, problems)
    live = DataKey.objects.live()
    has_escrow = (rings.folder() / ESCROW).exists()
    _look_at_ledgers(problems, faults)
    if rotation.is_due(timezone.now().date()):
        problems.append(_("The master key is of an earlier month. Run: qorgan keys rotate"))
    if not has_escrow:
        problems.append(_("No shares of a recovery key were made. Run: qorgan keys shares"))
    if Destruction.objects.filter(destroyed_at=None).exists():
        problems.append(_("A master key is due to go and still there. Remove it from the key service, then run: qorgan keys rotate"))
    return Condition(
        masters=masters,
        data_keys=live.count(),
        held=live.held(timezone.now()).count(),
        waiting_for_a_hold=live.filter(shred_asked_at__isnull=False).count(),
        shredded=Shredding.objects.count(),
        destroyed_masters=Destruction.objects.count(),
        has_escrow=has_escrow,
        problems=tuple(problems),
        faults=tuple(faults),
    )


def _ring(problems: list[str], faults: list[str]) -> rings.Keyring:
    try:
        ring = rings.keyring(fresh=True)
    except VaultFault as fault:
        problems.append(_("The keys cannot be read. On the server, run: qorgan keys status"))
        faults.append(str(fault))
        return rings.Keyring([])
    problems += [_("A key is missing. Kind: %(kind)s") % {"kind": kind} for kind in rings.KINDS if not ring.of(kind)]
    return ring


def _masters(ring: rings.Keyring, problems: list[str]) -> tuple[MasterCondition, ...]:
    wrapped = dict(DataKey.objects.live().order_by().values_list("master_id").annotate(count=Count("*")))
    found = []
    for master in Master.objects.order_by("made_at"):
        is_present = master.name in ring
        if not is_present:
            problems.append(_("Root key %(name)s is missing. Put its file back, or run: qorgan keys recover") % {"name": master.name})
        elif ring.named(master.name).check != master.check_value:
            problems.append(_("Root key %(name)s is not the one this database was sealed with.") % {"name": master.name})
        retired = master.retired_at.date().isoformat() if master.retired_at else None
        destroy = master.destroy_on.isoformat() if master.destroy_on else None
        found.append(
            MasterCondition(master.name, master.made_at.date().isoformat(), retired, destroy, wrapped.get(master.name, 0), is_present)
        )
    return tuple(found)


def _look_at_ledgers(problems: list[str], faults: list[str]) -> None:
    for name in ("shredded", "masters"):
        try:
            for _line in ledger.read(ledger.path_of(name)):
                pass
        except VaultFault as fault:
            problems.append(_("A ledger of erased keys cannot be read. On the server, run: qorgan keys status"))
            faults.append(str(fault))
    missing = Shredding.objects.filter(is_in_ledger=False).count()
    if missing:
        problems.append(_("Lines missing in the ledger of erased keys: %(count)s. The nightly round writes them.") % {"count": missing})
