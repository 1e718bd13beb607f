"""Handing a case to another organisation: asked, accepted or declined, taken back."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.guarded import uuid7
from qorgan.access.models import Grant
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.casework import access, codes
from qorgan.casework.actions.knowing import forget, know
from qorgan.casework.actions.standing import locked
from qorgan.casework.actions.task import give_all
from qorgan.casework.choices import TransferState
from qorgan.casework.events import TransferAccepted, TransferAsked, TransferEnded
from qorgan.casework.models import Case, Transfer
from qorgan.children.actions import stand_at
from qorgan.children.models import Child
from qorgan.journal.actions import action, record
from qorgan.organisations.models import Organisation
from qorgan.vault.keys import new_key

KEY_SCOPE = "casework.transfer"


@action(access.CASE_TRANSFER)
def ask_transfer(*, by: Principal, case: Case, target: Organisation, consent_ground: str, summary: str) -> Transfer:
    """Asks another organisation to take the case over. Until it accepts it sees the summary, which names nobody, and no case."""
    kept = locked(by, case)
    if not kept.is_open:
        raise RuleBroken(_("A closed case is read, not changed. Reopen it first."))
    codes.demand("legal_grounds", [consent_ground], field="consent_ground")
    if target.id == kept.organisation_id:
        raise RuleBroken(_("The case is there already. Give it to another worker instead."), field="target")
    if not summary.strip():
        raise RuleBroken(_("Say in a few words what help is needed, without names."), field="summary")
    if Transfer.objects.visible_to(by).filter(case=kept, state=TransferState.IN_PROGRESS).exists():
        raise RuleBroken(_("An organisation has been asked already. Take that request back first."))
    own = uuid7()
    new_key(subject=own, scope=KEY_SCOPE)
    asked = Transfer.objects.create(
        id=own,
        case=kept,
        origin_id=kept.organisation_id,
        target=target,
        asked_by=by.account,
        asked_at=timezone.now(),
        consent_ground=consent_ground,
        summary=summary.strip(),
    )
    record(TransferAsked(subject=kept.id, transfer=asked.id, origin=kept.organisation_id, target=target.id), by=by, about=(asked.id,))
    return asked


@action(access.CASE_TRANSFER)
def accept_transfer(*, by: Principal, transfer: Transfer) -> Case:
    """The organisation that was asked takes the case; whoever accepts answers for it first, and the old workers no longer know it."""
    kept = _waiting(by, transfer)
    _demand_target(by, kept)
    with acting(access.DUTY):  # until this moment the accepter knows neither the case nor the child
        case, before = _moved(kept, by.account, by)
    _decide(by, kept, TransferState.ACCEPTED)
    record(
        TransferAccepted(subject=case.id, transfer=kept.id, origin=before, target=kept.target_id), by=by, about=(kept.id, case.child_id)
    )
    return case


def _moved(transfer: Transfer, owner: UUID, by: Principal) -> tuple[Case, UUID]:
    """The case with its new organisation and owner, and the organisation that it left."""
    case = Case.objects.visible_to(access.DUTY).select_for_update().get(pk=transfer.case_id)
    before = case.organisation_id
    _leave(case)
    case.organisation_id = transfer.target_id
    stand_at(by=access.DUTY, child=Child.objects.visible_to(access.DUTY).get(pk=case.child_id), organisation_id=transfer.target_id)
    know(owner, case)
    give_all(case, by=by, to=owner)
    case.owner, case.assigned_at = owner, timezone.now()
    case.version += 1
    case.save()
    return case, before


@action(access.CASE_TRANSFER)
def decline_transfer(*, by: Principal, transfer: Transfer, remark: str) -> Transfer:
    """The organisation that was asked says why not."""
    kept = _waiting(by, transfer)
    _demand_target(by, kept)
    if not remark.strip():
        raise RuleBroken(_("Say why you cannot take the case."), field="remark")
    return _end(by, kept, TransferState.REJECTED, remark)


@action(access.CASE_TRANSFER)
def revoke_transfer(*, by: Principal, transfer: Transfer) -> Transfer:
    """Who asked takes the request back."""
    kept = _waiting(by, transfer)
    if kept.origin_id not in by.organisations:
        raise Refused("transfer")
    return _end(by, kept, TransferState.REVOKED, "")


def _waiting(by: Principal, transfer: Transfer) -> Transfer:
    kept = Transfer.objects.visible_to(by).select_for_update().get(pk=transfer.pk)
    if kept.state != TransferState.IN_PROGRESS:
        raise RuleBroken(_("This request was answered already."))
    return kept


def _demand_target(by: Principal, transfer: Transfer) -> None:
    if transfer.target_id not in by.organisations:
        raise Refused("transfer")


def _leave(case: Case) -> None:
    """Everybody of the old organisation is let out of the case, helpers too."""
    for account in Grant.objects.filter(subject=case.id, kind=Grant.Kind.ASSIGNED).values_list("account_id", flat=True).distinct():
        forget(account, case)


def _decide(by: Principal, transfer: Transfer, state: TransferState, remark: str = "") -> None:
    transfer.state, transfer.decided_by, transfer.decided_at = state, by.account_id, timezone.now()
    transfer.remark = remark.strip() or None
    transfer.save()


def _end(by: Principal, transfer: Transfer, state: TransferState, remark: str) -> Transfer:
    _decide(by, transfer, state, remark)
    record(TransferEnded(subject=transfer.case_id, transfer=transfer.id, state=str(state)), by=by, about=(transfer.id,))
    return transfer
