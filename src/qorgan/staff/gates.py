"""The gate of the live room: from the session cookie to the same Principal that a page would see."""

from __future__ import annotations

from django.conf import settings

from qorgan.access.principal import Principal
from qorgan.live.gates import Visitor
from qorgan.staff import sessions
from qorgan.staff.session_store import SessionStore
from qorgan.staff.sessions import State


def staff_session(visitor: Visitor) -> Principal | None:
    """The signed-in person, or None. Listening does not keep a session alive: an unattended desk still times out."""
    cookie = visitor.cookies.get(settings.SESSION_COOKIE_NAME)
    if not cookie:
        return None
    found = sessions.read(
        SessionStore(cookie), host=visitor.headers.get("host", ""), headers=[name.lower() for name in visitor.headers]
    )
    return found.by if found.state is State.IN else None
