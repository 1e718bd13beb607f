"""Long lists in pages: a cursor that says nothing, the oldest first, so that nothing is missed while rows are added."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field

from qorgan.journal.models import Head
from qorgan.ui.api.problems import Problem
from qorgan.ui.api.shapes import Asked, MomentIn

MOST: Final = 200
USUAL: Final = 50
_NONCE = 12


class Paging(Asked):
    """How much of a list, and from where."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="Rows of one page")
    cursor: str = Field(
        "", max_length=120, pattern=r"^[A-Za-z0-9_-]*$", description="From `next` of the page before; it means nothing by itself"
    )


class Following(Paging):
    """The same, for records that change: those that changed since a moment."""

    updated_since: MomentIn | None = Field(None, description="Only what was made or changed at this moment or later")


@cache
def _key(secret: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"qorgan api cursor").derive(secret.encode()))


def _bound(request: HttpRequest) -> bytes:
    """What a cursor belongs to: the list and who reads it. Another key gains nothing by it."""
    by = request.by  # type: ignore[attr-defined]
    return f"{request.path}\0{by.account_id or ''}".encode()


def cursor_of(request: HttpRequest, last: UUID) -> str:
    """A cursor behind this row, enciphered: ids stay inside."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + _key(settings.SECRET_KEY).encrypt(nonce, last.bytes, _bound(request))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _opened(request: HttpRequest, cursor: str) -> UUID:
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return UUID(bytes=_key(settings.SECRET_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(request)))
    except (ValueError, InvalidTag, binascii.Error):
        said = {"pointer": "query:cursor", "detail": _("This cursor was not made for this list.")}
        raise Problem(422, "invalid", errors=[said]) from None


def changed_since(rows: QuerySet, paging: Following) -> QuerySet:
    """The rows whose stream of the journal moved since then: every change of a record has its entry there."""
    if paging.updated_since is None:
        return rows
    return rows.filter(Exists(Head.objects.filter(stream=OuterRef("pk"), changed_at__gte=paging.updated_since)))


def page_of(
    request: HttpRequest,
    rows: QuerySet,
    paging: Paging,
    shape: Callable[[Any], Any],
    *,
    load: Callable[[list[Any]], None] | None = None,
) -> dict[str, Any]:
    """`items` and `next` of one page; `load` may fetch what belongs to all its rows at once. Rows are ordered by their id,
    whose first half is the time of making."""
    asked = rows.order_by("pk")
    if paging.cursor:
        asked = asked.filter(pk__gt=_opened(request, paging.cursor))
    found = list(asked[: paging.limit + 1])
    shown = found[: paging.limit]
    if load is not None:
        load(shown)
    more = cursor_of(request, shown[-1].pk) if len(found) > paging.limit else None
    return {"items": [shape(row) for row in shown], "next": _address(request, more) if more else None}


def _address(request: HttpRequest, cursor: str) -> str:
    kept: Iterable[tuple[str, str]] = [(name, str(value)) for name, value in request.GET.dict().items() if name != "cursor"]
    return f"{request.path}?{urlencode([*kept, ('cursor', cursor)])}"
