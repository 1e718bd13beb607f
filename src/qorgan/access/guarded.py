"""Models whose rows not everybody may know: reading them before saying for whom raises."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self, cast
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.sql import Query

from qorgan.access import ledger
from qorgan.access.principal import Principal
from qorgan.access.refusals import Unscoped
from qorgan.access.wall import Wall

REF_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562): milliseconds first, so that new rows lie together in the index.

    Its next twelve bits are the fraction of the millisecond (the RFC's method 3): rows made one after the other sort so.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    high = (milliseconds & ((1 << 48) - 1)) << 16 | 7 << 12 | rest * 4096 // 1_000_000
    return UUID(int=high << 64 | 2 << 62 | secrets.randbits(62))


def new_ref() -> str:
    """A random public id for addresses: 16 characters of 31, 79 bits, none easily mistaken for another."""
    return "".join(secrets.choice(REF_ALPHABET) for _ in range(16))


class GuardedQuery(Query):
    """An SQL query that compiles only after it was opened for somebody."""

    opened: bool = False
    seen_by: Principal | None = None

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if not self.opened:
            raise Unscoped(f"{getattr(self.model, '__name__', 'A table')} was read without visible_to(by) or everything(because=…)")
        return super().get_compiler(*args, **kwargs)


class GuardedQuerySet(models.QuerySet):
    """A queryset that must be opened with `visible_to(by)` or `everything(because=…)`."""

    def __init__(self, model=None, query=None, using=None, hints=None) -> None:
        super().__init__(model, query or GuardedQuery(model), using, hints)

    def visible_to(self, by: Principal) -> Self:
        """The rows that `by` may know. One expression serves lists, single objects, choices, exports."""
        opened = self.filter(self.model.need_to_know(by))
        query = cast("GuardedQuery", opened.query)
        query.opened, query.seen_by = True, by
        return opened

    def everything(self, *, because: str) -> Self:
        """All rows, with the reason written beside the call. Row security in the database still applies."""
        if not because:
            raise ValueError("everything() needs its reason")
        opened = self.all()
        cast("GuardedQuery", opened.query).opened = True
        return opened

    def select_related(self, *fields: Any) -> Self:
        for path in fields:
            if path:
                self._refuse_unfollowed(path)
        return super().select_related(*fields)

    def _refuse_unfollowed(self, path: str) -> None:
        model = self.model
        for name in path.split("__"):
            follows = getattr(model, "follows", {})
            target = model._meta.get_field(name).related_model
            if issubclass(target, Guarded) and name not in follows:
                raise Unscoped(f"{model.__name__}.{name} joins guarded rows; declare it in `follows` with the reason")
            model = target

    def _must_be_open(self) -> None:
        if not getattr(self.query, "opened", True):
            raise Unscoped(f"{self.model.__name__} was touched without visible_to(by) or everything(because=…)")

    def update(self, **kwargs: Any) -> int:
        self._must_be_open()
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]  # Django's own mark on a method

    def delete(self) -> tuple[int, dict[str, int]]:
        self._must_be_open()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def raw(self, *_: Any, **__: Any) -> Any:
        raise Unscoped("raw SQL knows no need-to-know; write a query")

    def _note(self, rows: list[Any]) -> None:
        by = getattr(self.query, "seen_by", None)
        journalled = self.model.reads_are_journalled
        label = self.model._meta.label
        for row in rows:
            if isinstance(row, Guarded):
                row._seen_by = by
                if journalled:
                    ledger.note(label, row.read_subject)
            elif journalled:
                ledger.note(label, row.get("id") if isinstance(row, dict) else None)

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            self._note(self._result_cache or [])

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        for row in super().iterator(chunk_size):
            self._note([row])
            yield row


class GuardedManager(models.Manager.from_queryset(GuardedQuerySet)):  # type: ignore[misc]
    """The only manager of a guarded model."""


class FollowingQuerySet(GuardedQuerySet):
    """Rows that are reached by a key of a row that somebody holds, one by one or for a whole list (`prefetch_related`)."""

    def follow_from(self, instance: models.Model | None) -> None:
        """Opens the way where the model of `instance` declares it."""
        if instance is None:
            return
        fields = (instance._meta.get_field(name) for name in getattr(instance, "follows", {}))
        if any(field.related_model is self.model for field in fields):
            cast("GuardedQuery", self.query).opened = True

    def _add_hints(self, **hints: Any) -> None:
        """Django tells here from which rows a prefetch comes; by attribute it tells the manager."""
        super()._add_hints(**hints)  # type: ignore[misc]  # Django's own way in, which the stubs do not know
        self.follow_from(hints.get("instance"))


class FollowingManager(models.Manager.from_queryset(FollowingQuerySet)):  # type: ignore[misc]
    """Django's base manager for guarded models: saves rows, and follows a key only where the model declares it."""

    def get_queryset(self) -> FollowingQuerySet:
        queryset: FollowingQuerySet = super().get_queryset()
        queryset.follow_from(self._hints.get("instance"))
        return queryset


class Guarded(models.Model):
    """A record that only some may know.

    A subclass names `need_to_know(by) -> Q` and `wall` (row security: the second wall, written apart from the first so
    that one mistake does not open both). `follows` lists keys to other guarded rows that are visible whenever this row
    is, each with the reason. `reads_are_journalled` says that showing a row is written down.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)

    need_to_know: ClassVar[Any]
    wall: ClassVar[Wall]
    follows: ClassVar[Mapping[str, str]] = {}
    reads_are_journalled: ClassVar[bool] = False
    harmless: ClassVar[Mapping[str, str]] = {}

    objects = GuardedManager()
    following = FollowingManager()
    _seen_by: Principal | None = None

    class Meta:
        abstract = True
        base_manager_name = "following"

    @property
    def read_subject(self) -> UUID:
        """The subject that a reading of this row is written under; a part may name its whole."""
        return self.id

    def refresh_from_db(self, using=None, fields=None, from_queryset=None) -> None:
        opened = type(self).objects.using(using or self._state.db).everything(because="a row already held is read again")
        super().refresh_from_db(using, fields, from_queryset if from_queryset is not None else opened)


def may_know(by: Principal, row: Guarded) -> bool:
    """Whether `by` may know this row; no query where the row was loaded for the same principal."""
    if row._seen_by == by or row._state.adding:
        return True
    return type(row).objects.visible_to(by).filter(pk=row.pk).exists()


NOTHING = Q(pk__in=[])
