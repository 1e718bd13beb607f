"""Who comes through a one-time link: what pages of other rooms ask."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from qorgan.access.principal import Principal
from qorgan.notices.actions.link import bearer_of as bearer_of_pass
from qorgan.notices.actions.link import close_pass
from qorgan.notices.rules import PASS_LIVES


def cookie_name() -> str:
    """The cookie of the pass; bound to this host where the installation speaks TLS."""
    return "__Host-l" if settings.IS_BEHIND_TLS else "l"


def bearer_of(request: HttpRequest) -> Principal | None:
    """The bearer of the subject whose link this browser opened, for half an hour; None for anybody else."""
    return bearer_of_pass(request.COOKIES.get(cookie_name(), ""))


def give_pass(response: HttpResponse, passed: str) -> HttpResponse:
    """Sets the cookie: out of reach of scripts, never sent from other sites."""
    response.set_cookie(
        cookie_name(),
        passed,
        max_age=int(PASS_LIVES.total_seconds()),
        secure=settings.IS_BEHIND_TLS,
        httponly=True,
        samesite="Strict",
        path="/",
    )
    return response


def take_pass(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The work is done: the pass ends here and in the browser."""
    close_pass(request.COOKIES.get(cookie_name(), ""))
    response.delete_cookie(cookie_name(), samesite="Strict", path="/")
    return response
