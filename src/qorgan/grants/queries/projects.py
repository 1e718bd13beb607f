"""What screens read of projects; always for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import Model, QuerySet, Sum

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.grants.amounts import NONE
from qorgan.grants.models import (
    Actual,
    ContractVersion,
    Deliverable,
    Document,
    Expenditure,
    Project,
    ProjectLine,
    Reallocation,
    Report,
    Tranche,
)
from qorgan.grants.project_choices import SpendingState, TrancheState

Found = TypeVar("Found", bound=Guarded)


def projects(by: Principal) -> QuerySet[Project]:
    """The projects that `by` may know."""
    return Project.objects.visible_to(by).select_related("organisation", "call", "place")


def project(by: Principal, ref: str) -> Project:
    """One project. Raises Refused for one that is hidden or absent."""
    found = projects(by).filter(ref=ref).first()
    if found is None:
        raise Refused("project")
    return found


def part(by: Principal, model: type[Found], ref: str) -> Found:
    """One part of a project, with it. Raises Refused."""
    found = model.objects.visible_to(by).select_related("project", "project__call").filter(ref=ref).first()
    if found is None:
        raise Refused(model.__name__)
    return found


def _all(by: Principal, model: type[Model], of: Project) -> QuerySet:
    return model.objects.visible_to(by).filter(project=of)  # type: ignore[attr-defined]


def lines(by: Principal, of: Project) -> list[ProjectLine]:
    """The budget as it stands, with `spent` beside each line."""
    counted = _all(by, Expenditure, of).exclude(state=SpendingState.REFUSED).order_by().values("line").annotate(whole=Sum("amount"))
    spent = {row["line"]: row["whole"] for row in counted}
    found = list(_all(by, ProjectLine, of).order_by("position"))
    for one in found:
        one.spent = spent.get(one.pk, NONE)
    return found


def tranches(by: Principal, of: Project) -> list[Tranche]:
    """The tranches in their order."""
    return list(_all(by, Tranche, of).order_by("number"))


def contracts(by: Principal, of: Project) -> list[ContractVersion]:
    """The versions of the contract, the newest first."""
    return list(_all(by, ContractVersion, of).order_by("-number"))


def spending(by: Principal, of: Project) -> list[Expenditure]:
    """What was spent, the newest first."""
    return list(_all(by, Expenditure, of).select_related("line", "document").order_by("-on", "-recorded_at"))


def moves(by: Principal, of: Project) -> list[Reallocation]:
    """Moves between lines, the newest first."""
    return list(_all(by, Reallocation, of).select_related("source", "target").order_by("-asked_at"))


def deliverables(by: Principal, of: Project) -> list[Deliverable]:
    """What the project promised to bring."""
    return list(_all(by, Deliverable, of).select_related("service", "document").order_by("pk"))


def documents(by: Principal, of: Project) -> list[Document]:
    """The papers, the newest first."""
    return list(_all(by, Document, of).order_by("-added_at"))


def reports(by: Principal, of: Project) -> list[Report]:
    """The reports in their order."""
    return list(_all(by, Report, of).order_by("number"))


def figures(by: Principal, of: Report) -> list[Actual]:
    """The figures of a report."""
    rows = Actual.objects.visible_to(by).filter(report=of).select_related("place")
    return list(rows.order_by("indicator", "place", "age_band", "sex", "disability"))


@dataclass(frozen=True, slots=True)
class Sums:
    """The money of a project: the award, what was paid, spent, and accepted of the spending."""

    planned: Decimal
    released: Decimal
    spent: Decimal
    accepted: Decimal


def sums(of: Project, tranches_of: list[Tranche], spent: list[Expenditure]) -> Sums:
    """The sums of rows that are read already."""
    return Sums(
        of.amount,
        sum((one.amount for one in tranches_of if one.state == TrancheState.PAID), NONE),
        sum((one.amount for one in spent if one.state != SpendingState.REFUSED), NONE),
        sum((one.amount for one in spent if one.state == SpendingState.ACCEPTED), NONE),
    )
