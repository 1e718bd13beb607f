"""What screens read of clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from qorgan.access.principal import Principal
from qorgan.clocks.kinds import find
from qorgan.clocks.limits import due
from qorgan.clocks.models import Clock, Policy, Step, Tide
from qorgan.clocks.reading import NoPolicy, now, policy_in_force, timetable, working_calendar
from qorgan.ui import pieces

__all__ = [
    "NoPolicy",
    "clock_of",
    "clocks_of",
    "due_under",
    "late_steps",
    "now",
    "policies",
    "policy_in_force",
    "shown",
    "tide",
    "timetable",
]
__all__ += ["working_calendar"]


def clocks_of(by: Principal, subject: UUID) -> QuerySet:
    """The clocks of a subject that `by` may know, those that run first, then by due time."""
    return Clock.objects.visible_to(by).of_subject(subject).order_by("ended_at", "due_at")


def clock_of(by: Principal, subject: UUID, kind: str) -> Clock | None:
    """The open clock of a kind for a subject, or None."""
    return Clock.objects.visible_to(by).open().filter(subject=subject, kind=kind).first()


def due_under(policy: str, since: datetime) -> datetime:
    """When a limit would end that began at `since`, under the policy in force then. Raises NoPolicy."""
    rule = policy_in_force(policy, since)
    return due(timetable(rule.calendar), since, rule.amount, rule.unit, ends_on_working_day=rule.ends_on_working_day)


def shown(clock: Clock, by: Principal, *, detail: str = "", next_body: str = "") -> pieces.Clock:
    """A clock as the component `{% clock %}` draws it."""
    kind = find(clock.kind)
    return pieces.Clock(
        title=kind.label if kind else clock.kind,
        due_at=clock.due_at,
        started_at=clock.started_at,
        detail=detail,
        level=kind.level if kind else None,
        url=kind.address(by, clock.subject) if kind and kind.address else "",
        next_body=next_body,
        acknowledged_at=clock.ended_at,
        is_unconfirmed=clock.is_unconfirmed,
    )


def policies() -> QuerySet:
    """All policies, the present ones of a key before its earlier ones."""
    return Policy.objects.select_related("calendar").prefetch_related("steps").order_by("key", "-valid")


def late_steps(by: Principal, after: timedelta = timedelta(minutes=10)) -> QuerySet:
    """Steps that should have fired long ago: the worker is down, or their listeners fail."""
    waiting = Step.objects.visible_to(by).filter(fired_at=None, is_void=False, clock__state="running")
    return waiting.filter(fires_at__lt=now() - after)


def tide() -> tuple[datetime | None, int]:
    """Until when time was seen, and how often the database's clock jumped."""
    row = Tide.objects.filter(id=1).first()
    return (row.reached_at, row.jumps) if row else (None, 0)
