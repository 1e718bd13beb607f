"""How long a session lasts, and who it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.staff.principals import principal_of

BEGAN, SEEN, MEMBERSHIP = "began_at", "seen_at", "membership"
_TOUCH_EVERY = 60  # seconds; a write per request would make every page a write


def principal(request: HttpRequest) -> Principal:
    """The person of the session, nobody where there is none, where it is too old, or where a second factor is due."""
    session = request.session
    account = session.get(SESSION_KEY)
    if not account:
        return Principal.nobody()
    if _is_over(session):
        session.flush()
        return Principal.nobody()
    chosen = session.get(MEMBERSHIP)
    found = principal_of(UUID(account), UUID(chosen) if chosen else None, second_factor=is_second_factor_given(session))
    if found is None:
        session.flush()
        return Principal.nobody()
    if found.needs_second_factor and not found.principal.is_second_factor_given:
        request.waits_for_second_factor = True
        return Principal.nobody()
    return found.principal


def is_second_factor_given(session) -> bool:
    """Whether this session was opened with a second factor or a passkey."""
    return any(method.get("method") == "mfa" for method in session.get("account_authentication_methods", ()))


def _is_over(session) -> bool:
    now = timezone.now()
    began, seen = (datetime.fromisoformat(session[key]) if key in session else now for key in (BEGAN, SEEN))
    if now - began > settings.SESSION_ABSOLUTE or now - seen > settings.SESSION_IDLE:
        return True
    if BEGAN not in session or (now - seen).total_seconds() > _TOUCH_EVERY:
        session.setdefault(BEGAN, now.isoformat())
        session[SEEN] = now.isoformat()
    return False
