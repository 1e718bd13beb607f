"""Results: promised, handed in with evidence, verified by another person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Kind, Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks import queries as clocks
from qorgan.directory.models import Service, ServiceAtLocation
from qorgan.grants import project_access as access
from qorgan.grants import project_events as events
from qorgan.grants import project_rules as rules
from qorgan.grants.actions.contract import as_funder, as_grantee, locked_project
from qorgan.grants.evidence import must_prove
from qorgan.grants.models import Deliverable, DeliverableSite, Document, Project
from qorgan.grants.project_choices import DeliverableKind, DeliverableState
from qorgan.journal.actions import action, record


def _held(by: Principal, deliverable: Deliverable) -> Deliverable:
    found = Deliverable.objects.visible_to(by).select_for_update().filter(pk=deliverable.pk).first()
    if found is None:
        raise Refused("deliverable")
    return found


def sites_of(by: Principal, deliverable: Deliverable) -> list[ServiceAtLocation]:
    """The places of a network."""
    ids = DeliverableSite.objects.visible_to(by).filter(deliverable=deliverable).values("site")
    return list(ServiceAtLocation.objects.filter(pk__in=ids).select_related("service", "location", "location__organisation"))


@action(access.PROJECT_KEEP)
def promise_deliverable(*, by: Principal, project: Project, kind: str, title: str) -> Deliverable:
    """Writes down which result the project brings."""
    found = as_grantee(by, project)
    made = Deliverable.objects.create(project=found, kind=DeliverableKind(kind), title=title.strip())
    record(events.DeliverablePromised(subject=found.pk, result=made.pk, kind=str(made.kind)), by=by)
    return made


@action(access.PROJECT_KEEP)
def claim_deliverable(
    *, by: Principal, deliverable: Deliverable, address: str = "", published_on: date | None = None, service: Service | None = None,
    document: Document | None = None, sites: Sequence[ServiceAtLocation] = (),
) -> Deliverable:  # fmt: skip
    """Hands a result in with its evidence. Raises RuleBroken with what is missing or what the directory says otherwise."""
    project = as_grantee(by, Project.objects.visible_to(by).get(pk=deliverable.project_id))
    rules.must_run(project)
    found = _held(by, deliverable)
    rules.must_be_claimable(found)
    found.address, found.published_on, found.service, found.document = address.strip(), published_on, service, document
    if document is not None and document.project_id != project.pk:
        raise Refused("document")
    must_prove(found, sites, clocks.now())
    found.state, found.claimed_by, found.claimed_at = DeliverableState.CLAIMED, by.account, clocks.now()
    found.save()
    DeliverableSite.objects.visible_to(by).filter(deliverable=found).delete()
    DeliverableSite.objects.bulk_create([DeliverableSite(project=project, deliverable=found, site=site) for site in sites])
    record(events.DeliverableClaimed(subject=project.pk, result=found.pk, kind=str(found.kind)), by=by)
    return found


@action(access.RESULT_VERIFY)
def judge_deliverable(*, by: Principal, deliverable: Deliverable, is_verified: bool, verdict: str) -> Deliverable:
    """Verifies a result, or returns it with the reason. The evidence is asked again: what stopped working does not count.

    The verifier is another person than who claimed it, and nobody of the grantee; RuleBroken otherwise.
    """
    project = locked_project(by, Project.objects.visible_to(by).get(pk=deliverable.project_id))
    found = _held(by, deliverable)
    if found.state != DeliverableState.CLAIMED:
        raise RuleBroken(_("This result does not wait for verification."))
    rules.must_be_another(found.claimed_by, by.account_id)
    if by.kind is not Kind.SYSTEM:
        as_funder(by, project)
    if not verdict.strip():
        raise RuleBroken(_("Say what was checked, and how."), field="verdict")
    if is_verified:
        must_prove(found, sites_of(by, found), clocks.now())
    found.state = DeliverableState.VERIFIED if is_verified else DeliverableState.RETURNED
    found.verified_by, found.verified_at, found.verdict = by.account, clocks.now(), verdict.strip()
    found.save(update_fields=["state", "verified_by", "verified_at", "verdict"])
    record(events.DeliverableJudged(subject=project.pk, result=found.pk, outcome=str(found.state)), by=by)
    return found
