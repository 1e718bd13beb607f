"""After every change: the stage is worked out anew from the record and stored, with an event where it moved."""

from __future__ import annotations

from qorgan.access.principal import Principal
from qorgan.casework.choices import ServiceState, Sheet
from qorgan.casework.events import StageReached
from qorgan.casework.models import Case, CaseService, CaseSheet
from qorgan.casework.rules import Part, Record, stage
from qorgan.journal.actions import record

_BECAUSE = "the stage of a case depends on all of its record, whoever works on it"

_OF_STAGE = (Sheet.RISK_ASSESSMENT, Sheet.PLAN)


def record_of(case: Case) -> Record:
    """What the stage depends on, read from the database with two queries."""
    sheets = list(
        CaseSheet.objects.everything(because=_BECAUSE)
        .filter(case=case, kind__in=_OF_STAGE)
        .values_list("kind", "begun_at", "finalised_at")
    )
    services = CaseService.objects.everything(because=_BECAUSE).filter(case=case).values_list("asked_at", "state", "ended_at")
    return Record(
        state=case.state,
        reopened_at=case.reopened_at,
        assessments=tuple(Part(begun, done is not None) for kind, begun, done in sheets if kind == Sheet.RISK_ASSESSMENT),
        plans=tuple(Part(done or begun, done is not None) for kind, begun, done in sheets if kind == Sheet.PLAN),
        services=tuple(
            Part(ended or asked, state in (ServiceState.IMPLEMENTED, ServiceState.NOT_GIVEN)) for asked, state, ended in services
        ),
    )


def locked(by: Principal, case: Case) -> Case:
    """The case as it is now, locked until the action ends: writers of one case take turns."""
    return Case.objects.visible_to(by).select_for_update().get(pk=case.pk)


def settle(case: Case, *, by: Principal) -> Case:
    """Stores the stage that the record gives."""
    now = stage(record_of(case))
    if case.stage != now:
        before, case.stage = case.stage, now
        case.save(update_fields=["stage"])
        record(StageReached(subject=case.id, organisation=case.organisation_id, stage=str(now), before=str(before)), by=by)
    return case
