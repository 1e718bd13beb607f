"""The transaction in which somebody acts: the actor is set in the database with SET LOCAL, and gone with the commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from qorgan.access.principal import Principal

_SET = "SELECT set_config('qorgan.standing', %s, true), set_config('qorgan.bearer', %s, true)"
_current: ContextVar[Principal | None] = ContextVar("qorgan_actor", default=None)


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
    with transaction.atomic(using=using):
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
        with transaction.atomic(using=using):
            with connections[using].cursor() as cursor:
                cursor.execute(
                    "SET TRANSACTION READ ONLY; "
                    f"SELECT set_config('qorgan.standing', '{by.standing_id or ''}', true), "
                    f"set_config('qorgan.bearer', '{by.bearer_of or ''}', true)"
                )
            yield
    finally:
        _current.reset(token)
