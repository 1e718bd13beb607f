"""Who may know and who may do what with conferences.

Conferences, their programme and their recommendations are public life. Who the delegates are is sealed: it is known to those
who accredit, at the organisation that holds the conference; an invited organisation, which comes through a one-time link, knows
those whom it nominated itself. The door knows numbers and names of one edition, on the day. Nothing here names a child.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall

CONFERENCE_READ = permission("conferences.conference.read", _("Read conferences and their recommendations"))
CONFERENCE_KEEP = permission("conferences.conference.keep", _("Keep conferences, their programme and their invitations"))
DELEGATE_ACCREDIT = permission("conferences.delegate.accredit", _("Accredit delegates and join those who are one person"))
DELEGATE_NOMINATE = permission("conferences.delegate.nominate", _("Nominate delegates for an invited organisation"))
DOOR_CHECK = permission("conferences.door.check", _("Check delegates in at the door"))
RECOMMENDATION_WRITE = permission("conferences.recommendation.write", _("Draft recommendations, adopt them and follow them up"))

INVITED = frozenset({DELEGATE_NOMINATE})
"""What the bearer of an invitation's link may do."""

# Names of permissions of `notices`, whose file is that room's own.
DESK = declare_system(
    "conferences.desk", CONFERENCE_READ, CONFERENCE_KEEP, DELEGATE_ACCREDIT, "notices.link.make", "notices.notice.send"
)
"""Compares a new delegate with those of the edition, whoever nominated it; gives numbers; ends links. Never shows a person."""

_SYSTEM = "(SELECT qorgan_is_system())"
_BEARER = "(SELECT qorgan_bearer())"
_READS = "(SELECT qorgan_may('conferences.conference.read'))"
_KEEPS = "(SELECT qorgan_may('conferences.conference.keep'))"
_ACCREDITS = "(SELECT qorgan_may('conferences.delegate.accredit'))"
_CHECKS = "(SELECT qorgan_may('conferences.door.check'))"
_WRITES = "(SELECT qorgan_may('conferences.recommendation.write'))"
_HOUSE = "(SELECT qorgan_organisations())"
_OURS = f"({_SYSTEM} OR holder_id IN {_HOUSE})"

# Every row carries `holder`, the organisation that holds the conference: no wall has to ask another one.
_PUBLIC = f"{_READS} OR {_CHECKS} OR {_BEARER} IS NOT NULL"
CONFERENCE_WALL = Wall(select=_PUBLIC, write=f"{_KEEPS} AND {_OURS}", rights="SELECT, INSERT, UPDATE")
PART_WALL = Wall(select=_PUBLIC, write=f"{_KEEPS} AND {_OURS}", rights="SELECT, INSERT, UPDATE, DELETE")
INVITATION_WALL = Wall(
    select=f"id = {_BEARER} OR (({_KEEPS} OR {_ACCREDITS}) AND {_OURS})",
    write=f"id = {_BEARER} OR ({_KEEPS} AND {_OURS}) OR {_SYSTEM}",
    rights="SELECT, INSERT, UPDATE",
)
_NOMINATED = f"invitation_id = {_BEARER}"
DELEGATE_WALL = Wall(
    select=f"{_NOMINATED} OR (({_ACCREDITS} OR {_CHECKS}) AND {_OURS})",
    write=f"{_NOMINATED} OR ({_ACCREDITS} AND {_OURS})",
    rights="SELECT, INSERT, UPDATE",
)
REGISTRATION_WALL = Wall(
    select=f"{_NOMINATED} OR (({_ACCREDITS} OR {_CHECKS}) AND {_OURS})",
    write=f"{_NOMINATED} OR ({_ACCREDITS} AND {_OURS})",
    rights="SELECT, INSERT, UPDATE",
)
LIKENESS_WALL = Wall(select=f"{_ACCREDITS} AND {_OURS}", rights="SELECT, INSERT, UPDATE")
ARRIVAL_WALL = Wall(
    select=f"({_ACCREDITS} OR {_CHECKS}) AND {_OURS}", insert=f"{_CHECKS} AND {_OURS}", rights="SELECT, INSERT"
)  # fmt: skip
RECOMMENDATION_WALL = Wall(
    select=f"({_READS} AND (adopted_on IS NOT NULL OR {_OURS}))", write=f"{_WRITES} AND {_OURS}", rights="SELECT, INSERT, UPDATE"
)
_ITS = "EXISTS (SELECT 1 FROM conferences_recommendation r WHERE r.id = recommendation_id)"
ADDRESSED_WALL = Wall(select=_ITS, write=f"{_WRITES} AND {_OURS} AND {_ITS}", rights="SELECT, INSERT, UPDATE")


def ours(by: Principal) -> Q:
    """Rows of conferences that the own organisation holds."""
    return Q() if by.kind is Kind.SYSTEM else Q(holder__in=by.organisations)


def public(by: Principal) -> Q:
    """Conferences, editions, categories and programme: no secret, also not to whoever was invited."""
    return Q() if by.may(CONFERENCE_READ) or by.may(DOOR_CHECK) or by.is_bearer else NOTHING


def invitation(by: Principal) -> Q:
    """The one of a bearer; those of the own conferences."""
    if by.is_bearer:
        return Q(pk=by.bearer_of) if by.may(DELEGATE_NOMINATE) else NOTHING
    return ours(by) if by.may(CONFERENCE_KEEP) or by.may(DELEGATE_ACCREDIT) else NOTHING


def delegate(by: Principal) -> Q:
    """Those whom a bearer's organisation nominated; those of the own conferences."""
    if by.is_bearer:
        return Q(invitation=by.bearer_of) if by.may(DELEGATE_NOMINATE) else NOTHING
    return ours(by) if by.may(DELEGATE_ACCREDIT) or by.may(DOOR_CHECK) else NOTHING


def likeness(by: Principal) -> Q:
    """Whether two delegates may be one person is the registrar's to know."""
    return ours(by) if by.may(DELEGATE_ACCREDIT) else NOTHING


def arrival(by: Principal) -> Q:
    """Who came, to those who accredit and to the door."""
    return ours(by) if by.may(DELEGATE_ACCREDIT) or by.may(DOOR_CHECK) else NOTHING


def recommendation(by: Principal) -> Q:
    """What was adopted; drafts of the own conferences."""
    if not by.may(CONFERENCE_READ):
        return NOTHING
    return Q() if by.kind is Kind.SYSTEM else Q(adopted_on__isnull=False) | ours(by)


def addressed(recommendations: QuerySet) -> Q:
    """To whom a recommendation goes is known with it."""
    return Q(recommendation__in=recommendations.values("pk"))
