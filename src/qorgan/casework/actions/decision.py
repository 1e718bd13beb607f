"""What a second person decides: plans and closures; and the way out of a case and back into it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework import access, codes
from qorgan.casework.actions.standing import locked, settle
from qorgan.casework.actions.task import arise, drop_all
from qorgan.casework.choices import ApprovalFor, ApprovalState, ServiceState, Sheet, State, TaskKind, TransferState
from qorgan.casework.events import ApprovalAsked, ApprovalDecided, CaseClosed, CaseReopened
from qorgan.casework.models import Approval, Case, CaseService, CaseSheet, Transfer
from qorgan.casework.rules import Hindrance, hindrances_of_closing
from qorgan.journal.actions import action, record

HINDRANCES = {
    "closure_sheet": _("The closure form is not final yet."),
    "services": _("Services are still open. Say for each whether it was given."),
    "transfer": _("Another organisation has been asked to take the case over. Wait for its answer, or take the request back."),
}


def hindrances(by: Principal, case: Case) -> list[Hindrance]:
    """What stands in the way of closing, from the record."""
    services = CaseService.objects.visible_to(by).filter(case=case, state__in=(ServiceState.PLANNED, ServiceState.REFERRED))
    sheets = CaseSheet.objects.visible_to(by).filter(case=case, kind=Sheet.CLOSURE, finalised_at__isnull=False)
    transfers = Transfer.objects.visible_to(by).filter(case=case, state=TransferState.IN_PROGRESS)
    since = case.reopened_at
    return hindrances_of_closing(
        open_services=services.count(),
        open_transfers=transfers.count(),
        has_closure_sheet=(sheets.filter(begun_at__gte=since) if since else sheets).exists(),
    )


def demand_closable(by: Principal, case: Case) -> None:
    """Raises RuleBroken with the first thing that stands in the way."""
    if not case.is_open:
        raise RuleBroken(_("This case is closed already."))
    for hindrance in hindrances(by, case):
        raise RuleBroken(HINDRANCES[hindrance.code])


@action(access.CASE_CHANGE)
def ask_approval(*, by: Principal, case: Case, what: ApprovalFor, why: str = "", reason_code: str = "") -> Approval:
    """Asks whoever approves to agree to the plan or to the closure. One request waits at a time."""
    kept = locked(by, case)
    if what == ApprovalFor.CLOSURE:
        demand_closable(by, kept)
        codes.demand("closure_reasons", [reason_code], field="reason_code")
    elif not CaseSheet.objects.visible_to(by).filter(case=kept, kind=Sheet.PLAN, finalised_at__isnull=False).exists():
        raise RuleBroken(_("The plan is not final yet."))
    if Approval.objects.visible_to(by).filter(case=kept, what=what, state=ApprovalState.PENDING).exists():
        raise RuleBroken(_("This was asked for already and waits for a decision."))
    asked = Approval.objects.create(
        case=kept, what=what, reason_code=reason_code, asked_by=by.account, asked_at=timezone.now(), why=why.strip() or None
    )
    record(
        ApprovalAsked(subject=kept.id, approval=asked.id, organisation=kept.organisation_id, what=str(what)), by=by, about=(asked.id,)
    )
    return asked


@action(access.CASE_CHANGE)
def withdraw_approval(*, by: Principal, approval: Approval) -> Approval:
    """Whoever asked takes the request back."""
    kept = _waiting(by, approval)
    if kept.asked_by != by.account_id:
        raise RuleBroken(_("Only who asked can take the request back."))
    return _decided(by, kept, ApprovalState.WITHDRAWN, "")


@action(access.CASE_APPROVE)
def decide_approval(*, by: Principal, approval: Approval, is_approved: bool, remark: str = "") -> Approval:
    """Agrees, or sends back with a remark. Nobody decides what they asked for. An approved closure closes the case."""
    kept = _waiting(by, approval)
    if kept.asked_by == by.account_id:
        raise RuleBroken(_("Somebody else must decide what you asked for."))
    if not is_approved and not remark.strip():
        raise RuleBroken(_("Say what is missing."), field="remark")
    case = locked(by, kept.case)
    if is_approved and kept.what == ApprovalFor.CLOSURE:
        demand_closable(by, case)
    decided = _decided(by, kept, ApprovalState.APPROVED if is_approved else ApprovalState.REJECTED, remark)
    if is_approved and kept.what == ApprovalFor.CLOSURE:
        close_as(case, kept.reason_code, by=by)
    return decided


def _waiting(by: Principal, approval: Approval) -> Approval:
    kept = Approval.objects.visible_to(by).select_related("case").select_for_update(of=("self",)).get(pk=approval.pk)
    if kept.state != ApprovalState.PENDING:
        raise RuleBroken(_("This was decided already."))
    return kept


def _decided(by: Principal, approval: Approval, state: ApprovalState, remark: str) -> Approval:
    approval.state, approval.decided_by, approval.decided_at = state, by.account_id, timezone.now()
    approval.remark = remark.strip() or None
    approval.save()
    record(
        ApprovalDecided(
            subject=approval.case_id, approval=approval.id, what=str(approval.what), state=str(state), asked_by=approval.asked_by
        ),
        by=by,
        about=(approval.id,),
    )
    return approval


def close_as(case: Case, reason: str, *, by: Principal) -> None:
    """Closes a locked case for a reason of the pack; its tasks end with it."""
    drop_all(case, by=by)
    case.state, case.closed_at, case.closure_reason = State.CLOSED, timezone.now(), reason
    case.stage = "closed"
    case.version += 1
    case.save()
    record(CaseClosed(subject=case.id, organisation=case.organisation_id, reason=reason), by=by, about=(case.child_id,))


@action(access.CASE_REOPEN)
def reopen_case(*, by: Principal, case: Case, why: str) -> Case:
    """Opens a closed case again: what went before stays, the work begins with a new assessment."""
    kept = locked(by, case)
    if kept.is_open:
        raise RuleBroken(_("This case is open."))
    if not why.strip():
        raise RuleBroken(_("Say why the case is opened again."), field="why")
    reason = kept.closure_reason
    kept.state, kept.closed_at, kept.closure_reason = State.OPEN, None, ""
    kept.reopened_at, kept.stage = timezone.now(), "reopened"
    kept.version += 1
    kept.save()
    record(CaseReopened(subject=kept.id, organisation=kept.organisation_id, reason=reason), by=by, about=(kept.child_id,))
    arise(kept, TaskKind.ASSESSMENT, by=by, since=kept.reopened_at, arises_from=f"reopened.{kept.version}")
    settle(kept, by=by)
    return kept
