"""Pages for what went wrong: in the reader's language, without the database, without a bare code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse(get_template(f"ui/errors/{status}.html").render({}, request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _page(request, 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what is there but not for this reader."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing typed is lost, and the page says so."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere."""
    return HttpResponse(get_template("ui/errors/csrf.html").render({}, request), status=403)
