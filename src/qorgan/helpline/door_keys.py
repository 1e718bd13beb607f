"""The key of a child's open page: 256 random bits in a cookie that goes with the browser, kept here as a hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.helpline import rules
from qorgan.helpline.actions.door import door_of
from qorgan.live.gates import Visitor

COOKIE = "__Host-t" if settings.IS_BEHIND_TLS else "t"
"""Set with the first message and never before: no name that tells anything."""


@dataclass(frozen=True, slots=True)
class Held:
    """Whose conversation an open page is, and whether earlier messages may be shown on it."""

    by: Principal
    may_see_earlier: bool


def digest(key: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).digest()


def open_key(*, may_see_earlier: bool) -> str:
    """Makes a key for the acting bearer's conversation; called inside the transaction that opens or finds it."""
    key = secrets.token_urlsafe(32)
    with connection.cursor() as cursor:
        cursor.execute("SELECT helpline_key_open(%s, %s, %s)", [digest(key), timezone.now() + rules.KEY_LIVES, may_see_earlier])
    return key


def held(key: str) -> Held | None:
    """Whose page this key opens; None for a wrong, an old or a closed one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT thread_id, may_see_earlier FROM helpline_key_find(%s)", [digest(key)])
        row = cursor.fetchone()
    return Held(door_of(row[0]), row[1]) if row else None


def show_earlier(key: str) -> None:
    """The child asked for the earlier messages."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT helpline_key_show_earlier(%s)", [digest(key)])


def close_key(key: str) -> None:
    """The page was left: the key opens nothing any more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT helpline_key_close(%s)", [digest(key)])


def forget_old() -> int:
    """Removes keys that open nothing any more; how many. Only within the sweeper's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT helpline_keys_forget()")
        return int(cursor.fetchone()[0])


def gate(visitor: Visitor) -> Principal | None:
    """For the live streams: the child's page by its cookie."""
    key = visitor.cookies.get(COOKIE)
    found = held(key) if key else None
    return found.by if found else None
