"""In which language a page answers: asked for in the address, else the reader's own, else the browser's, else the country's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

CODES = tuple(code for code, _ in settings.LANGUAGES)


def asked(request: HttpRequest) -> str | None:
    """The language named in the address (`?lang=ru`), if it is one of ours. No cookie is kept for it."""
    code = request.GET.get("lang", "")
    return code if code in CODES else None


class Language:
    """Activates the language of the request; `staff` activates the account's own later, where somebody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = asked(request) or translation.get_language_from_request(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or code)
        patch_vary_headers(response, ["Accept-Language"])
        return response
