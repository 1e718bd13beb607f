"""The wall board: figures of the line and who is on shift; no conversation, no child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.helpline.choices import Duty
from qorgan.helpline.lines import promise_of
from qorgan.helpline.models import Helpline, Shift

PAGE_SPEAKS_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Board:
    """Counts, moments and whole seconds; None where nothing can be said yet."""

    waiting: int
    late: int
    raised: int
    longest_since: datetime | None
    next_due: datetime | None
    held: int
    opened_today: int
    answered_today: int
    abandoned_today: int
    median_seconds: int | None
    p90_seconds: int | None
    silent: int
    silent_since: datetime | None


def board_of(by: Principal) -> Board:
    """The figures of the reader's line; zeros for whoever may not see a board."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM helpline_board(%s)", [settings.TIME_ZONE])
        figures = cursor.fetchone()
        cursor.execute("SELECT silent, silent_since FROM helpline_silence(make_interval(mins => %s))", [silence_of(by)])
        return Board(*figures, *cursor.fetchone())


def silence_of(by: Principal) -> int | None:
    """Minutes of silence that the reader's line allows; None where it has no limit, and then nothing counts as silent."""
    line = Helpline.objects.filter(organisation_id__in=by.organisations).first()
    return None if line is None else promise_of(line, timezone.localdate()).silence_minutes


def people_of(by: Principal) -> list[Shift]:
    """Who is on shift or on a break, by alias; a page that fell silent counts as away."""
    fresh = timezone.now() - PAGE_SPEAKS_WITHIN
    there = Shift.objects.filter(organisation_id__in=by.organisations, seen_at__gt=fresh).exclude(duty=Duty.OFF)
    return list(there.order_by("-duty", "alias"))
