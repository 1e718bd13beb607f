"""The contract: its tranches, its versions, and the signatures of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Kind, Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks import queries as clocks
from qorgan.grants import project_access as access
from qorgan.grants import project_events as events
from qorgan.grants import project_rules as rules
from qorgan.grants.amounts import exact
from qorgan.grants.call_rules import digest_of
from qorgan.grants.models import ContractVersion, Project, ProjectLine, Tranche
from qorgan.grants.project_choices import ProjectState, Side
from qorgan.journal.actions import action, record


@dataclass(frozen=True, slots=True)
class Planned:
    """One tranche of a plan."""

    amount: Decimal
    due_on: date


def locked_project(by: Principal, project: Project) -> Project:
    """The project as it stands now, held until the transaction ends. Raises Refused where it is hidden."""
    found = Project.objects.visible_to(by).select_for_update().filter(pk=project.pk).first()
    if found is None:
        raise Refused("project")
    return found


def as_funder(by: Principal, project: Project) -> Project:
    """The same, for somebody of the body that runs the call."""
    found = locked_project(by, project)
    if by.kind is not Kind.SYSTEM and found.run_by_id not in by.organisations:
        raise Refused("project")
    return found


def as_grantee(by: Principal, project: Project) -> Project:
    """The same, for somebody of the organisation that was given the grant."""
    found = locked_project(by, project)
    if by.kind is not Kind.SYSTEM and found.organisation_id not in by.organisations:
        raise Refused("project")
    return found


def side_of(by: Principal, project: Project) -> Side:
    """For which side `by` signs. Raises Refused for neither."""
    if project.run_by_id in by.organisations:
        return Side.FUNDER
    if project.organisation_id in by.organisations:
        return Side.GRANTEE
    raise Refused("project")


@action(access.TRANCHE_PREPARE)
def plan_tranches(*, by: Principal, project: Project, plan: Sequence[Planned]) -> list[Tranche]:
    """Cuts the grant into tranches, before the contract is signed. Raises RuleBroken where they do not add up to the award."""
    found = as_funder(by, project)
    if found.state != ProjectState.CONTRACTING or found.contract_version:
        raise RuleBroken(_("The tranches stand in the contract. A change is a new version of it."))
    amounts = [exact(one.amount) for one in plan]
    rules.must_add_up(found.amount, amounts, field="plan")
    if any(one.due_on < two.due_on for one, two in zip(plan[1:], plan, strict=False)) or any(amount <= 0 for amount in amounts):
        raise RuleBroken(_("Tranches follow each other in time, and each pays something."), field="plan")
    kept = list(Tranche.objects.visible_to(by).filter(project=found).order_by("number"))
    if kept:
        raise RuleBroken(_("The tranches are planned already."))
    made = [
        Tranche(project=found, number=number, amount=amount, due_on=one.due_on)
        for number, (amount, one) in enumerate(zip(amounts, plan, strict=True), 1)
    ]
    Tranche.objects.bulk_create(made)
    record(events.TranchesPlanned(subject=found.pk, count=len(made)), by=by)
    return made


def contract_content(by: Principal, project: Project, terms: str) -> dict[str, Any]:
    """What is signed: parties, amount, days, budget, tranches, and the words of the contract."""
    lines = ProjectLine.objects.visible_to(by).filter(project=project).order_by("position")
    tranches = Tranche.objects.visible_to(by).filter(project=project).order_by("number")
    return {
        "number": project.number, "call": project.call.number, "grantee": str(project.organisation_id),
        "funder": str(project.run_by_id),
        "title": project.title, "amount": str(project.amount), "starts_on": project.starts_on.isoformat(),
        "ends_on": project.ends_on.isoformat(), "lines": [[one.category, one.words, str(one.amount)] for one in lines],
        "tranches": [[one.number, str(one.amount), one.due_on.isoformat()] for one in tranches], "terms": terms,
    }  # fmt: skip


@action(access.CONTRACT_SIGN)
def draft_contract(*, by: Principal, project: Project, terms: str, reason: str = "") -> ContractVersion:
    """Lays a version of the contract before both sides. After the first it needs its reason.

    Raises RuleBroken before the tranches are planned.
    """
    found = as_funder(by, project)
    if found.state not in (ProjectState.CONTRACTING, ProjectState.RUNNING):
        raise RuleBroken(_("This project has ended."))
    rules.must_add_up(found.amount, list(Tranche.objects.visible_to(by).filter(project=found).values_list("amount", flat=True)))
    number = found.contract_version + 1
    if number > 1 and not reason.strip():
        raise RuleBroken(_("A new version of the contract needs its reason."), field="reason")
    content = contract_content(by, found, terms.strip())
    made = ContractVersion.objects.create(
        project=found, number=number, content=content, digest=digest_of(content), reason=reason.strip(), drafted_by=by.account
    )
    found.contract_version = number
    found.save(update_fields=["contract_version"])
    record(events.ContractDrafted(subject=found.pk, version=number, digest=made.digest[:16]), by=by)
    return made


@action(access.CONTRACT_SIGN)
def sign_contract(*, by: Principal, project: Project, version: ContractVersion) -> ContractVersion:
    """Signs for the own side. With the second signature the project runs.

    Raises RuleBroken for a version that is signed or replaced, and where one person would sign for both.
    """
    found = locked_project(by, project)
    side = side_of(by, found)
    kept = ContractVersion.objects.visible_to(by).select_for_update().get(pk=version.pk, project=found)
    rules.must_be_signable(kept, newest=found.contract_version)
    if kept.signed_at(side) is not None:
        raise RuleBroken(_("Your side has signed this version."))
    rules.must_be_another(kept.grantee_by if side is Side.FUNDER else kept.funder_by, by.account_id)
    at = clocks.now()
    if side is Side.FUNDER:
        kept.funder_by, kept.funder_at = by.account, at
    else:
        kept.grantee_by, kept.grantee_at = by.account, at
    kept.save(update_fields=["funder_by", "funder_at", "grantee_by", "grantee_at"])
    record(events.ContractSigned(subject=found.pk, version=kept.number, side=str(side)), by=by)
    if kept.is_signed and found.state == ProjectState.CONTRACTING:
        found.state = ProjectState.RUNNING
        found.save(update_fields=["state"])
    return kept
