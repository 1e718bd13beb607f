"""What figures and the public may know of projects: sums, days, results; never a paper, an expenditure or a name of a person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.grants.amounts import NONE
from qorgan.grants.models import Actual, Deliverable, DeliverableSite, Expenditure, Project, Promise, Tranche
from qorgan.grants.project_access import PROJECT_FACTS
from qorgan.grants.project_choices import DeliverableState, ReportState, SpendingState, TrancheState

KIND = "grants.project"
"""The kind under which rooms above name a project: with its public id it says which one, and nothing else."""


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """One project. `released` was paid, `accepted` is what the other side accepted of the spending; both are exact amounts.

    `services` are the directory's services that the project runs by its results (centre, helpline, sites of the network).
    """

    ref: str
    kind: str
    number: str
    title: str
    programme: str
    organisation: UUID
    starts_on: date
    ends_on: date
    state: str
    planned: Decimal
    released: Decimal
    accepted: Decimal
    results: int
    verified: int
    services: frozenset[UUID]
    is_invented: bool


@dataclass(frozen=True, slots=True)
class CountedActual:
    """One accepted figure of reports, by the five directions that the programme asks. Not yet fit for the public: small cells."""

    ref: str
    indicator: str
    age_band: str
    sex: str
    disability: str
    place: str
    value: int


def projects() -> list[ProjectFacts]:
    """All projects whose contract was signed, the oldest number first."""
    by = PROJECT_FACTS
    with reading(by):
        rows = list(Project.objects.visible_to(by).standing().select_related("call", "call__programme").order_by("number"))
        released = _sums(Tranche.objects.visible_to(by).filter(state=TrancheState.PAID))
        accepted = _sums(Expenditure.objects.visible_to(by).filter(state=SpendingState.ACCEPTED))
        results, services = _results(by)
    return [
        ProjectFacts(
            ref=one.ref,
            kind=KIND,
            number=one.number,
            title=one.title,
            programme=one.call.programme.code,
            organisation=one.organisation_id,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            state=one.state,
            planned=one.amount,
            released=released.get(one.pk, NONE),
            accepted=accepted.get(one.pk, NONE),
            results=len(results[one.pk]),
            verified=sum(results[one.pk]),
            services=frozenset(services[one.pk]),
            is_invented=one.is_invented,
        )
        for one in rows
    ]


def _sums(rows: object) -> dict[UUID, Decimal]:
    found = rows.order_by().values("project").annotate(whole=Sum("amount"))  # type: ignore[attr-defined]  # of either table
    return {row["project"]: row["whole"] for row in found}


def _results(by: Principal) -> tuple[dict[UUID, list[bool]], dict[UUID, set[UUID]]]:
    results: dict[UUID, list[bool]] = defaultdict(list)
    services: dict[UUID, set[UUID]] = defaultdict(set)
    for project, state, service in Deliverable.objects.visible_to(by).values_list("project", "state", "service"):
        results[project].append(state == DeliverableState.VERIFIED)
        if service is not None:
            services[project].add(service)
    for project, service in DeliverableSite.objects.visible_to(by).values_list("project", "site__service"):
        services[project].add(service)
    return results, services


def promised() -> dict[str, dict[str, int]]:
    """What each project promised, by its public id and the indicator."""
    by = PROJECT_FACTS
    with reading(by):
        refs = dict(Project.objects.visible_to(by).values_list("application", "ref"))
        rows = Promise.objects.visible_to(by).filter(application__in=refs).values_list("application", "indicator", "target")
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for application, indicator, target in rows:
            found[refs[application]][indicator] = target
    return dict(found)


def actuals() -> list[CountedActual]:
    """The figures of accepted reports, summed over the reports of a project."""
    by = PROJECT_FACTS
    with reading(by):
        rows = Actual.objects.visible_to(by).filter(report__state=ReportState.ACCEPTED).order_by()
        found = rows.values("project__ref", "indicator", "age_band", "sex", "disability", "place__code").annotate(whole=Sum("value"))
        return [
            CountedActual(
                row["project__ref"], row["indicator"], row["age_band"], row["sex"], row["disability"], row["place__code"], row["whole"]
            )
            for row in found
        ]
