"""What the door's pages share: the open page's key, the form's own key, what every page of the door shows."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from qorgan.helpline import door_keys, pack
from qorgan.helpline.door_keys import COOKIE, Held
from qorgan.ui.headers import POLICY

log = logging.getLogger(__name__)

SHORT = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}
LANGUAGES = [(code, SHORT[code]) for code, _name in settings.LANGUAGES]
FROM_ELSEWHERE = {"cross-site", "same-site"}
DOOR_HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def doorway(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around every page of the door: forms from elsewhere are refused, a lost database is said calmly, nobody is referred.

    There is no CSRF cookie before the first message; the ticket, the form's own key, the Strict cookie and the browser's
    own word about where a form comes from stand in its place.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in FROM_ELSEWHERE:
            response = HttpResponse(status=403)
        else:
            try:
                response = view(request, *args, **kwargs)
            except DatabaseError:
                log.exception("a page of the door could not be served by the database")
                response = show(request, "down", {"text": request.POST.get("text", "")}, status=503)
        for name, value in DOOR_HEADERS.items():
            response.headers[name] = value
        return response

    return csrf_exempt(run)


def show(request: HttpRequest, name: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """A page of the door."""
    shown = {
        "door_languages": LANGUAGES,
        "door_query": "",
        "language": translation.get_language(),
        "titles": pack.titles(),
        "exit": pack.exit_address(),
        "numbers": pack.numbers(),
        "own": pack.own_number(),
        **(context or {}),
    }
    return HttpResponse(get_template(f"helpline/door/{name}.html").render(shown, request), status=status)


def held(request: HttpRequest) -> Held | None:
    """The conversation that this browser's page opens, if any."""
    key = request.COOKIES.get(COOKIE)
    return door_keys.held(key) if key else None


def form_key(key: str) -> str:
    """The word that a form of the open page must carry; it follows from the cookie, so another site cannot know it."""
    return hmac.new(settings.SECRET_KEY.encode(), f"form {key}".encode(), hashlib.sha256).hexdigest()[:32]


def is_own_form(request: HttpRequest) -> bool:
    """Whether a posted form belongs to this browser's open page."""
    return hmac.compare_digest(request.POST.get("k", ""), form_key(request.COOKIES.get(COOKIE, "")))


def allow_frame(response: HttpResponse) -> HttpResponse:
    """The conversation's page may hold the one frame that shows its messages without a script; nothing else may be framed."""
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


def be_framed(response: HttpResponse) -> HttpResponse:
    """The messages alone: our own page may frame them, no other site."""
    response.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def give_key(response: HttpResponse, key: str) -> HttpResponse:
    """Sets the cookie: for this browser session only, out of reach of scripts, never sent from other sites."""
    response.set_cookie(COOKIE, key, secure=settings.IS_BEHIND_TLS, httponly=True, samesite="Strict", path="/")
    return response


def take_key(response: HttpResponse) -> HttpResponse:
    """Takes the cookie away, and asks the browser to forget what it kept of us."""
    response.delete_cookie(COOKIE, samesite="Strict", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def message_key(text: str) -> UUID:
    """The key that a form gave to its message; a new one for a form without."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
