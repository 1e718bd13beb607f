"""What screens read of notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from qorgan.access.principal import Principal
from qorgan.clocks.reading import now
from qorgan.journal.models import Entry
from qorgan.notices.choices import State
from qorgan.notices.events import NobodyFound
from qorgan.notices.models import Attempt, Delivery, Endpoint, Notice, Preference
from qorgan.notices.wordings import find, say

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as its reader sees it."""

    ref: str
    title: str
    body: str
    path: str
    made_at: datetime
    is_read: bool
    is_urgent: bool


def own_notices(by: Principal) -> list[Line]:
    """One's own newest notices, in words; those of rooms that are not installed any more are left out."""
    mine = Notice.objects.visible_to(by).filter(account_id=by.account_id).order_by("-made_at", "-pk")[:SHOWN]
    return [line for row in mine if (line := _line(row)) is not None]


def _line(row: Notice) -> Line | None:
    wording = find(row.wording)
    if wording is None:
        return None
    said = say(wording, row.values, get_language() or "")
    return Line(row.ref, said.title, said.body, row.path, row.made_at, row.read_at is not None, row.is_urgent)


def unread(by: Principal) -> int:
    """How many of one's own notices are unread."""
    return Notice.objects.visible_to(by).unread().filter(account_id=by.account_id).count() if by.account_id else 0


def preference_of(by: Principal) -> Preference:
    """How one's notices come; what holds where nothing was chosen."""
    return Preference.objects.filter(pk=by.account).first() or Preference(account_id=by.account)


def deliveries(by: Principal) -> QuerySet:
    """Everything that leaves or left the house."""
    return Delivery.objects.visible_to(by).select_related("endpoint")


def attempts(delivery: Delivery) -> QuerySet:
    """Every try of a delivery, in order."""
    return Attempt.objects.filter(delivery=delivery.id).order_by("number", "at")


def endpoints(by: Principal) -> QuerySet:
    """The receivers of webhooks of one's organisations."""
    return Endpoint.objects.visible_to(by)


def condition(by: Principal) -> Mapping[str, Any]:
    """What an operator must know: the oldest delivery that should have left, how many were given up within a week by the
    kind of failure, and how many steps of time limits found nobody within a day.
    """
    at = now()
    rows = Delivery.objects.visible_to(by)
    oldest = rows.filter(state=State.WAITING, next_at__lt=at).order_by("next_at").values_list("next_at", flat=True).first()
    dead = rows.filter(state=State.DEAD, made_at__gt=at - timedelta(days=7))
    waiting = rows.filter(state=State.WAITING).exclude(failure="")
    nobody = Entry.objects.filter(verb=NobodyFound.verb, at__gt=at - timedelta(days=1))
    return {
        "oldest": oldest,
        "dead": dead.count(),
        "failures": sorted({*dead.values_list("failure", flat=True), *waiting.values_list("failure", flat=True)}),
        "nobody": nobody.count(),
        "now": at,
    }
