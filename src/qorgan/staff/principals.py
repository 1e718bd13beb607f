"""From a session to a Principal: one query, once per request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from qorgan.access.principal import Kind, Principal

_QUERY = """
SELECT a.id, a.alias, a.language, m.id, s.id, s.role_id, s.organisations, s.places, r.needs_second_factor, r.shows_child,
       ARRAY(SELECT permission FROM access_rolepermission p WHERE p.role_id = s.role_id)
FROM staff_account a
LEFT JOIN staff_membership m ON m.account_id = a.id AND m.valid @> now()
LEFT JOIN access_standing s ON s.id = m.standing_id AND s.valid @> now()
LEFT JOIN access_role r ON r.key = s.role_id
WHERE a.id = %s AND a.is_active
ORDER BY (m.id = %s) DESC NULLS LAST, lower(m.valid) DESC NULLS LAST
LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A principal and what decides whether it may act yet."""

    principal: Principal
    membership_id: UUID | None
    needs_second_factor: bool


def principal_of(account_id: UUID, membership_id: UUID | None, *, second_factor: bool) -> Found | None:
    """The account in the chosen membership, or in its latest one; None for an account that is gone or inactive.

    A person acts in one role at a time: permissions of other memberships are not added.
    """
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, [account_id, membership_id])
        row = cursor.fetchone()
    if row is None:
        return None
    account, alias, language, membership, standing, role, organisations, places, needs, shows_child, permissions = row
    principal = Principal(
        kind=Kind.PERSON, account_id=account, standing_id=standing, role=role or "",
        permissions=frozenset(permissions if standing else ()), organisations=frozenset(organisations or ()),
        places=tuple(places or ()), alias=alias, is_second_factor_given=second_factor, language=language,
    )
    return Found(principal, membership, bool(needs or shows_child))
