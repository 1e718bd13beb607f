"""Sensitive actions want a fresh sign-in: within five minutes, with the second factor where there is one."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlsplit

from allauth.account.adapter import get_adapter
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from qorgan.staff.sessions import RECORDS, RECORDS_OF

FRESH_SECONDS = 300
View = Callable[..., HttpResponse]


def is_fresh(session: Any, *, slack: float = 0) -> bool:
    """Whether the account of this session proved itself within the last five minutes.

    Where the session was opened with a second factor, a password alone does not make it fresh again.
    """
    if not session.get(SESSION_KEY) or session.get(RECORDS_OF) != session.get(SESSION_KEY):
        return False
    records = session.get(RECORDS, ())
    strong = [record for record in records if record.get("method") == "mfa"] or records
    latest = max((record.get("at", 0) for record in strong), default=0)
    return 0 <= time.time() - latest < FRESH_SECONDS + slack


def fresh_sign_in_required(view: View) -> View:
    """Put below `@page`: leads to a short question for the second factor (or the password) first, and back again.

    What was posted is not kept meanwhile: the way back leads to the page that the form stood on.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request.session):
            return view(request, *args, **kwargs)
        methods = get_adapter(request).get_reauthentication_methods(request.user)
        address = methods[0]["url"] if methods else reverse("account_login")
        address = f"{address}?next={quote(_way_back(request))}"
        if request.headers.get("HX-Request"):
            away = HttpResponse(status=401)
            away["HX-Redirect"] = address
            return away
        return HttpResponseRedirect(address)

    return run


def _way_back(request: HttpRequest) -> str:
    if request.method == "GET":
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        parts = urlsplit(came_from)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return reverse("welcome")
