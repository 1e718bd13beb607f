"""A past moment for what is being written: actions ask the clock, and the demo's clock stands where its story is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from qorgan.clocks import queries
from qorgan.clocks.actions import clock as limits


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, `timezone.now()` of this process is `moment`, and time limits are begun and ended by it too.

    Only for the command that writes demo data, which is a process of its own with one thread: every row, every limit and
    every entry of the journal then has the time of the story, and is made by the same actions as anybody's.
    """
    real, measured, asked = timezone.now, limits.now, queries.now
    timezone.now = limits.now = queries.now = lambda: moment
    try:
        yield
    finally:
        timezone.now, limits.now, queries.now = real, measured, asked
