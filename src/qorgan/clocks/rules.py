"""When something may be done to a clock: pure questions about its state."""

from __future__ import annotations

from qorgan.clocks.choices import Outcome, State
from qorgan.clocks.models import Clock

ENDS = frozenset({Outcome.MET, Outcome.STOPPED})
"""How a caller may end a clock; whether it was late is worked out."""
ON_TIME = 150
"""Seconds after its time within which a step counts as fired in time: two turns of the sweep and a little."""


def may_end(clock: Clock) -> bool:
    """A clock ends once."""
    return clock.state != State.ENDED


def may_pause(clock: Clock) -> bool:
    """Only what runs, and has not passed its limit, can be made to stand still."""
    return clock.state == State.RUNNING and clock.missed_at is None


def may_resume(clock: Clock) -> bool:
    """Only what stands still can run again."""
    return clock.state == State.PAUSED


def is_late(seconds: float) -> bool:
    """Whether a step that fired so many seconds after its time is told as late."""
    return seconds > ON_TIME
