"""Pages for what went wrong: in the reader's language, without the database, without a bare code."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from qorgan.ui.api.problems import is_for_a_program, plain


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if is_for_a_program(request):
        return plain(status)
    return HttpResponse(get_template(f"ui/errors/{status}.html").render({}, request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _page(request, 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what is there but not for this reader."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing typed is lost, and the page says so. A database that is away or full is no fault: 503.

    Django calls this while it handles the exception, whether a view raised it or what stands around the views.
    """
    return unavailable(request) if is_away(sys.exc_info()[1]) else _page(request, 500)


AWAY = (OperationalError, InterfaceError)
"""What Django raises when the database cannot be reached, ended in the middle, or has no room left on its disk."""


def is_away(fault: BaseException | None) -> bool:
    """Whether the database could not do what it was asked, through no fault of what was asked."""
    return isinstance(fault, AWAY)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, in three languages, without a query: the reader's own language stands in the database that is away."""
    response = _page(request, 503)
    response.headers["Retry-After"] = "10"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere."""
    return HttpResponse(get_template("ui/errors/csrf.html").render({}, request), status=403)
