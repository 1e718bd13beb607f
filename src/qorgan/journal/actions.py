"""Every write is an action: with `by`, atomic, permitted, visible, and remembered."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from qorgan.access.acting import acting
from qorgan.access.guarded import Guarded, may_know
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal.chain import append
from qorgan.journal.events import Event
from qorgan.journal.scratching import only_scratch, remembered

Act = TypeVar("Act", bound=Callable[..., Any])
Listener = Callable[..., None]


class NothingRecorded(RuntimeError):
    """An action ended without an event. A fault of the code: the change was rolled back."""


class Unattended(RuntimeError):
    """An event was recorded outside an action."""


_tally: ContextVar[list[Event] | None] = ContextVar("qorgan_tally", default=None)
_listeners: dict[type[Event], list[Listener]] = defaultdict(list)
_actions: list[Callable[..., Any]] = []


def actions() -> list[Callable[..., Any]]:
    """Every declared action, in the order of import."""
    return list(_actions)


def action(permission: str) -> Callable[[Act], Act]:
    """Makes a function an action: it needs `permission`, runs in one transaction as `by`, and must record an event."""
    return _declare(permission, is_scratch=False)


def scratch(permission: str) -> Callable[[Act], Act]:
    """An action on scratch tables only (drafts, typing, presence): everything an action is, but without an event.

    Writing a table whose model does not say `is_scratch = True` raises NotScratch and is rolled back.
    """
    return _declare(permission, is_scratch=True)


def _declare(permission: str, *, is_scratch: bool) -> Callable[[Act], Act]:
    def declare(function: Act) -> Act:
        _check_signature(function)

        @wraps(function)
        def run(*, by: Principal, **given: Any) -> Any:
            by.require(permission)
            with acting(by):
                for value in given.values():
                    if isinstance(value, Guarded) and not may_know(by, value):
                        raise Refused(function.__name__)
                outer = _tally.get()
                tally: list[Event] = []
                token = _tally.set(tally)
                try:
                    with only_scratch() if is_scratch else remembered():
                        result = function(by=by, **given)
                finally:
                    _tally.reset(token)
                if not tally and not is_scratch:
                    raise NothingRecorded(f"{function.__module__}.{function.__name__} recorded no event")
                if outer is not None:
                    outer.extend(tally)
                return result

        run.permission = permission  # type: ignore[attr-defined]
        run.is_scratch = is_scratch  # type: ignore[attr-defined]
        _actions.append(run)
        return run  # type: ignore[return-value]

    return declare


def _check_signature(function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    if "by" not in parameters:
        raise TypeError(f"action {function.__qualname__} takes no `by`")
    for parameter in parameters.values():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            raise TypeError(f"action {function.__qualname__}: {parameter.name} must be keyword-only")


def record(event: Event, *, by: Principal, about: tuple[UUID, ...] = ()) -> None:
    """Writes the event into its subject's stream and tells its listeners, all in the running action's transaction.

    `about` names further subjects under which the entry must be found.
    """
    tally = _tally.get()
    if tally is None:
        raise Unattended(f"{event.verb} was recorded outside an action")
    append(verb=event.verb, subject=event.subject, by=by, fields=event.declared(), about=about)
    tally.append(event)
    for listener in _listeners.get(type(event), ()):
        listener(event, by=by)


def on(event: type[Event]) -> Callable[[Listener], Listener]:
    """Listens, from an upper room, to an event of a lower one: called in the same transaction, in order of wiring."""

    def listen(listener: Listener) -> Listener:
        _listeners[event].append(listener)
        return listener

    return listen


def listeners() -> dict[type[Event], list[Listener]]:
    """Who reacts to what."""
    return {event: list(found) for event, found in _listeners.items() if found}
