"""Who may know a case, and who may do what in it.

A caseworker knows the cases that they answer for or were asked to help with; a supervisor those of the own
organisation; whoever was granted one (an emergency) that one. A part of a case is known with it. An organisation that
is asked to take a case over knows the request, and the case when it has accepted.
"""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.grants import granted
from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall

CASE_READ = permission("casework.case.read", _("Read cases"), shows_child=True)
CASE_OPEN = permission("casework.case.open", _("Open new cases"), shows_child=True)
CASE_CHANGE = permission("casework.case.change", _("Work on cases"), shows_child=True)
CASE_ASSIGN = permission("casework.case.assign", _("Give cases to workers"), shows_child=True)
CASE_TRANSFER = permission("casework.case.transfer", _("Hand cases to another organisation"), shows_child=True)
CASE_APPROVE = permission("casework.case.approve", _("Approve plans and closures"), shows_child=True)
CASE_REOPEN = permission("casework.case.reopen", _("Reopen cases"), shows_child=True)
CASE_OVERSEE = permission("casework.case.oversee", _("Oversee all cases of the organisation"), shows_child=True)
NOTE_WRITE = permission("casework.note.write", _("Write notes in cases"), shows_child=True)
DOCUMENT_ADD = permission("casework.document.add", _("Add documents to cases"), shows_child=True)
BOARD_READ = permission("casework.board.read", _("See the caseload board"), shows_child=True)

# Names of permissions of `clocks`, `children` and `referrals`, whose files are those rooms' own.
DUTY = declare_system("casework.duty", CASE_READ, CASE_CHANGE, "clocks.clock.keep", "clocks.clock.read", "children.child.read",
                      "children.child.register", "children.registry.keep", "referrals.referral.read")  # fmt: skip
"""What happens by itself: limits begin and end with the record, a service's answer moves the case."""

_SYSTEM = "(SELECT qorgan_is_system())"
_LINE = "organisation_id IN (SELECT qorgan_organisations())"
_OVERSEES = "(SELECT qorgan_may('casework.case.oversee'))"
_WORKS = "(owner = (SELECT qorgan_account()) OR id IN (SELECT qorgan_granted()))"

CASE_WALL = Wall(
    select=f"(SELECT qorgan_may('casework.case.read')) AND ({_SYSTEM} OR {_WORKS} OR ({_OVERSEES} AND {_LINE}))",
    write=f"(SELECT qorgan_may('casework.case.read')) AND ({_SYSTEM} OR {_WORKS} OR ({_OVERSEES} AND {_LINE}))",
    insert="(SELECT qorgan_may('casework.case.read'))",
    rights="SELECT, INSERT, UPDATE",
)
_OF_CASE = "EXISTS (SELECT 1 FROM casework_case c WHERE c.id = case_id)"
PART_WALL = Wall(
    select=_OF_CASE,
    write=f"(SELECT qorgan_may('casework.case.change')) AND {_OF_CASE}",
    rights="SELECT, INSERT, UPDATE",
)
NOTE_WALL = Wall(
    select=_OF_CASE,
    insert=f"(SELECT qorgan_may('casework.note.write')) AND {_OF_CASE}",
    rights="SELECT, INSERT",
)
_TARGET = "(target_id IN (SELECT qorgan_organisations()) AND (SELECT qorgan_may('casework.case.transfer')))"
TRANSFER_WALL = Wall(
    select=f"{_OF_CASE} OR {_TARGET}",
    write=f"(SELECT qorgan_may('casework.case.transfer')) AND ({_OF_CASE} OR {_TARGET})",
    rights="SELECT, INSERT, UPDATE",
)


def case(by: Principal) -> Q:
    """The cases that `by` may know."""
    if not by.may(CASE_READ):
        return NOTHING
    if by.kind is Kind.SYSTEM:
        return Q()
    known = Q(owner=by.account_id) | Q(pk__in=granted(by))
    return known | Q(organisation_id__in=by.organisations) if by.may(CASE_OVERSEE) else known


def part(by: Principal) -> Q:
    """Sheets, tasks, notes, documents, services and requests for approval are known with their case."""
    return _of(case(by))


def _of(asked: Q) -> Q:
    """The same condition, asked of the row's case instead of the case itself."""
    moved = Q(_connector=asked.connector, _negated=asked.negated)
    for child in asked.children:
        if isinstance(child, Q):
            moved.children.append(_of(child))
        else:
            name, value = cast("tuple[str, Any]", child)
            moved.children.append((f"case__{name}", value))
    return moved


def transfer(by: Principal, cases: QuerySet) -> Q:
    """Requests about cases that `by` knows, and requests to take over that reach the own organisation.

    `cases` are those that `by` knows; a sub-query and no join, because the side that is asked may not see the case's row.
    """
    known = Q(case_id__in=cases.values("pk"))
    if by.may(CASE_TRANSFER) and by.kind is not Kind.SYSTEM:
        known |= Q(target_id__in=by.organisations)
    return known
