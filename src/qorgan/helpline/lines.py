"""The line that answers, and what it promises today."""

from __future__ import annotations

from datetime import date, timedelta

from qorgan.access.acting import once
from qorgan.helpline.models import Helpline, Promise


class NoLine(RuntimeError):
    """No helpline is loaded: the country pack was not."""


def the_line() -> Helpline:
    """The open line of this installation; one per country in this release."""
    line = once("helpline.line", Helpline.objects.filter(is_open=True).order_by("key").first)
    if line is None:
        raise NoLine("no helpline is open")
    return line


def promise_of(line: Helpline, day: date) -> Promise:
    """What the line promises on a day. Raises NoLine where the dated settings leave a gap."""
    promise = once(("helpline.promise", line.pk, day), Promise.objects.filter(line=line, valid__contains=day).order_by("-pk").first)
    if promise is None:
        raise NoLine(f"line {line.key} promises nothing on {day}")
    return promise


def read_within(promise: Promise, *, is_raised: bool) -> timedelta:
    """How soon the first message is read by a person: sooner where a flag or the writer's own word says danger."""
    if is_raised and promise.flagged_read_within_seconds is not None:
        return timedelta(seconds=min(promise.flagged_read_within_seconds, promise.read_within_seconds))
    return timedelta(seconds=promise.read_within_seconds)
