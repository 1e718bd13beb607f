"""The transaction in which somebody acts: the actor is set in the database with SET LOCAL, and gone with the commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from qorgan.access.principal import Principal

_SET = "SELECT set_config('qorgan.standing', %s, true), set_config('qorgan.bearer', %s, true)"
_current: ContextVar[Principal | None] = ContextVar("qorgan_actor", default=None)
_companions: list[Callable[[], AbstractContextManager[None]]] = []


def accompany(companion: Callable[[], AbstractContextManager[None]]) -> None:
    """Lets a room above keep something for exactly as long as somebody acts or reads: the vault its open keys."""
    if companion not in _companions:
        _companions.append(companion)


@contextmanager
def _accompanied() -> Iterator[None]:
    with ExitStack() as stack:
        for companion in _companions:
            stack.enter_context(companion())
        yield


def current() -> Principal | None:
    """Who acts in the running transaction, if anybody."""
    return _current.get()


def _tell_database(by: Principal, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(_SET, [str(by.standing_id or ""), str(by.bearer_of or "")])


@contextmanager
def acting(by: Principal, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction (or savepoint) in which `by` acts.

    Inside the same actor's transaction it costs a savepoint only. After an inner actor (a system principal that a
    person's action calls) the outer one is set again.
    """
    outer = _current.get()
    with _accompanied(), transaction.atomic(using=using):
        same = outer == by and connections[using].savepoint_ids
        if not same:
            _tell_database(by, using)
        token = _current.set(by)
        try:
            yield
        finally:
            _current.reset(token)
        if not same and outer is not None and connections[using].savepoint_ids:
            _tell_database(outer, using)


@contextmanager
def reading(by: Principal, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A read-only transaction in which `by` looks: the database itself refuses every write."""
    token = _current.set(by)
    try:
        with _accompanied(), transaction.atomic(using=using):
            with connections[using].cursor() as cursor:
                cursor.execute(
                    "SET TRANSACTION READ ONLY; "
                    f"SELECT set_config('qorgan.standing', '{by.standing_id or ''}', true), "
                    f"set_config('qorgan.bearer', '{by.bearer_of or ''}', true)"
                )
            yield
    finally:
        _current.reset(token)
