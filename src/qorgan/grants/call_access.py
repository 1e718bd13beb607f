"""Who may know and do what with calls, applications, experts and scores.

A call and the draw are public. An application is known to the people of the applicant who may file; once filed, to those of the
body that runs the call; and to an expert who was asked, from the moment on that no conflict of interest was declared. Scores
are known to the expert who gave them, and to the body that runs the call only when the last one is in. Nothing names a child.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall
from qorgan.grants.call_choices import DRAFTS, READING

CALL_READ = permission("grants.call.read", _("Look at programmes and calls of grants"))
CALL_MANAGE = permission("grants.call.manage", _("Prepare and open calls, keep the register of experts, draw experts"))
APPLICATION_FILE = permission("grants.application.file", _("Write and file applications of the own organisation"))
APPLICATION_CHECK = permission("grants.application.check", _("Read filed applications and check their form"))
REVIEW_WRITE = permission("grants.review.write", _("Declare conflicts of interest and score applications"))
AWARD_DECIDE = permission("grants.award.decide", _("Decide about applications by the ranking"))

CALLS_HAND = declare_system(
    "grants.calls", CALL_READ, CALL_MANAGE, APPLICATION_CHECK, REVIEW_WRITE, AWARD_DECIDE, "grants.theme.read"
)  # fmt: skip
"""Looks for conflicts of interest by data, counts what is in, and fills demonstrations."""

_SYSTEM = "(SELECT qorgan_is_system())"
_HOUSE = "(SELECT qorgan_organisations())"
_FILES = "(SELECT qorgan_may('grants.application.file'))"
_RUNS = "((SELECT qorgan_may('grants.application.check')) OR (SELECT qorgan_may('grants.award.decide')))"
_SCORES = "(SELECT qorgan_may('grants.review.write'))"
_READING = "(" + ", ".join(f"'{state}'" for state in READING) + ")"

APPLICATION_WALL = Wall(
    select=f"({_SYSTEM} AND {_RUNS}) OR ({_RUNS} AND run_by_id IN {_HOUSE} AND state <> 'draft') "  # noqa: S608  (our own constants)
    f"OR ({_FILES} AND organisation_id IN {_HOUSE}) OR ({_SCORES} AND EXISTS (SELECT 1 FROM grants_panelist p "
    f"WHERE p.application_id = grants_application.id AND p.account_id = (SELECT qorgan_account()) AND p.state IN {_READING}))",
    write=f"({_RUNS} AND ({_SYSTEM} OR run_by_id IN {_HOUSE})) OR ({_FILES} AND organisation_id IN {_HOUSE})",
    rights="SELECT, INSERT, UPDATE",
)
# The parts ask the wall of the application; their own writing is the applicant's while it is a draft.
_WHOLE = "EXISTS (SELECT 1 FROM grants_application a WHERE a.id = application_id"
PART_WALL = Wall(
    select=f"{_WHOLE})",
    write=f"{_FILES} AND {_WHOLE} AND a.organisation_id IN {_HOUSE} AND a.state = 'draft')",
    rights="SELECT, INSERT, UPDATE, DELETE",
)
VERSION_WALL = Wall(
    select=f"{_WHOLE})",
    write=f"{_FILES} AND {_WHOLE} AND a.organisation_id IN {_HOUSE})",
    rights="SELECT, INSERT",
)
# Asks no application: the application's wall asks this one.
PANELIST_WALL = Wall(
    select=f"({_RUNS} AND ({_SYSTEM} OR run_by_id IN {_HOUSE})) OR ({_SCORES} AND account_id = (SELECT qorgan_account()))",
    write=f"({_RUNS} AND ({_SYSTEM} OR run_by_id IN {_HOUSE})) OR ({_SCORES} AND account_id = (SELECT qorgan_account()))",
    rights="SELECT, INSERT, UPDATE",
)
SCORE_WALL = Wall(
    select=f"({_SCORES} AND account_id = (SELECT qorgan_account())) OR ({_RUNS} AND EXISTS (SELECT 1 FROM grants_application a "  # noqa: S608  (our own constants)
    f"WHERE a.id = application_id AND a.is_scored AND ({_SYSTEM} OR a.run_by_id IN {_HOUSE})))",
    write=f"{_SCORES} AND account_id = (SELECT qorgan_account())",
    rights="SELECT, INSERT",
)
DECISION_WALL = Wall(
    select=f"{_WHOLE} AND (a.organisation_id IN {_HOUSE} OR a.run_by_id IN {_HOUSE} OR {_SYSTEM}))",
    write=f"(SELECT qorgan_may('grants.award.decide')) AND {_WHOLE} AND (a.run_by_id IN {_HOUSE} OR {_SYSTEM}))",
    rights="SELECT, INSERT",
)


def may_run(by: Principal) -> bool:
    """Whether `by` works for a body that runs calls."""
    return by.may(APPLICATION_CHECK) or by.may(AWARD_DECIDE)


def application(by: Principal, asked: QuerySet) -> Q:
    """The applications that `by` may know. `asked` are all places on panels."""
    found = NOTHING
    if may_run(by):
        if by.kind is Kind.SYSTEM:
            return Q()
        found |= Q(run_by__in=by.organisations) & ~Q(state__in=DRAFTS)
    if by.may(APPLICATION_FILE):
        found |= Q(organisation__in=by.organisations)
    if by.may(REVIEW_WRITE) and by.account_id is not None:
        found |= Q(pk__in=asked.filter(account_id=by.account_id, state__in=READING).values("application"))
    return found


def part(known: QuerySet) -> Q:
    """Budget lines, promises and signed versions are known with their application."""
    return Q(application__in=known.values("pk"))


def panelist(by: Principal) -> Q:
    """Places on panels: the own ones, and all of the calls that the own organisation runs."""
    found = NOTHING
    if may_run(by):
        if by.kind is Kind.SYSTEM:
            return Q()
        found |= Q(run_by__in=by.organisations)
    if by.may(REVIEW_WRITE) and by.account_id is not None:
        found |= Q(account_id=by.account_id)
    return found


def score(by: Principal, known: QuerySet) -> Q:
    """One's own scores; those of others only when the last one is in, for the body that runs the call."""
    found = NOTHING
    if by.may(REVIEW_WRITE) and by.account_id is not None:
        found |= Q(account_id=by.account_id)
    if may_run(by):
        rows = known.filter(is_scored=True)
        found |= Q(application__in=(rows if by.kind is Kind.SYSTEM else rows.filter(run_by__in=by.organisations)).values("pk"))
    return found


def decision(by: Principal, known: QuerySet) -> Q:
    """The decision is known to the applicant and to the body that made it."""
    if by.kind is Kind.SYSTEM:
        return Q(application__in=known.values("pk"))
    own = Q(organisation__in=by.organisations) | Q(run_by__in=by.organisations)
    return Q(application__in=known.filter(own).values("pk"))
