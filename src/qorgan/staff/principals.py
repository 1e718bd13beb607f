"""From a session to a Principal: one query, once per request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac

from qorgan.access.principal import Kind, Principal
from qorgan.staff.access import EVERY_ROLE, OWN_ACCOUNT

# The chosen membership, or the only one there is. Somebody with several and none chosen gets a row without a standing.
_QUERY = """
SELECT a.id, a.alias, a.language, a.password, m.id, s.id, s.role_id, s.organisations, s.places,
       r.needs_second_factor, r.shows_child,
       ARRAY(SELECT permission FROM access_rolepermission p WHERE p.role_id = s.role_id), held.count,
       (SELECT kind FROM staff_installation)
FROM staff_account a
CROSS JOIN LATERAL (SELECT count(*) FROM staff_membership WHERE account_id = a.id AND valid @> now()) held
LEFT JOIN staff_membership m
  ON m.account_id = a.id AND m.valid @> now() AND (m.id = %s OR held.count = 1)
LEFT JOIN access_standing s ON s.id = m.standing_id AND s.valid @> now()
LEFT JOIN access_role r ON r.key = s.role_id
WHERE a.id = %s AND a.is_active
"""
_HASH_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


@dataclass(frozen=True, slots=True)
class Found:
    """A principal, and what decides whether it may act yet.

    `needs_role` says that several roles are held and none is chosen; `installation` is the kind of this database.
    """

    principal: Principal
    membership_id: UUID | None
    needs_second_factor: bool
    needs_role: bool
    installation: str
    password: str

    def is_session_hash(self, held: str) -> bool:
        """Whether a session was opened with the present password: changing it ends the others."""
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return any(
            constant_time_compare(salted_hmac(_HASH_SALT, self.password, secret=secret, algorithm="sha256").hexdigest(), held)
            for secret in secrets
        )


def principal_of(account_id: UUID, membership_id: UUID | None, *, second_factor: bool) -> Found | None:
    """The account in the chosen membership, or in its only one; None for an account that is gone or inactive.

    A person acts in one role at a time: permissions of other memberships are not added.
    """
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, [membership_id, account_id])
        row = cursor.fetchone()
    if row is None:
        return None
    (
        account, alias, language, password, membership, standing, role, organisations, places,
        needs, shows_child, permissions, held, installation,
    ) = row  # fmt: skip
    principal = Principal(
        kind=Kind.PERSON,
        account_id=account,
        standing_id=standing,
        role=role or "",
        permissions=frozenset(EVERY_ROLE).union(permissions if standing else ()),
        organisations=frozenset(organisations or ()),
        places=tuple(places or ()),
        alias=alias,
        is_second_factor_given=second_factor,
        language=language,
    )
    return Found(
        principal,
        membership,
        needs_second_factor=bool(needs or shows_child),
        needs_role=held > 1 and standing is None,
        installation=installation or "",
        password=password,
    )


def only_own(account_id: UUID, language: str = "") -> Principal:
    """Somebody on the way in: may keep their own account and nothing else."""
    own = frozenset({str(OWN_ACCOUNT)})
    return Principal(kind=Kind.PERSON, account_id=account_id, permissions=own, language=language or settings.LANGUAGE_CODE)
