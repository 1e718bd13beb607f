"""Subjects that somebody may know by name, for a time: an assignment, a consultation, an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Lookup, QuerySet, UUIDField
from django.db.models.functions import Now
from psycopg.types.range import Range

from qorgan.access.models import Grant
from qorgan.access.principal import Principal


class Among(Lookup):
    """`pk__among=granted(by)`: the same rows as `__in`, asked so that PostgreSQL may use the column's index.

    `IN (SELECT …)` beside an OR is a filter over the whole table; `= ANY (ARRAY(SELECT …))` is worked out once and joins
    the other side of the OR as a second look into an index. Both walls ask in this form.
    """

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY (ARRAY{right})", (*left_params, *right_params)


UUIDField.register_lookup(Among)
ForeignKey.register_lookup(Among)

CLOCKS_DIFFER = timedelta(minutes=1)
"""The database compares with its own clock, which may be a little behind the program's."""


def granted(by: Principal) -> QuerySet:
    """The subjects granted to this account now, as a sub-query."""
    if by.account_id is None:
        return Grant.objects.none().values("subject")
    return Grant.objects.filter(account_id=by.account_id, valid__contains=Now()).values("subject")


def grant(*, account_id: UUID, subject: UUID, kind: Grant.Kind, since: datetime, until: datetime) -> Grant:
    """Lets an account know a subject from `since` (included) to `until` (excluded). Called inside an action, which records why."""
    return Grant.objects.create(account_id=account_id, subject=subject, kind=kind, valid=Range(since - CLOCKS_DIFFER, until))
