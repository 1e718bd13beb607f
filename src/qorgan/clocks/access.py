"""Who may know a clock, and who may do what with it.

A clock tells of its subject only a kind, a number, a due time and an owner. It is known to its owner, to people of the
organisations written on it who may see clocks, to whoever may know its subject (a rule that the subject's room registers,
see `kinds.py`), and to whoever was granted the subject.
"""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.grants import granted
from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall
from qorgan.clocks.kinds import rules

CLOCK_KEEP = permission("clocks.clock.keep", _("Start and stop clocks in the course of the work"))
CLOCK_READ = permission("clocks.clock.read", _("See the clocks of one's own work"))
CLOCK_OVERSEE = permission("clocks.clock.oversee", _("See all running clocks of the organisation"))
POLICY_READ = permission("clocks.policy.read", _("See the time limits, their sources and the calendar"))

# Held by nobody's role: the sweep, and whatever starts a clock where no person acts (a child's message, a job).
CLOCK_FIRE = permission("clocks.clock.fire", _("Send reminders and pass silence on when their time comes"))

KEEPER = declare_system("clocks.keeper", CLOCK_KEEP, CLOCK_READ, CLOCK_FIRE)

_SYSTEM = "(SELECT qorgan_is_system())"
_READS = "(SELECT qorgan_may('clocks.clock.read'))"
_OWN = "owner_account = (SELECT qorgan_account())"
_HOUSE = "organisations && ARRAY(SELECT qorgan_organisations())"
_KNOWN = f"({_SYSTEM} OR {_OWN} OR {_HOUSE} OR subject IN (SELECT qorgan_granted()))"

CLOCK_WALL = Wall(
    select=f"({_READS} OR (SELECT qorgan_may('clocks.clock.oversee'))) AND {_KNOWN}",
    write=f"((SELECT qorgan_may('clocks.clock.keep')) OR (SELECT qorgan_may('clocks.clock.fire'))) AND {_KNOWN}",
    insert=f"(SELECT qorgan_may('clocks.clock.keep')) AND {_KNOWN}",
    rights="SELECT, INSERT, UPDATE",
)
STEP_WALL = Wall(select="EXISTS (SELECT 1 FROM clocks_clock c WHERE c.id = clock_id)")


def clock(by: Principal) -> Q:
    """The clocks that `by` may know."""
    if not (by.may(CLOCK_READ) or by.may(CLOCK_OVERSEE)):
        return NOTHING
    if by.kind is Kind.SYSTEM:
        return Q()
    known = Q(owner_account=by.account_id) | Q(subject__in=granted(by)) if by.account_id else NOTHING
    if by.may(CLOCK_OVERSEE):
        return known | Q(organisations__overlap=sorted(by.organisations))
    for kind, rule in rules().items():
        known |= Q(kind=kind) & Q(organisations__overlap=sorted(by.organisations)) & rule(by)
    return known


def step(by: Principal) -> Q:
    """The steps of a clock are known with it."""
    return _moved(clock(by))


def _moved(asked: Q) -> Q:
    """The same condition, asked of the step's clock instead of the clock itself."""
    moved = Q(_connector=asked.connector, _negated=asked.negated)
    for child in asked.children:
        if isinstance(child, Q):
            moved.children.append(_moved(child))
        else:
            name, value = cast("tuple[str, Any]", child)
            moved.children.append((f"clock__{name}", value))
    return moved
