"""Builds `request.by` once per request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from qorgan.access.principal import Principal
from qorgan.staff import sessions
from qorgan.ui.language import asked


class Actor:
    """Sets `request.by`: nobody without a session cookie, else the signed-in person in the role they chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.by = Principal.nobody()
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.by = sessions.principal(request)
            if request.by.is_person and asked(request) is None:
                translation.activate(request.by.language)
                request.LANGUAGE_CODE = request.by.language
        return self.get_response(request)
