"""What clocks remember and tell. Every entry joins the stream of the clock's subject; `kind` is the clock's kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event

TIME = UUID("636c6f63-6b73-4a67-8000-000000000001")
"""The stream of what concerns time itself and no subject."""


@dataclass(frozen=True, kw_only=True)
class ClockStarted(Event):
    """A limit began to run."""

    verb = "clocks.clock.started"
    label = _("Time limit began")
    clock: UUID
    kind: str
    due_at: datetime
    policy: str
    is_unconfirmed: bool


@dataclass(frozen=True, kw_only=True)
class ClockReminded(Event):
    """The time of a reminder came. `step` is the row of the step: the key under which a notice of it is sent once."""

    verb = "clocks.clock.reminded"
    label = _("Reminded of a time limit")
    clock: UUID
    step: UUID
    kind: str
    number: int
    due_at: datetime
    to_kind: str
    to: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ClockMissed(Event):
    """The limit passed and nothing had ended it. It goes on running until somebody ends it."""

    verb = "clocks.clock.missed"
    label = _("Time limit passed")
    clock: UUID
    step: UUID
    kind: str
    number: int
    due_at: datetime
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ClockEscalated(Event):
    """Nobody answered: the next one is told. `level` counts the escalations of this clock from 1."""

    verb = "clocks.clock.escalated"
    label = _("Silence passed on to the next")
    clock: UUID
    step: UUID
    kind: str
    number: int
    due_at: datetime
    to_kind: str
    to: str
    level: int
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ClockMet(Event):
    """What was waited for happened, in time or late."""

    verb = "clocks.clock.met"
    label = _("Time limit ended: done")
    clock: UUID
    kind: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ClockStopped(Event):
    """The limit lost its sense, or was started anew."""

    verb = "clocks.clock.stopped"
    label = _("Time limit stopped")
    clock: UUID
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ClockPaused(Event):
    """The limit stands still."""

    verb = "clocks.clock.paused"
    label = _("Time limit paused")
    clock: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class ClockResumed(Event):
    """The limit runs again; its end moved by the time it stood still."""

    verb = "clocks.clock.resumed"
    label = _("Time limit runs again")
    clock: UUID
    kind: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClockReplanned(Event):
    """A running limit was put under the policy that is in force now, because somebody asked for it."""

    verb = "clocks.clock.replanned"
    label = _("Time limit counted anew")
    clock: UUID
    kind: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClockHanded(Event):
    """The limit got another owner, because its subject changed hands. Its due time stays."""

    verb = "clocks.clock.handed"
    label = _("Time limit given to another")
    clock: UUID
    kind: str
    organisation: UUID | None
    account: UUID | None


@dataclass(frozen=True, kw_only=True)
class TimeJumped(Event):
    """The database's clock went back, or far ahead, by so many seconds (negative: back)."""

    verb = "clocks.time.jumped"
    label = _("The clock of the database jumped")
    seconds: int
