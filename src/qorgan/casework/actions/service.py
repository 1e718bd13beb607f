"""Services that a case asks for: planned, asked of another organisation, given or not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework import access
from qorgan.casework.actions.standing import locked, settle
from qorgan.casework.actions.task import arise, finish
from qorgan.casework.choices import ServiceState, TaskKind
from qorgan.casework.events import ServiceMoved, ServicePlanned
from qorgan.casework.models import Case, CaseService
from qorgan.casework.rules import is_service_over
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.queries import terms
from qorgan.journal.actions import action, record

_BECAUSE = "the same service is not planned twice in one case"


def plan_service(case: Case, kind: str, *, by: Principal, due_at: datetime | None = None, provider: str = "") -> CaseService:
    """A service that the plan asks for; one that is open already is not asked for twice."""
    held = _open_one(case, kind)
    if held is not None:
        return held
    service = CaseService.objects.create(
        case=case, kind=kind, due_at=due_at, provider=provider or None, asked_by=by.actor_id, asked_at=timezone.now()
    )
    record(ServicePlanned(subject=case.id, service=service.id, kind=kind), by=by, about=(service.id,))
    if due_at is not None:
        arise(case, TaskKind.SERVICE, by=by, since=timezone.now(), arises_from=str(service.id), due_at=due_at)
    return service


def _open_one(case: Case, kind: str) -> CaseService | None:
    return CaseService.objects.everything(because=_BECAUSE).filter(case=case, kind=kind, ended_at__isnull=True).first()


@action(access.CASE_CHANGE)
def ask_for_service(*, by: Principal, case: Case, kind: str, due_at: datetime | None = None, provider: str = "") -> CaseService:
    """Plans a service beside the form of the plan. Raises RuleBroken for a kind that the directory does not have, and for
    one that is planned already and not over."""
    kept = locked(by, case)
    if not kept.is_open:
        raise RuleBroken(_("A closed case is read, not changed. Reopen it first."))
    if kind not in {term.code for term in terms(TaxonomyKey.KIND)}:
        raise RuleBroken(_("Choose from the list."), field="kind")
    if _open_one(kept, kind) is not None:
        raise RuleBroken(_("This service is planned already."), field="kind")
    service = plan_service(kept, kind, by=by, due_at=due_at, provider=provider)
    settle(kept, by=by)
    return service


@action(access.CASE_CHANGE)
def refer_service(*, by: Principal, service: CaseService, referral_id: UUID) -> CaseService:
    """Another organisation was asked for it."""
    return _moved(by, service, ServiceState.REFERRED, referral_id=referral_id)


@action(access.CASE_CHANGE)
def end_service(*, by: Principal, service: CaseService, was_given: bool, result: str = "") -> CaseService:
    """It was given, or it will not be; either way nothing more is expected of it."""
    if not was_given and not result.strip():
        raise RuleBroken(_("Say why the service was not given."), field="result")
    state = ServiceState.IMPLEMENTED if was_given else ServiceState.NOT_GIVEN
    return _moved(by, service, state, result=result.strip() or None, ended_at=timezone.now())


@action(access.CASE_CHANGE)
def plan_again(*, by: Principal, service: CaseService) -> CaseService:
    """The organisation that was asked declined or was silent: the service is wanted still, from somebody else."""
    return _moved(by, service, ServiceState.PLANNED, referral_id=None)


def _moved(by: Principal, service: CaseService, state: ServiceState, **fields: object) -> CaseService:
    case = locked(by, service.case)
    kept = CaseService.objects.visible_to(by).select_for_update().get(pk=service.pk)
    if is_service_over(kept.state):
        raise RuleBroken(_("This service has ended already."))
    kept.state = state
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.save()
    record(ServiceMoved(subject=case.id, service=kept.id, state=str(state)), by=by, about=(kept.id,))
    if is_service_over(state):
        finish(case, TaskKind.SERVICE, by=by, arises_from=str(kept.id))
    settle(case, by=by)
    return kept
