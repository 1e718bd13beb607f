"""Sessions in the database under a hash of the cookie, with the account beside them so that they can be ended."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from qorgan.access.guarded import new_ref
from qorgan.staff.models import Session

BEGAN, SEEN, DEVICE, REF = "began_at", "seen_at", "device", "ref"


def hashed(cookie: str) -> str:
    """What stands in the database for a cookie: 160 bits of its SHA-256. The cookie itself has 165 random bits."""
    return hashlib.sha256(cookie.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's database sessions, except that the key at rest is a hash and the columns repeat the data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(session_key=hashed(self.session_key or ""), expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(hashed(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        account = data.get(SESSION_KEY)
        data.setdefault(REF, new_ref())
        return Session(
            session_key=hashed(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            ref=data[REF],
            account_id=UUID(account) if account else None,
            began_at=_moment(data.get(BEGAN)),
            seen_at=_moment(data.get(SEEN)),
            device=data.get(DEVICE, ""),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=hashed(key)).delete()

    def cycle_key(self) -> None:
        """A new key for the same session; it is another row, so it gets another public id too."""
        self.pop(REF, None)
        super().cycle_key()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
