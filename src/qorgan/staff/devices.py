"""Browsers from which an account has signed in before: they are not slowed down by what others do."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from qorgan.staff.models import Account, Device

KEPT: Final = timedelta(days=90)
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}$")
_BROWSERS = (
    ("edg/", "edge"),
    ("opr/", "opera"),
    ("yabrowser", "yandex"),
    ("firefox/", "firefox"),
    ("chrome/", "chrome"),
    ("safari/", "safari"),
)
_SYSTEMS = (
    ("android", "android"),
    ("iphone", "ios"),
    ("ipad", "ios"),
    ("windows", "windows"),
    ("mac os", "macos"),
    ("linux", "linux"),
)


def cookie_name() -> str:
    """The cookie's name; bound to this very host where TLS is used."""
    return "__Host-d" if settings.IS_BEHIND_TLS else "d"


def token_of(request: HttpRequest) -> str:
    """The token that the browser brought, or an empty text."""
    token = request.COOKIES.get(cookie_name(), "")
    return token if _TOKEN.match(token) else ""


def hashed(token: str) -> bytes:
    """What is kept of a token. It has 256 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(token.encode()).digest()


def is_known(request: HttpRequest, username: str) -> bool:
    """Whether this browser signed in to the account of that name before, within ninety days."""
    token = token_of(request)
    if not token:
        return False
    return Device.objects.filter(token_hash=hashed(token), account__username=username, seen_at__gt=timezone.now() - KEPT).exists()


def remember(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """After a full sign-in: the browser keeps a random token, the database its hash beside the account."""
    token = token_of(request) or secrets.token_urlsafe(32)
    Device.objects.update_or_create(token_hash=hashed(token), account=account)
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(KEPT.total_seconds()),
        secure=settings.IS_BEHIND_TLS,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def forget_all(account: Account) -> None:
    """No device of this account is known any more: after a new password, or when it was closed."""
    Device.objects.filter(account=account).delete()


def sweep() -> None:
    """Deletes devices that were not used for ninety days."""
    Device.objects.filter(seen_at__lt=timezone.now() - KEPT).delete()


def code_of(request: HttpRequest) -> str:
    """The kind of browser and system, such as `firefox-windows`: enough to know one's own session again."""
    agent = request.headers.get("User-Agent", "").lower()
    browser = next((code for mark, code in _BROWSERS if mark in agent), "other")
    system = next((code for mark, code in _SYSTEMS if mark in agent), "other")
    return f"{browser}-{system}"
