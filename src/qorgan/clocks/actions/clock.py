"""Clocks are started, ended, paused, resumed, started anew, and counted anew where somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.clocks import access, rules
from qorgan.clocks.choices import Outcome, State, StepKind, To, Unit
from qorgan.clocks.events import ClockHanded, ClockMet, ClockPaused, ClockReplanned, ClockResumed, ClockStarted, ClockStopped
from qorgan.clocks.limits import due, due_with_pause, shifted, stood_still
from qorgan.clocks.models import Clock, Policy, Step
from qorgan.clocks.reading import now, policy_in_force, timetable
from qorgan.clocks.working_time import Timetable
from qorgan.journal.actions import action, record


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose clock it is: an account, or a role in an organisation, or an organisation as a whole."""

    organisation: UUID | None = None
    account: UUID | None = None
    role: str = ""


@action(access.CLOCK_KEEP)
def start_clock(
    *,
    by: Principal,
    subject: UUID,
    kind: str,
    policy: str,
    owner: Owner,
    known_to: Iterable[UUID] = (),
    started_at: datetime | None = None,
) -> Clock:
    """Starts the one open clock of this kind for a subject, under the policy in force when it starts.

    `policy` is a key of the pack's `policies.toml`. `started_at` (aware) may lie in the past: a limit runs from the event
    that the law names, not from its entry; it may not lie in the future. Steps whose time has passed already fire at the
    next turn of the sweep. `known_to` names further organisations whose people may know the clock. Where no person with
    this permission acts, `by` is `Principal.system("clocks.keeper")`.
    Raises NoPolicy, and RuleBroken where such a clock runs already.
    """
    at = now()
    begins = started_at or at
    if begins > at:
        raise RuleBroken(_("A time limit cannot begin in the future."))
    rule = policy_in_force(policy, begins)
    table = timetable(rule.calendar)
    ends = due(table, begins, rule.amount, rule.unit, ends_on_working_day=rule.ends_on_working_day)
    clock = Clock(
        number=_next_number(),
        kind=kind,
        subject=subject,
        policy=rule,
        calendar=rule.calendar,
        amount=rule.amount,
        unit=rule.unit,
        is_unconfirmed=_is_unconfirmed(rule, table, ends),
        owner_account=owner.account,
        owner_role=owner.role,
        owner_organisation=owner.organisation,
        organisations=_houses(by, owner, known_to),
        started_at=begins,
        due_at=ends,
    )
    _insert(clock)
    _plan(clock, rule, table)
    record(
        ClockStarted(subject=subject, clock=clock.id, kind=kind, due_at=ends, policy=rule.key, is_unconfirmed=clock.is_unconfirmed),
        by=by,
    )
    return clock


@action(access.CLOCK_KEEP)
def stop_clock(*, by: Principal, clock: Clock, outcome: Outcome = Outcome.MET) -> Clock:
    """Ends a clock: `MET` where what was waited for happened (late is worked out), `STOPPED` where it lost its sense.

    Steps that have not fired never will. Raises RuleBroken for a clock that has ended already.
    """
    if outcome not in rules.ENDS:
        raise ValueError("a clock is ended as met or stopped")
    held = _locked(by, clock)
    if not rules.may_end(held):
        raise RuleBroken(_("This time limit has ended already."))
    at = now()
    is_late = outcome == Outcome.MET and (held.missed_at is not None or (at > held.due_at and held.paused_at is None))
    _end(held, Outcome.LATE if is_late else outcome, at)
    if outcome == Outcome.MET:
        record(ClockMet(subject=held.subject, clock=held.id, kind=held.kind, is_late=is_late), by=by)
    else:
        record(ClockStopped(subject=held.subject, clock=held.id, kind=held.kind, outcome=outcome.value), by=by)
    return held


@action(access.CLOCK_KEEP)
def pause_clock(*, by: Principal, clock: Clock) -> Clock:
    """Lets a clock stand still. Raises RuleBroken for one that does not run or has passed its limit."""
    held = _locked(by, clock)
    if not rules.may_pause(held):
        raise RuleBroken(_("Only a time limit that runs and has not passed can be paused."))
    held.state, held.paused_at = State.PAUSED, now()
    held.save(update_fields=["state", "paused_at"])
    record(ClockPaused(subject=held.subject, clock=held.id, kind=held.kind), by=by)
    return held


@action(access.CLOCK_KEEP)
def resume_clock(*, by: Principal, clock: Clock) -> Clock:
    """Lets it run again: its end and the steps that have not fired move by the time it stood still, in its own unit."""
    held = _locked(by, clock)
    if not rules.may_resume(held) or held.paused_at is None:
        raise RuleBroken(_("This time limit does not stand still."))
    table = timetable(held.calendar)
    held.paused_for += stood_still(table, held.paused_at, now(), held.unit)
    held.state, held.paused_at = State.RUNNING, None
    _set_due(held, table, is_on_working_day=held.policy.ends_on_working_day)
    held.save(update_fields=["state", "paused_at", "paused_for", "due_at"])
    record(ClockResumed(subject=held.subject, clock=held.id, kind=held.kind, due_at=held.due_at), by=by)
    return held


@action(access.CLOCK_KEEP)
def restart_clock(*, by: Principal, clock: Clock) -> Clock:
    """Ends a clock as started anew, and starts its successor now under the policy that is in force now."""
    held = _locked(by, clock)
    if not rules.may_end(held):
        raise RuleBroken(_("This time limit has ended already."))
    _end(held, Outcome.RESTARTED, now())
    record(ClockStopped(subject=held.subject, clock=held.id, kind=held.kind, outcome=Outcome.RESTARTED.value), by=by)
    return start_clock(
        by=by,
        subject=held.subject,
        kind=held.kind,
        policy=held.policy.key,
        owner=Owner(held.owner_organisation, held.owner_account, held.owner_role),
        known_to=held.organisations,
    )


@action(access.CLOCK_KEEP)
def replan_clock(*, by: Principal, clock: Clock) -> Clock:
    """Puts a running clock under the policy that is in force now; its start stays. Fired steps stay fired.

    The one way in which a changed policy reaches a running clock.
    """
    held = _locked(by, clock)
    if held.state != State.RUNNING:
        raise RuleBroken(_("Only a time limit that runs can be counted anew."))
    rule = policy_in_force(held.policy.key, now())
    table = timetable(rule.calendar)
    held.policy, held.calendar, held.amount, held.unit = rule, rule.calendar, rule.amount, rule.unit
    _set_due(held, table, is_on_working_day=rule.ends_on_working_day, moves_steps=False)
    held.is_unconfirmed = _is_unconfirmed(rule, table, held.due_at)
    if held.due_at > now():
        held.missed_at = None
    held.save(update_fields=["policy", "calendar", "amount", "unit", "due_at", "is_unconfirmed", "missed_at"])
    _void_steps(held)
    _plan(held, rule, table)
    record(ClockReplanned(subject=held.subject, clock=held.id, kind=held.kind, due_at=held.due_at), by=by)
    return held


@action(access.CLOCK_KEEP)
def hand_clock(*, by: Principal, clock: Clock, owner: Owner, known_to: Iterable[UUID] = ()) -> Clock:
    """Gives a clock another owner, where its subject changed hands. The due time stays."""
    held = _locked(by, clock)
    held.owner_account, held.owner_role, held.owner_organisation = owner.account, owner.role, owner.organisation
    held.organisations = sorted({*held.organisations, *_houses(by, owner, known_to)})
    held.save(update_fields=["owner_account", "owner_role", "owner_organisation", "organisations"])
    record(
        ClockHanded(subject=held.subject, clock=held.id, kind=held.kind, organisation=owner.organisation, account=owner.account),
        by=by,
    )
    return held


def _houses(by: Principal, owner: Owner, known_to: Iterable[UUID]) -> list[UUID]:
    found = {*known_to, *([owner.organisation] if owner.organisation else ())}
    return sorted(found | (by.organisations if by.is_person or by.is_machine else set()))


def _insert(clock: Clock) -> None:
    """The database keeps one open clock of a kind for a subject, also between two people at once."""
    try:
        with transaction.atomic():
            clock.save(force_insert=True)
    except IntegrityError:
        raise RuleBroken(_("This time limit runs already.")) from None


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('clocks_clock_number')")
        return int(cursor.fetchone()[0])


def _is_unconfirmed(rule: Policy, table: Timetable, ends: datetime) -> bool:
    """Whether the limit does not stand in the law, or rests on days that are not final yet."""
    return rule.is_unconfirmed or (rule.unit not in (Unit.MINUTES, Unit.HOURS) and not table.is_confirmed(table.day_of(ends)))


def _locked(by: Principal, clock: Clock) -> Clock:
    """The clock as it is now, locked, its policy and calendar with it."""
    return Clock.objects.visible_to(by).select_for_update(of=("self",)).select_related("policy", "calendar").get(pk=clock.pk)


def _end(clock: Clock, outcome: Outcome, at: datetime) -> None:
    clock.state, clock.outcome, clock.ended_at, clock.paused_at = State.ENDED, outcome, at, None
    clock.save(update_fields=["state", "outcome", "ended_at", "paused_at"])
    _void_steps(clock)


def _steps(clock: Clock):
    return Step.objects.everything(because="the steps of a clock that is held").filter(clock=clock)


def _void_steps(clock: Clock) -> None:
    _steps(clock).filter(fired_at=None).update(is_void=True)


def _set_due(clock: Clock, table: Timetable, *, is_on_working_day: bool, moves_steps: bool = True) -> None:
    clock.due_at = due_with_pause(
        table, clock.started_at, clock.amount, clock.unit, clock.paused_for, ends_on_working_day=is_on_working_day
    )
    if moves_steps:
        for step in _steps(clock).filter(fired_at=None, is_void=False):
            step.fires_at = _fires_at(clock, table, step.amount, step.unit)
            step.save(update_fields=["fires_at"])


def _fires_at(clock: Clock, table: Timetable, amount: int, unit: str) -> datetime:
    """A step's time; a reminder that would come before the start comes with the start."""
    return max(shifted(table, clock.due_at, amount, unit), clock.started_at) if amount else clock.due_at


def _plan(clock: Clock, rule: Policy, table: Timetable) -> None:
    """Writes the steps: reminders, the end of the limit, escalations, in the order of their time."""
    planned = [
        (_fires_at(clock, table, step.amount, step.unit), step.kind, step.amount, step.unit, step.to_kind, step.to, step.level)
        for step in rule.steps.all()
    ]
    planned.append((clock.due_at, StepKind.MISS, 0, Unit.MINUTES, To.OWNER, "", 0))
    first = 1 + (_steps(clock).order_by("-order").values_list("order", flat=True).first() or 0)
    rank = {StepKind.REMIND: 0, StepKind.MISS: 1, StepKind.ESCALATE: 2}
    for order, (at, kind, amount, unit, to_kind, to, level) in enumerate(
        sorted(planned, key=lambda one: (one[0], rank[StepKind(one[1])], one[6])), start=first
    ):
        Step(
            id=uuid7(), clock=clock, order=order, kind=kind, amount=amount, unit=unit, to_kind=to_kind, to=to, level=level, fires_at=at
        ).save(force_insert=True)
