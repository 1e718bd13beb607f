"""Opening a case, changing its head, and saying who works on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework import access, codes, limits
from qorgan.casework.actions.knowing import forget, know
from qorgan.casework.actions.standing import locked
from qorgan.casework.actions.task import arise, give_all, hasten
from qorgan.casework.choices import Risk, TaskKind
from qorgan.casework.events import CaseAssigned, CaseChanged, CaseOpened, CaseShared, CaseUnshared, RiskJudged
from qorgan.casework.faults import ChangedMeanwhile
from qorgan.casework.models import Case
from qorgan.casework.models.case import KEY_SCOPE
from qorgan.children.actions import stand_at
from qorgan.children.models import Child
from qorgan.journal.actions import action, record
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.vault.keys import new_key

_BECAUSE = "a second case would be opened beside one that this worker may not know of"

HEAD = ("risk", "is_urgent", "concerns", "legal_ground", "story", "place_id")
"""The fields of a case that people change in its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is known when a case is opened. Codes are those of the country pack."""

    child: Child
    organisation: Organisation
    place: Place
    risk: Risk
    concerns: tuple[str, ...]
    legal_ground: str
    story: str = ""
    is_urgent: bool = False
    opened_at: datetime | None = None


@action(access.CASE_OPEN)
def open_case(
    *,
    by: Principal,
    child: Child,
    organisation: Organisation,
    place: Place,
    risk: Risk,
    concerns: Iterable[str],
    legal_ground: str,
    story: str = "",
    is_urgent: bool = False,
    owner: UUID | None = None,
    opened_at: datetime | None = None,
) -> Case:
    """Opens a case; the limits of its risk level begin to run at `opened_at` (now, unless work began before it was
    written down). Without an `owner` it waits for a supervisor of the organisation. Raises RuleBroken for a code that
    the country pack does not have, or a second open case of the child in the same organisation."""
    codes.demand("concerns", concerns)
    codes.demand("legal_grounds", [legal_ground], field="legal_ground")
    if Case.objects.everything(because=_BECAUSE).open().filter(child=child, organisation=organisation).exists():
        raise RuleBroken(_("This child has an open case here already."), field="child")
    stand_at(by=access.DUTY, child=child, organisation_id=organisation.id)
    opening = Opening(
        child=child,
        organisation=organisation,
        place=place,
        risk=Risk(risk),
        concerns=tuple(sorted(set(concerns))),
        legal_ground=legal_ground,
        story=story,
        is_urgent=is_urgent,
        opened_at=opened_at,
    )
    case = _opened(by, opening)
    record(CaseOpened(subject=case.id, organisation=organisation.id, child=child.id, risk=str(risk)), by=by, about=(child.id,))
    if owner is not None:
        _give(by, case, owner)
    else:
        limits.wait_for_worker(case)
    arise(case, TaskKind.ASSESSMENT, by=by, since=case.opened_at, arises_from="opening")
    return case


def _opened(by: Principal, opening: Opening) -> Case:
    own = uuid7()
    new_key(subject=own, scope=KEY_SCOPE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casework_case_number')")
        number = int(cursor.fetchone()[0])
    return Case.objects.create(
        id=own,
        number=number,
        child=opening.child,
        organisation=opening.organisation,
        place=opening.place,
        risk=opening.risk,
        concerns=list(opening.concerns),
        legal_ground=opening.legal_ground,
        story=opening.story or None,
        is_urgent=opening.is_urgent,
        opened_at=opening.opened_at or timezone.now(),
        opened_by=by.actor_id,
    )


@action(access.CASE_CHANGE)
def change_case(*, by: Principal, case: Case, expected: int, head: Mapping[str, Any]) -> Case:
    """Changes the head of a case: any of `HEAD`. `expected` is the version that the writer had before their eyes.

    Raises ChangedMeanwhile where another version is stored, with what it holds; nothing is overwritten silently.
    """
    kept = locked(by, case)
    if kept.version != expected:
        raise ChangedMeanwhile({name: getattr(kept, name) for name in HEAD}, kept.version)
    if not kept.is_open:
        raise RuleBroken(_("A closed case is read, not changed. Reopen it first."))
    if "concerns" in head:
        codes.demand("concerns", head["concerns"])
    if "legal_ground" in head:
        codes.demand("legal_grounds", [head["legal_ground"]], field="legal_ground")
    changed = tuple(sorted(name for name, value in head.items() if name in HEAD and (value or None) != (getattr(kept, name) or None)))
    if not changed:
        raise RuleBroken(_("Nothing was changed."))
    before = kept.risk
    for name in changed:
        setattr(kept, name, head[name])
    kept.version += 1
    kept.save()
    record(CaseChanged(subject=kept.id, version=kept.version, fields=changed), by=by)
    if "risk" in changed:
        judged(kept, before, by=by)
    return kept


def judged(case: Case, before: str, *, by: Principal) -> None:
    """A new risk level: written down, and the limits that hang on it follow."""
    record(RiskJudged(subject=case.id, organisation=case.organisation_id, risk=str(case.risk), before=str(before)), by=by)
    hasten(case, by=by)


@action(access.CASE_ASSIGN)
def assign_case(*, by: Principal, case: Case, to: UUID) -> Case:
    """Gives the case to a worker of the same organisation; the one before no longer knows it unless asked to help."""
    kept = locked(by, case)
    if not kept.is_open:
        raise RuleBroken(_("A closed case is read, not changed. Reopen it first."))
    if kept.owner == to:
        raise RuleBroken(_("This worker has the case already."), field="to")
    _give(by, kept, to)
    return kept


@action(access.CASE_CHANGE)
def take_case(*, by: Principal, case: Case) -> Case:
    """Whoever oversees the organisation takes a waiting case themselves."""
    kept = locked(by, case)
    if kept.owner is not None or not kept.is_open:
        raise RuleBroken(_("Somebody has this case already."))
    _give(by, kept, by.account)
    return kept


def _give(by: Principal, case: Case, to: UUID) -> None:
    before = case.owner
    know(to, case)
    give_all(case, by=by, to=to)
    case.owner, case.assigned_at = to, timezone.now()
    case.save(update_fields=["owner", "assigned_at"])
    record(CaseAssigned(subject=case.id, organisation=case.organisation_id, account=to, before=before), by=by, about=(case.child_id,))
    if before is None:
        limits.worker_found(case)
    elif before != to:
        forget(before, case)


@action(access.CASE_CHANGE)
def share_case(*, by: Principal, case: Case, to: UUID) -> None:
    """Asks a colleague of the same organisation to help: they know the case until it is taken back."""
    kept = locked(by, case)
    if kept.owner == to:
        raise RuleBroken(_("This worker has the case already."), field="to")
    know(to, kept)
    record(CaseShared(subject=kept.id, account=to), by=by)


@action(access.CASE_CHANGE)
def unshare_case(*, by: Principal, case: Case, account: UUID) -> None:
    """The colleague no longer knows the case. Whoever answers for it cannot be taken off this way."""
    kept = locked(by, case)
    if kept.owner == account:
        raise RuleBroken(_("This worker answers for the case. Give it to somebody else first."))
    if not forget(account, kept):
        raise RuleBroken(_("This colleague does not help with the case."))
    record(CaseUnshared(subject=kept.id, account=account), by=by)
