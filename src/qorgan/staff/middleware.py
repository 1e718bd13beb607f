"""Builds `request.by` once per request, and sends somebody who is only half signed in to what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from qorgan.access.principal import Principal
from qorgan.staff import sessions
from qorgan.staff.sessions import State
from qorgan.ui.api.problems import is_for_a_program
from qorgan.ui.errors import AWAY
from qorgan.ui.language import asked
from qorgan.ui.pages import PUBLIC, SIGNED_IN

WAYS = {State.NEEDS_SECOND_FACTOR: "second_factor", State.NEEDS_ROLE: "choose_role"}


class Actor:
    """Sets `request.by`: nobody without a session cookie, else the signed-in person in the role they chose. At the API a
    cookie opens nothing.

    `request.signed_in` says how far they are. Without a second factor that the role needs they are nobody everywhere
    and see only the page where one is made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.by, request.signed_in = Principal.nobody(), sessions.NOBODY  # type: ignore[attr-defined]
        request.unknown_because = None  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not is_for_a_program(request):
            try:
                self._identify(request)
            except AWAY as away:
                request.unknown_because = away  # type: ignore[attr-defined]
        return self.get_response(request)

    def _identify(self, request: Any) -> None:
        found = sessions.of_request(request)
        request.signed_in, request.by = found, found.by
        if found.installation is not None:
            request.installation_kind = found.installation
        if found.own.is_person and asked(request) is None:
            translation.activate(found.own.language)
            request.LANGUAGE_CODE = found.own.language

    def process_view(self, request: Any, view: Callable[..., Any], *_: Any) -> HttpResponse | None:
        """Where somebody must go first; public pages stay open to everybody.

        With the database away nobody is known: only the pages that stand without it, the child's door, are shown.
        """
        way = WAYS.get(request.signed_in.state)
        declared = getattr(view, "page", None)
        needs = getattr(declared, "needs", None)
        if request.unknown_because is not None and not (declared and needs == PUBLIC and declared.is_outside):
            raise request.unknown_because
        if way is None or needs == PUBLIC or needs is None:
            return None
        if request.signed_in.state is State.NEEDS_ROLE and needs == SIGNED_IN:
            return None
        address = reverse(way)
        if request.headers.get("HX-Request"):
            away = HttpResponse(status=401)
            away["HX-Redirect"] = address
            return away
        wanted = f"?next={quote(request.get_full_path())}" if request.method == "GET" else ""
        return HttpResponseRedirect(address + wanted)
