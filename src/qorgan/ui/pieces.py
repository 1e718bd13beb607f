"""What the components show: small frozen shapes that pages fill and templates draw. No query, no request, no rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

Text = Promise | str
LOW = 0.25  # UI.md section 5: a clock turns urgent when under a quarter of its time is left


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to this page; the last one has no address."""

    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab or a segment: a link to another view of the same thing. `count` is shown beside the word."""

    label: Text
    url: str
    is_here: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Another role that the reader may act in; `value` is posted to `Me.switch_url` as `standing`."""

    value: str
    label: Text
    where: Text = ""


@dataclass(frozen=True, slots=True)
class Me:
    """Who the reader is: what the slot `ui.me` gives. `choices` are the other roles, without the present one."""

    name: str
    role: Text
    where: Text = ""
    choices: Sequence[Choice] = ()
    switch_url: str = ""
    language_url: str = ""
    account_url: str = ""
    sign_out_url: str = ""

    @property
    def initials(self) -> str:
        """The first letters of the first two words."""
        return initials(self.name)


def initials(name: str) -> str:
    """The first letters of the first two words of a name: `Серікова Айару` gives `СА`."""
    return "".join(word[0] for word in name.split()[:2]).upper()


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that somebody watches.

    `level` is the danger level 1 to 4 or None; `next_body` says who is told on silence; `is_unconfirmed` marks a limit
    that the law does not give. All moments are aware.
    """

    title: Text
    due_at: datetime
    started_at: datetime
    detail: Text = ""
    level: int | None = None
    url: str = ""
    next_body: Text = ""
    acknowledged_at: datetime | None = None
    is_unconfirmed: bool = False
    now: datetime = field(default_factory=timezone.now)

    @property
    def state(self) -> str:
        """`running`, `low` (under a quarter left), `over` or `acknowledged`."""
        if self.acknowledged_at:
            return "acknowledged"
        if self.now >= self.due_at:
            return "over"
        return "low" if self.left < self.whole * LOW else "running"

    @property
    def whole(self) -> timedelta:
        """The length of the limit."""
        return max(self.due_at - self.started_at, timedelta(seconds=1))

    @property
    def left(self) -> timedelta:
        """What is left, or how long it is over, or how long it took; never negative."""
        if self.acknowledged_at:
            return max(self.acknowledged_at - self.started_at, timedelta(0))
        return abs(self.due_at - self.now)

    @property
    def tone(self) -> str:
        """The colour of its state; always beside an icon, a word and a figure."""
        if self.state == "acknowledged":
            return "ok"
        if self.level or self.state == "over":
            return "danger"
        return "warn" if self.state == "low" else "info"

    @property
    def share(self) -> float:
        """How much of the time has gone, 0 to 100."""
        if self.state == "over":
            return 100.0
        gone = self.left if self.acknowledged_at else self.whole - self.left
        return round(min(max(gone / self.whole, 0.0), 1.0) * 100, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a case or of a referral: `state` is done, here, next or stopped."""

    label: Text
    state: str = "next"


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a timeline. `tone` colours the ring: danger, warn, ok, accent, guard or nothing. `said` are words that a person
    wrote, in whatever language. `group` is a code by which a page lets its reader choose lines.
    """

    at: datetime
    title: Text
    detail: Text = ""
    said: str = ""
    icon: str = "point"
    tone: str = ""
    who: Text = ""
    url: str = ""
    url_label: Text = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure tile: the label opens the definition. `word` stands instead of a value that must not be printed
    (not yet, suppressed, unverified): words, not dashes."""

    label: Text
    value: Text | int | None = None
    url: str = ""
    beside: Text = ""
    as_of: Text = ""
    word: Text = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person's card: name as given, relation, legal role, consent. `is_restricted` sets the lock beside it."""

    name: str
    relation: Text = ""
    detail: Text = ""
    is_restricted: bool = False
    seen_by: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One place on the tile map: `row` and `column` from 1; `step` 0 (no value) to 5."""

    row: int
    column: int
    name: Text
    short: Text
    value: Text | int
    step: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people changed: nothing is preset. `mine` and `theirs` are shown, never interpreted."""

    name: str
    label: Text
    mine: Any
    theirs: Any
