"""What is remembered of pairs. The stream is the pair's own, never a record's: a record's history is read by people who may
not learn that another record exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class PairFound(Event):
    """The finder put a pair into the keeper's queue."""

    verb: ClassVar = "matching.pair.found"
    label: ClassVar = _("Two records found that may be of one person")
    grade: str


@dataclass(frozen=True, kw_only=True)
class PairRefused(Event):
    """A keeper said that these are different people."""

    verb: ClassVar = "matching.pair.refused"
    label: ClassVar = _("Two records told apart")


@dataclass(frozen=True, kw_only=True)
class PairSettled(Event):
    """A keeper said that these are one person."""

    verb: ClassVar = "matching.pair.settled"
    label: ClassVar = _("Two records said to be of one person")


@dataclass(frozen=True, kw_only=True)
class PairReopened(Event):
    """A decision was taken back; the pair waits again."""

    verb: ClassVar = "matching.pair.reopened"
    label: ClassVar = _("Decision about two records taken back")
