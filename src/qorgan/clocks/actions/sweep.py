"""Steps whose time has come are fired: once each, in the order of their clock, late ones too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef

from qorgan.access.principal import Principal
from qorgan.clocks import access, rules
from qorgan.clocks.choices import State, StepKind
from qorgan.clocks.events import TIME, ClockEscalated, ClockMissed, ClockReminded, TimeJumped
from qorgan.clocks.models import Clock, Step, Tide
from qorgan.clocks.reading import now
from qorgan.journal.actions import action, record, scratch

DOUBTED_FROM = timedelta(minutes=10)
"""Time that moves further than this between two turns is believed when a second turn has seen it: until then it may be a
clock that jumped. After an outage that costs one turn."""
STANDS_STILL = timedelta(days=1)
"""A clock that went back is waited for, so that nothing is measured twice; further back than this, the earlier time was
the wrong one."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one look at the database's clock gave: the time to fire by, or None while it is doubted."""

    at: datetime | None
    is_jump: bool = False


@scratch(access.CLOCK_FIRE)
def see_time(*, by: Principal) -> Turn:
    """Reads the database's clock and moves the mark of the time that was believed. One row, locked."""
    read = now()
    Tide.objects.get_or_create(id=1, defaults={"reached_at": read})
    tide = Tide.objects.select_for_update().get(id=1)
    gap = read - tide.reached_at
    if timedelta(0) <= gap <= DOUBTED_FROM:
        return _believed(tide, read)
    if gap > DOUBTED_FROM:
        seen = tide.doubted_at
        if seen is not None and timedelta(0) <= read - seen <= DOUBTED_FROM:
            return _believed(tide, read)
        tide.doubted_at = read
        tide.save(update_fields=["doubted_at"])
        return Turn(None)
    if -gap <= STANDS_STILL:
        is_first = tide.doubted_at is None or tide.doubted_at > tide.reached_at
        if is_first:
            note_jump(by=by, read=read, reached_at=tide.reached_at)
        tide.doubted_at = read
        tide.save(update_fields=["doubted_at"])
        return Turn(tide.reached_at, is_jump=is_first)
    note_jump(by=by, read=read, reached_at=tide.reached_at)
    return Turn(_believed(tide, read).at, is_jump=True)


def _believed(tide: Tide, read: datetime) -> Turn:
    tide.reached_at, tide.doubted_at = read, None
    tide.save(update_fields=["reached_at", "doubted_at"])
    return Turn(read)


@action(access.CLOCK_FIRE)
def note_jump(*, by: Principal, read: datetime, reached_at: datetime) -> None:
    """The database's clock went back: that is remembered, and counted for the page of health."""
    Tide.objects.filter(id=1).update(jumps=F("jumps") + 1, jumped_at=read)
    seconds = int((read - reached_at).total_seconds())
    record(TimeJumped(subject=TIME, seconds=max(min(seconds, 2**31), -(2**31))), by=by)


def due_clocks(by: Principal, at: datetime, limit: int = 200) -> list[Clock]:
    """Running clocks with a step whose time has come, the longest waiting first."""
    waiting = Step.objects.visible_to(by).filter(clock=OuterRef("pk"), fired_at=None, is_void=False, fires_at__lte=at)
    return list(Clock.objects.visible_to(by).running().filter(Exists(waiting)).order_by("due_at", "pk")[:limit])


@action(access.CLOCK_FIRE)
def fire_due(*, by: Principal, clock: Clock, at: datetime) -> int:
    """Fires every step of a clock whose time has come, in order, and tells the rooms above in the same transaction.

    Returns how many. A clock that another worker holds, that ended or that stands still is left alone: then nothing
    happens, and `NothingToFire` says so. `at` is the time of the turn.
    """
    held = Clock.objects.visible_to(by).select_for_update(skip_locked=True).filter(pk=clock.pk, state=State.RUNNING).first()
    steps = Step.objects.visible_to(by).filter(clock=clock, fired_at=None, is_void=False, fires_at__lte=at).order_by("order")
    fired = 0
    for step in steps if held is not None else ():
        seconds = (at - step.fires_at).total_seconds()
        step.fired_at, step.lateness = at, max(int(seconds), 0)
        step.save(update_fields=["fired_at", "lateness"])
        if step.kind == StepKind.MISS:
            assert held is not None
            held.missed_at = at
            held.save(update_fields=["missed_at"])
        _tell(held, step, is_late=rules.is_late(seconds), by=by)
        fired += 1
    if not fired:
        raise NothingToFire
    return fired


class NothingToFire(Exception):
    """Another worker was faster, or the clock ended meanwhile. No fault."""


def _tell(clock: Clock, step: Step, *, is_late: bool, by: Principal) -> None:
    told: dict[str, Any] = {
        "subject": clock.subject,
        "clock": clock.id,
        "step": step.id,
        "kind": clock.kind,
        "number": clock.number,
        "due_at": clock.due_at,
        "is_late": is_late,
    }
    if step.kind == StepKind.MISS:
        record(ClockMissed(**told), by=by)
    elif step.kind == StepKind.REMIND:
        record(ClockReminded(**told, to_kind=step.to_kind, to=step.to), by=by)
    else:
        record(ClockEscalated(**told, to_kind=step.to_kind, to=step.to, level=step.level), by=by)
