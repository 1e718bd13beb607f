"""How long a session lasts, who it is, and what still stands between it and a role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.staff.exemption import is_exempt
from qorgan.staff.principals import Found, only_own, principal_of
from qorgan.staff.session_store import BEGAN, SEEN

MEMBERSHIP = "membership"
BY_ITSELF = "X-By-Itself"  # a page that refreshes itself says so: it does not keep a session alive
RECORDS, RECORDS_OF = "account_authentication_methods", "account_authentication_methods_user"
_TOUCH_EVERY = 60  # seconds; a write per request would make every page a write


class State(Enum):
    """How far somebody is signed in."""

    NOBODY = "nobody"
    NEEDS_SECOND_FACTOR = "needs_second_factor"
    NEEDS_ROLE = "needs_role"
    IN = "in"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a session gives. `own` may keep its own account in every state but NOBODY; `by` is what may act."""

    state: State
    by: Principal
    own: Principal
    membership_id: UUID | None = None
    installation: str | None = None


NOBODY = SignedIn(State.NOBODY, Principal.nobody(), Principal.nobody())


def read(session: Any, *, host: str, headers: Iterable[str], now: datetime | None = None) -> SignedIn:
    """Who a session is now. Writes nothing: pages and the live room ask alike.

    NOBODY for no session, one that is too old or idle for too long, one opened with another password, and an account
    that is gone or closed.
    """
    account = session.get(SESSION_KEY)
    if not account or is_over(session, now or timezone.now()):
        return NOBODY
    chosen = session.get(MEMBERSHIP)
    given = is_second_factor_given(session)
    found = principal_of(UUID(account), UUID(chosen) if chosen else None, second_factor=given)
    if found is None or not found.is_session_hash(session.get(HASH_SESSION_KEY, "")):
        return NOBODY
    return _state_of(found, host=host, headers=headers)


def _state_of(found: Found, *, host: str, headers: Iterable[str]) -> SignedIn:
    by = found.principal
    own = only_own(by.account_id, by.language) if by.account_id else Principal.nobody()
    if found.needs_role:
        return SignedIn(State.NEEDS_ROLE, by, own, None, found.installation)
    is_due = found.needs_second_factor and not by.is_second_factor_given
    if is_due and not is_exempt(kind=found.installation, host=host, headers=headers):
        return SignedIn(State.NEEDS_SECOND_FACTOR, Principal.nobody(), own, None, found.installation)
    return SignedIn(State.IN, by, own, found.membership_id, found.installation)


def of_request(request: HttpRequest) -> SignedIn:
    """Who a request is; ends a session that is over, and notes that one is in use."""
    session = request.session
    if not session.get(SESSION_KEY):
        return NOBODY
    found = read(session, host=request.headers.get("Host", ""), headers=header_names(request))
    if found.state is State.NOBODY:
        session.flush()
    elif request.headers.get(BY_ITSELF) is None:
        touch(session, timezone.now())
    return found


def header_names(request: HttpRequest) -> list[str]:
    """The names of a request's headers in lower case."""
    return [name.lower() for name in request.headers]


def is_second_factor_given(session: Any) -> bool:
    """Whether this session was opened, by this account, with a second factor or a passkey."""
    if session.get(RECORDS_OF) != session.get(SESSION_KEY):
        return False
    return any(record.get("method") == "mfa" for record in session.get(RECORDS, ()))


def is_over(session: Any, now: datetime) -> bool:
    """Whether a session has reached its absolute end, or was idle for too long."""
    began, seen = (datetime.fromisoformat(session[key]) if key in session else now for key in (BEGAN, SEEN))
    return now - began >= settings.SESSION_ABSOLUTE or now - seen >= settings.SESSION_IDLE


def touch(session: Any, now: datetime) -> None:
    """Notes that a session is in use, at most once a minute."""
    seen = session.get(SEEN)
    if seen is None or (now - datetime.fromisoformat(seen)).total_seconds() > _TOUCH_EVERY:
        session.setdefault(BEGAN, now.isoformat())
        session[SEEN] = now.isoformat()


def begin(session: Any, now: datetime, device: str) -> None:
    """The first moment of a signed-in session; the role is chosen anew."""
    session[BEGAN] = session[SEEN] = now.isoformat()
    session["device"] = device
    session.pop(MEMBERSHIP, None)
    session.set_expiry(0)  # until the browser closes, and not longer than SESSION_ABSOLUTE
