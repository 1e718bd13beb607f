"""A tranche is prepared, approved and paid, by three people; the next waits for the report of the one before."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.clocks import queries as clocks
from qorgan.grants import project_access as access
from qorgan.grants import project_events as events
from qorgan.grants import project_rules as rules
from qorgan.grants.actions.contract import as_funder
from qorgan.grants.amounts import minor
from qorgan.grants.models import Project, Report, Tranche
from qorgan.grants.project_choices import ReportState, TrancheState
from qorgan.journal.actions import action, record


def _held(by: Principal, tranche: Tranche) -> tuple[Project, Tranche]:
    """The project and its tranche as they stand now, for somebody of the body that pays."""
    project = as_funder(by, Project.objects.visible_to(by).get(pk=tranche.project_id))
    rules.must_run(project)
    return project, Tranche.objects.visible_to(by).select_for_update().get(pk=tranche.pk)


def accepted_reports(by: Principal, project: Project) -> set[int]:
    """The numbers of the reports that were accepted."""
    rows = Report.objects.visible_to(by).filter(project=project, state=ReportState.ACCEPTED)
    return set(rows.values_list("number", flat=True))


@action(access.TRANCHE_PREPARE)
def prepare_tranche(*, by: Principal, tranche: Tranche) -> Tranche:
    """Says that a tranche may be paid. Raises RuleBroken before the report of the tranche before it was accepted."""
    project, found = _held(by, tranche)
    rules.must_stand(found, TrancheState.PLANNED)
    rules.must_free(found.number, accepted_reports(by, project))
    found.state, found.prepared_by, found.prepared_at = TrancheState.PREPARED, by.account, clocks.now()
    found.save(update_fields=["state", "prepared_by", "prepared_at"])
    record(events.TrancheMoved(subject=project.pk, tranche=found.pk, number=found.number, state=str(found.state)), by=by)
    return found


@action(access.TRANCHE_APPROVE)
def approve_tranche(*, by: Principal, tranche: Tranche) -> Tranche:
    """Approves what another person prepared. Raises RuleBroken for one's own preparation."""
    project, found = _held(by, tranche)
    rules.must_stand(found, TrancheState.PREPARED)
    rules.must_be_another(found.prepared_by, by.account_id)
    found.state, found.approved_by, found.approved_at = TrancheState.APPROVED, by.account, clocks.now()
    found.save(update_fields=["state", "approved_by", "approved_at"])
    record(events.TrancheMoved(subject=project.pk, tranche=found.pk, number=found.number, state=str(found.state)), by=by)
    return found


@action(access.TRANCHE_APPROVE)
def return_tranche(*, by: Principal, tranche: Tranche) -> Tranche:
    """Sends a prepared tranche back: it is prepared anew."""
    project, found = _held(by, tranche)
    rules.must_stand(found, TrancheState.PREPARED)
    found.state, found.prepared_by, found.prepared_at = TrancheState.PLANNED, None, None
    found.save(update_fields=["state", "prepared_by", "prepared_at"])
    record(events.TrancheMoved(subject=project.pk, tranche=found.pk, number=found.number, state=str(found.state)), by=by)
    return found


@action(access.TRANCHE_PAY)
def pay_tranche(*, by: Principal, tranche: Tranche, on: date, order: str) -> Tranche:
    """Writes down the payment: the day and the number of the order. Raises RuleBroken for who prepared or approved it."""
    project, found = _held(by, tranche)
    rules.must_stand(found, TrancheState.APPROVED)
    rules.must_be_another(found.prepared_by, by.account_id)
    rules.must_be_another(found.approved_by, by.account_id)
    at = clocks.now()
    if on > timezone.localtime(at).date():
        raise RuleBroken(_("This day is still to come."), field="on")
    found.state, found.paid_by, found.paid_at, found.paid_on, found.order = TrancheState.PAID, by.account, at, on, order.strip()
    found.save(update_fields=["state", "paid_by", "paid_at", "paid_on", "order"])
    record(
        events.TranchePaid(subject=project.pk, tranche=found.pk, number=found.number, units=minor(found.amount), on=on), by=by
    )  # fmt: skip
    return found
