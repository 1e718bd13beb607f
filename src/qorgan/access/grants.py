"""Subjects that somebody may know by name, for a time: an assignment, a consultation, an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now
from psycopg.types.range import Range

from qorgan.access.models import Grant
from qorgan.access.principal import Principal

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
