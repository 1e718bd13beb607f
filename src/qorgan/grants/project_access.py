"""Who may know and do what with projects: the grantee's people and those of the body that runs the call, nobody else.

The public sees sums and results, which `facts.py` gives; papers and expenditures stay between the two sides.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall

PROJECT_READ = permission("grants.project.read", _("Read projects that were given grants"))
PROJECT_KEEP = permission("grants.project.keep", _("Keep the own organisation's project: spending, results, reports"))
CONTRACT_SIGN = permission("grants.contract.sign", _("Sign grant contracts for the own organisation"))
TRANCHE_PREPARE = permission("grants.tranche.prepare", _("Prepare tranches of grants"))
TRANCHE_APPROVE = permission("grants.tranche.approve", _("Approve tranches of grants"))
TRANCHE_PAY = permission("grants.tranche.pay", _("Pay tranches of grants"))
REPORT_ACCEPT = permission("grants.report.accept", _("Accept reports and spending of projects"))
RESULT_VERIFY = permission("grants.result.verify", _("Verify results of projects"))

PROJECT_FACTS = declare_system("grants.facts", PROJECT_READ, "grants.application.check")
"""Counts what figures and the public may know of projects."""

_SYSTEM = "(SELECT qorgan_is_system())"
_HOUSE = "(SELECT qorgan_organisations())"
_READS = "(SELECT qorgan_may('grants.project.read'))"
_SIDE = f"({_SYSTEM} OR run_by_id IN {_HOUSE} OR organisation_id IN {_HOUSE})"

PROJECT_WALL = Wall(
    select=f"{_READS} AND {_SIDE}",
    write=f"{_READS} AND {_SIDE}",
    rights="SELECT, INSERT, UPDATE",
)


def _part(who: str, *names: str, side: str = "", rights: str = "SELECT, INSERT, UPDATE") -> Wall:
    """The wall of a part: read with the project, written by whoever holds one of the permissions, on its own side."""
    may = " OR ".join(f"(SELECT qorgan_may('{name}'))" for name in names)
    return Wall(
        select="EXISTS (SELECT 1 FROM grants_project p WHERE p.id = project_id)",
        write=f"({may}) AND EXISTS (SELECT 1 FROM grants_project p WHERE p.id = project_id{side})",  # noqa: S608  (our own constants)
        rights=rights,
    )


_GRANTEE = f" AND ({_SYSTEM} OR p.organisation_id IN {_HOUSE})"
_FUNDER = f" AND ({_SYSTEM} OR p.run_by_id IN {_HOUSE})"
CONTRACT_WALL = _part("both", "grants.contract.sign", "grants.award.decide")
LINE_WALL = _part("funder", "grants.award.decide", "grants.tranche.approve", "grants.project.keep", "grants.contract.sign")
TRANCHE_WALL = _part(
    "funder", "grants.award.decide", "grants.tranche.prepare", "grants.tranche.approve", "grants.tranche.pay", side=_FUNDER
)  # fmt: skip
SPENDING_WALL = _part("both", "grants.project.keep", "grants.report.accept")
ASK_WALL = _part("both", "grants.project.keep", "grants.tranche.approve")
RESULT_WALL = _part(
    "both", "grants.project.keep", "grants.result.verify", "grants.award.decide", rights="SELECT, INSERT, UPDATE, DELETE"
)
REPORT_WALL = _part("both", "grants.project.keep", "grants.report.accept", rights="SELECT, INSERT, UPDATE, DELETE")
DOCUMENT_WALL = _part("grantee", "grants.project.keep", side=_GRANTEE, rights="SELECT, INSERT")


def project(by: Principal) -> Q:
    """The projects of the own organisation, as grantee or as the body that runs the call."""
    if not by.may(PROJECT_READ):
        return NOTHING
    if by.kind is Kind.SYSTEM:
        return Q()
    return Q(organisation__in=by.organisations) | Q(run_by__in=by.organisations)


def part(known: QuerySet) -> Q:
    """Everything of a project is known with it."""
    return Q(project__in=known.values("pk"))
