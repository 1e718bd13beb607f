"""Who calls: a room above says how a key becomes a Principal; a route's own gate asks it, and whether it may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security.base import AuthBase

from qorgan.access.permissions import known
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.ui.api.problems import Problem, unauthorized
from qorgan.ui.pages import PUBLIC

Keeper = Callable[[HttpRequest], Principal | None]
LARGEST: Final = 256 * 1024
"""Bytes of one request's body."""

_keepers: list[Keeper] = []
_counts: list[Callable[[HttpRequest], None]] = []


def register(keeper: Keeper) -> None:
    """Names who knows the keys; once, from `apps.py`."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def register_count(count: Callable[[HttpRequest], None]) -> None:
    """Names who counts requests without a key, and raises Problem 429 for too many; once, from `apps.py`."""
    if count not in _counts:
        _counts.append(count)


def count_open(request: HttpRequest) -> None:
    """Counts a request that needs no key. Raises Problem 429 where too many came."""
    for count in _counts:
        count(request)


class Gate(AuthBase):
    """Lets a program through that holds the permission a route needs. A session cookie opens nothing here."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "Key"

    def __init__(self, needs: str) -> None:
        super().__init__()
        self.needs = needs

    def __call__(self, request: HttpRequest) -> Any:
        """The caller. Raises Problem: 401 without a valid key, 403 where its permissions do not reach."""
        by = next((found for keeper in _keepers if (found := keeper(request)) is not None), None)
        if by is None:
            raise unauthorized()
        must_hold(by, self.needs)
        request.by = by  # type: ignore[attr-defined]
        must_be_readable(request)
        return by


def must_hold(by: Principal, permission: str) -> None:
    """Raises Problem 403 with the name of a permission that a key does not carry: the description is public and names it."""
    if not by.may(permission):
        label = getattr(known().get(permission), "label", permission)
        raise Problem(403, "scope", _("The key needs this permission: %(permission)s") % {"permission": label})


def house_of(by: Principal) -> UUID:
    """The organisation that a key acts for, where something is made for one. Raises RuleBroken for a key of none."""
    if not by.organisations:
        raise RuleBroken(_("This key acts for no organisation."))
    return min(by.organisations)


class Open(AuthBase):
    """A route for everybody: whoever asks is nobody, with a key or a cookie or without. Raises Problem 429 for too many."""

    openapi_type = "http"
    needs = PUBLIC

    def __call__(self, request: HttpRequest) -> Any:
        count_open(request)
        request.by = Principal.nobody()  # type: ignore[attr-defined]
        must_be_readable(request)
        return True


def must_be_readable(request: HttpRequest) -> None:
    """Raises Problem for a body that is too long (413) or is not JSON (415)."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > LARGEST:
        raise Problem(413, "too-large", _("A body has at most 256 KB."))
    if length.isdigit() and int(length) > 0 and request.content_type not in ("application/json", "application/merge-patch+json"):
        raise Problem(415, "media-type")
