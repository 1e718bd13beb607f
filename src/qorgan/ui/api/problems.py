"""What went wrong, as RFC 9457 has it (`application/problem+json`): in the reader's language, without what was sent."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PREFIX: Final = "/api/v1/"
CONTENT_TYPE: Final = "application/problem+json"

TITLES: Final[Mapping[str, Promise]] = {
    "unreadable": _("The request cannot be read"),
    "unauthorized": _("A valid key is needed"),
    "scope": _("This key may not do that"),
    "not-found": _("There is nothing here"),
    "method": _("This address does not take this method"),
    "repeat-running": _("The same request is being answered"),
    "stale": _("The record was changed meanwhile"),
    "too-large": _("The request is too large"),
    "media-type": _("The body must be JSON"),
    "invalid": _("Something in the request does not fit"),
    "rule": _("This cannot be done now"),
    "repeat-differs": _("This idempotency key belongs to another request"),
    "precondition": _("Say which version you change"),
    "too-many": _("Too many requests"),
    "fault": _("Our fault"),
    "away": _("Not available at the moment"),
}
"""The kinds of problem by the last part of their `type`."""

OF_STATUS: Final = {400: "unreadable", 401: "unauthorized", 403: "scope", 404: "not-found", 405: "method", 500: "fault", 503: "away"}


class Problem(Exception):
    """Ends a request with a problem; the transaction, if one runs, is rolled back.

    `errors` names fields: `{"pointer": "#/head/risk", "detail": "…"}`, never with the value.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: Promise | str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.status, self.kind, self.detail = status, kind, detail
        self.errors, self.headers = errors, dict(headers or {})

    def response(self) -> HttpResponse:
        """The answer."""
        said: dict[str, Any] = {"type": f"/api#{self.kind}", "title": str(TITLES[self.kind]), "status": self.status}
        if self.detail:
            said["detail"] = str(self.detail)
        if self.errors:
            said["errors"] = [{name: str(value) for name, value in one.items()} for one in self.errors]
        body = json.dumps(said, ensure_ascii=False)
        return HttpResponse(body, status=self.status, content_type=CONTENT_TYPE, headers=self.headers)


def is_for_a_program(request: HttpRequest) -> bool:
    """Whether an address belongs to the API, so that even what no route answers is answered for a program."""
    return request.path_info.startswith(PREFIX)


def plain(status: int) -> HttpResponse:
    """A problem with nothing to add: what Django itself ends with."""
    return Problem(status, OF_STATUS[status]).response()


def unauthorized() -> Problem:
    """No key, an unknown one, one that has ended: nobody learns which."""
    return Problem(401, "unauthorized", headers={"WWW-Authenticate": 'Bearer realm="api"'})


def too_many(seconds: float) -> Problem:
    """The key called too often; `Retry-After` says when it may again."""
    return Problem(429, "too-many", headers={"Retry-After": str(max(1, math.ceil(seconds)))})


def stale(version: object) -> Problem:
    """Another version is stored than the one that the client had."""
    return Problem(412, "stale", _("Read the record again, then decide what stays."), headers={"ETag": etag(version)})


def etag(version: object) -> str:
    """A strong validator of a version."""
    return f'"{version}"'
