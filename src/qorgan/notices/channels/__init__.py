"""The ways out of the house: each tries once and says how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from qorgan.notices.choices import Failure


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try went. `failure` is empty where the receiver took it; `wait` is how long it asked to be left alone."""

    failure: Failure | None = None
    status: int | None = None
    provider_number: str = ""
    wait: timedelta | None = None

    @property
    def is_sent(self) -> bool:
        return self.failure is None


def of_status(status: int, wait: timedelta | None = None) -> Outcome:
    """What an HTTP status means for a delivery."""
    if 200 <= status < 300:
        return Outcome(status=status)
    if 300 <= status < 400:
        return Outcome(Failure.REDIRECT, status)
    if status == 410:
        return Outcome(Failure.GONE, status)
    if status == 429:
        return Outcome(Failure.RATE_LIMITED, status, wait=wait)
    if status in (408, 409, 425) or status >= 500:
        return Outcome(Failure.SERVER_ERROR, status, wait=wait)
    return Outcome(Failure.REJECTED, status)
