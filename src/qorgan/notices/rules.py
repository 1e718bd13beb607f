"""When something leaves, and when it is tried again: pure questions about moments, states and failures."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from qorgan.notices.choices import FINAL, Failure, State
from qorgan.notices.models import Delivery, Preference

LONGEST = timedelta(days=1)
"""What has not left within a day is given up: a notice older than that misleads. An operator may still have it sent."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=20), timedelta(hours=2)
CLAIM = timedelta(minutes=3)
"""How long a worker may hold a delivery; longer than every timeout of a try together."""
LINK_FAILURES = 5
LINK_CODES = 3
CODE_LIVES = timedelta(minutes=10)
PASS_LIVES = timedelta(minutes=30)


def pause(attempts: int, chance: float | None = None) -> timedelta:
    """How long to wait after so many tries: doubled each time from 20 seconds to two hours, ± 20 % so that a receiver that
    comes back is not met by everybody at once.
    """
    doubled = FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 12)
    share = random.random() if chance is None else chance  # noqa: S311  (spreads load; guards nothing)
    return min(doubled, LONGEST_PAUSE) * (0.8 + 0.4 * share)


def next_try(delivery: Delivery, failure: str, now: datetime, wait: timedelta | None = None) -> datetime | None:
    """When to try again after a failure; None for never. `wait` is what the receiver asked for."""
    if failure in FINAL:
        return None
    at = now + max(wait or timedelta(), pause(delivery.attempts))
    return at if at < delivery.expires_at else None


def quiet_until(preference: Preference | None, at: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    if preference is None or preference.quiet_from is None or preference.quiet_to is None:
        return at
    begins, ends = preference.quiet_from, preference.quiet_to
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    passes_midnight = begins > ends
    is_quiet = (minute >= begins or minute < ends) if passes_midnight else begins <= minute < ends
    if not is_quiet:
        return at
    day = local.date() + timedelta(days=1 if passes_midnight and minute >= begins else 0)
    return datetime.combine(day, time(ends // 60, ends % 60), tzinfo=zone)


def gathered_until(preference: Preference | None, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When the mails of the day go out as one; None where each goes by itself."""
    if preference is None or preference.digest_at is None:
        return None
    local = at.astimezone(zone)
    due = datetime.combine(local.date(), time(preference.digest_at // 60, preference.digest_at % 60), tzinfo=zone)
    return due if due > at else due + timedelta(days=1)


def may_retry(delivery: Delivery) -> bool:
    """What was given up or cancelled can be put back; what is in somebody's hands cannot."""
    return delivery.state in (State.DEAD, State.CANCELLED)


def may_replay(delivery: Delivery) -> bool:
    """Only what a receiver's machine sorts out by its number is sent a second time; a person is not mailed twice."""
    return delivery.state == State.SENT and delivery.endpoint_id is not None


def may_cancel(delivery: Delivery) -> bool:
    """What has not left can be taken out."""
    return delivery.state in (State.WAITING, State.DEAD)


def is_worth_health(failure: str) -> bool:
    """Whether an operator must look: everything but what lies with one receiver."""
    return failure in (Failure.NOT_CONFIGURED, Failure.UNREACHABLE, Failure.TIMEOUT, Failure.TLS, Failure.EXPIRED)
