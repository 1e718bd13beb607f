"""From `Authorization: Bearer qk_…` to a Principal: one query, then one statement that counts the request.

Requests without a key, and wrong keys, are counted for their source, in the counters of `throttle`: no address is kept.
"""

from __future__ import annotations

import hmac
import re
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import translation

from qorgan.access.principal import Kind, Principal
from qorgan.staff import throttle
from qorgan.staff.actions.api_key import hash_of
from qorgan.ui.api.problems import too_many

_TOKEN = re.compile(r"Bearer qk_([0-9a-z]{16})_([a-z2-7]{32})", re.IGNORECASE)
_NOBODYS = bytes(32)
BURST = 60
"""Requests that may come at once before the allowance of a minute counts."""
OPEN_BURST = 120
"""The same for requests without a key, of one source: an office of many people shares one address."""

# The key, its standing, and that its owner's role and account still stand; the permissions are those of the role today.
_QUERY = """
SELECT k.id, k.secret_hash, CASE WHEN k.previous_until > now() THEN k.previous_hash END,
       s.id, s.role_id, s.organisations, s.places,
       ARRAY(SELECT permission FROM access_rolepermission p WHERE p.role_id = s.role_id AND p.permission = ANY(s.scopes))
FROM staff_apikey k
JOIN access_standing s ON s.id = k.standing_id AND s.valid @> now()
JOIN staff_membership m ON m.id = k.membership_id AND m.valid @> now()
JOIN staff_account a ON a.id = m.account_id AND a.is_active
WHERE k.ref = %s AND k.revoked_at IS NULL AND k.ends_at > now()
"""


def program_of(request: HttpRequest) -> Principal | None:
    """The program that calls, or None for no key, a wrong one, an unknown one, and one that has ended: all alike.

    Each way costs one query, one hash and two comparisons in constant time. Raises Problem 429 where the key has called
    too often, and where too many wrong ones came from one source; a right key is never held up by the wrong ones of others.
    """
    given = _TOKEN.fullmatch(request.headers.get("Authorization", "").strip())
    ref, secret = (given[1].lower(), given[2].lower()) if given else ("", "")
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, [ref])
        row = cursor.fetchone()
    offered = hash_of(secret)
    hashes = (bytes(row[1]), bytes(row[2]) if row[2] else _NOBODYS) if row else (_NOBODYS, _NOBODYS)
    is_right = [hmac.compare_digest(offered, kept) for kept in hashes]
    if row is None or not any(is_right):
        _count_without_key(request)
        return None
    _count(row[0])
    _id, _hash, _before, standing, role, organisations, places, permissions = row
    return Principal(
        kind=Kind.MACHINE,
        account_id=row[0],
        standing_id=standing,
        role=role,
        permissions=frozenset(permissions),
        organisations=frozenset(organisations),
        places=tuple(places),
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )


def count_open(request: HttpRequest) -> None:
    """One request that needs no key, counted for the source that it comes from. Raises Problem 429 for too many.

    Where nothing tells sources apart there is no counter: all would share it (`throttle.source_of`).
    """
    source = throttle.source_of(request)
    if source:
        try:
            throttle.keep_pace(throttle.Pace("api-open", settings.API_OPEN_PER_MINUTE, OPEN_BURST), source)
        except throttle.TooSoon as soon:
            raise too_many(soon.seconds) from None


def _count_without_key(request: HttpRequest) -> None:
    """A guess of a key is a failure; a request without any is one of those that need none."""
    source = throttle.source_of(request)
    if "Authorization" not in request.headers:
        count_open(request)
    elif source:
        try:
            throttle.begin(throttle.counter(throttle.API_KEY, source))
        except throttle.TooSoon as soon:
            raise too_many(soon.seconds) from None


def _count(key: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT staff_api_request(%s, %s, %s)", [key, settings.API_PER_MINUTE, BURST])
        (wait,) = cursor.fetchone()
    if wait > 0:
        raise too_many(wait)
