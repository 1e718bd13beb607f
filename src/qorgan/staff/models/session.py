"""A browser in which somebody is signed in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from qorgan.access.guarded import new_ref

_WRITTEN = {"ios": "iOS", "macos": "macOS", "yandex": "Yandex"}


class Session(AbstractBaseSession):
    """A session. The primary key is a hash of what the cookie holds, so a stolen dump opens no session.

    The columns beside Django's repeat what the session data says, so that sessions can be listed and ended by account.
    Neither an address nor the browser's full description is kept.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    account_id = models.UUIDField(null=True, db_index=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=32, blank=True)

    harmless: ClassVar = {
        "session_key": "a hash",
        "session_data": "signed codes, times and ids: how and when somebody signed in; no name, no address",
        "ref": "a random public id",
        "device": "a code for the kind of browser and system",
    }

    @property
    def device_name(self) -> str:
        """The kind of browser and system as people write them: `Firefox, Windows`."""
        browser, _dash, system = self.device.partition("-")
        known = [_WRITTEN.get(code, code.title()) for code in (browser, system) if code and code != "other"]
        return ", ".join(known) or "?"

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expire_date"], name="sessions_that_end")]
