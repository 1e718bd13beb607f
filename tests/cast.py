"""The people of the tests, always the same: who they are, where they work, what they may do.

Aigerim is a counsellor of the helpline; Bolat her colleague on the same desk; Saule leads their shift; Dana counsels at
another organisation's line; Ermek works in the first organisation but may do nothing with children; Zhanar is a party's
representative; Timur administers accounts; Nobody has not signed in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from psycopg.types.range import Range

from qorgan.access.guarded import uuid7
from qorgan.access.models import Role, Standing
from qorgan.access.permissions import known
from qorgan.access.principal import Kind, Principal
from qorgan.access.wall import write_permissions


@dataclass
class Cast:
    """Makes principals with a standing in the database, on demand."""

    here: UUID = field(default_factory=uuid7)
    elsewhere: UUID = field(default_factory=uuid7)

    def person(
        self, *permissions: str, at: UUID | None = None, role: str = "", places: tuple[str, ...] = (), account: UUID | None = None
    ) -> Principal:
        """A person holding exactly these permissions in one organisation."""
        key = role or "toy_" + uuid7().hex[-12:]
        sphere = "children" if any(known()[name].shows_child for name in permissions) else "house"
        Role.objects.get_or_create(key=key, defaults={"sphere": sphere})
        with connection.cursor() as cursor:
            write_permissions(cursor, key, frozenset(permissions))
        organisation = at or self.here
        standing = Standing.objects.create(
            account_id=account or uuid7(),
            role_id=key,
            organisations=[organisation],
            places=list(places),
            valid=Range(None, None),
        )
        return Principal(
            kind=Kind.PERSON,
            account_id=standing.account_id,
            standing_id=standing.id,
            role=key,
            permissions=frozenset(permissions),
            organisations=frozenset({organisation}),
            places=places,
            is_second_factor_given=True,
        )
