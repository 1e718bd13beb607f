"""The transaction in which somebody acts: the actor is set in the database with SET LOCAL, and gone with the commit."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from qorgan.access.principal import Principal

Found = TypeVar("Found")

_SET = "SELECT set_config('qorgan.standing', %s, true), set_config('qorgan.bearer', %s, true)"
_current: ContextVar[Principal | None] = ContextVar("qorgan_actor", default=None)
_companions: list[Callable[[], AbstractContextManager[None]]] = []


class Batch:
    """Many actions of one transaction that stand or fall together, and what they send to the database together.

    Rooms above gather here what only has to be in the transaction before it ends: entries of the journal, wake-ups.
    """

    def __init__(self, using: str) -> None:
        self.using = using
        self._told: Principal | None = None
        self._once: dict[Hashable, Any] = {}
        self._later: dict[str, list[Any]] = {}

    def later(self, statement: str, value: Any) -> None:
        """Keeps a value for `statement`, which takes all its values as one array, in the order of the calls."""
        self._later.setdefault(statement, []).append(value)

    def once(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """What `find` gave for this key earlier in the batch: for settings that no action of the batch changes."""
        if key not in self._once:
            self._once[key] = find()
        found: Found = self._once[key]
        return found

    def tell(self, by: Principal) -> None:
        """Tells the database who acts, unless it was told so last."""
        if by != self._told:
            _tell_database(by, self.using)
            self._told = by

    def send(self) -> None:
        """Sends what was kept: one statement each."""
        with connections[self.using].cursor() as cursor:
            for statement, values in self._later.items():
                cursor.execute(statement, [values])
        self._later.clear()


_batch: ContextVar[Batch | None] = ContextVar("qorgan_batch", default=None)


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


def batch_of(using: str = DEFAULT_DB_ALIAS) -> Batch | None:
    """The running batch on this connection, if there is one."""
    batch = _batch.get()
    return batch if batch is not None and batch.using == using else None


def once(key: Hashable, find: Callable[[], Found]) -> Found:
    """`find()`; in a batch only at the first call for this key."""
    running = batch_of()
    return find() if running is None else running.once(key, find)


@contextmanager
def batch(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[Batch]:
    """A transaction (or savepoint) of many actions, for imports and invented data.

    Everything is checked, sealed and remembered as ever. What is saved are round trips: no savepoint for each action (one
    that fails takes the whole batch with it, and nothing can be written after it), keys opened once, entries of the
    journal and wake-ups sent together at the end.
    """
    with _accompanied(), transaction.atomic(using=using):
        made = Batch(using)
        token = _batch.set(made)
        try:
            yield made
        finally:
            _batch.reset(token)
        made.send()


@contextmanager
def _acting_in(batch: Batch, by: Principal) -> Iterator[None]:
    outer = _current.get()
    with transaction.atomic(using=batch.using, savepoint=False):
        batch.tell(by)
        token = _current.set(by)
        try:
            yield
        finally:
            _current.reset(token)
        if outer is not None:
            batch.tell(outer)


@contextmanager
def acting(by: Principal, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction (or savepoint) in which `by` acts.

    Inside the same actor's transaction it costs a savepoint only. After an inner actor (a system principal that a
    person's action calls) the outer one is set again.
    """
    running = batch_of(using)
    if running is not None:
        with _acting_in(running, by):
            yield
        return
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
