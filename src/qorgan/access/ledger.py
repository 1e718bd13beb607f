"""Which records were loaded while a page was made: collected by the querysets themselves, so that no page can forget."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(slots=True)
class Ledger:
    """Subjects read, in the order first seen, by model label."""

    subjects: dict[UUID, str] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.subjects or self.unnamed)


_ledger: ContextVar[Ledger | None] = ContextVar("qorgan_ledger", default=None)


@contextmanager
def reading_is_noted() -> Iterator[Ledger]:
    """Collects what is read inside; nested uses share the outermost ledger."""
    outer = _ledger.get()
    if outer is not None:
        yield outer
        return
    ledger = Ledger()
    token = _ledger.set(ledger)
    try:
        yield ledger
    finally:
        _ledger.reset(token)


def note(label: str, subject: UUID | None) -> None:
    """Writes down that a record was loaded; without an open ledger (jobs, commands) it does nothing."""
    ledger = _ledger.get()
    if ledger is None:
        return
    if subject is None:
        ledger.unnamed.add(label)
    else:
        ledger.subjects.setdefault(subject, label)
