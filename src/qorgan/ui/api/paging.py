"""Long lists in pages: a cursor that says nothing, the oldest first, so that nothing is missed while rows are added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field

from qorgan.journal.models import Head
from qorgan.ui.api.problems import Problem
from qorgan.ui.api.shapes import Asked, MomentIn
from qorgan.ui.enciphered import Enciphered

MOST: Final = 200
USUAL: Final = 50
_CURSOR = Enciphered("api cursor")


class Paging(Asked):
    """How much of a list, and from where."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="Rows of one page")
    cursor: str = Field(
        "", max_length=120, pattern=r"^[A-Za-z0-9_-]*$", description="From `next` of the page before; it means nothing by itself"
    )


class Following(Paging):
    """The same, for records that change: those that changed since a moment."""

    updated_since: MomentIn | None = Field(None, description="Only what was made or changed at this moment or later")


def _bound(request: HttpRequest) -> bytes:
    """What a cursor belongs to: the list and who reads it. Another key gains nothing by it."""
    by = request.by  # type: ignore[attr-defined]
    return f"{request.path}\0{by.account_id or ''}".encode()


def cursor_of(request: HttpRequest, last: UUID) -> str:
    """A cursor behind this row, enciphered: ids stay inside."""
    return _CURSOR.closed(last.bytes, bound=_bound(request))


def _opened(request: HttpRequest, cursor: str) -> UUID:
    last = _CURSOR.opened(cursor, bound=_bound(request))
    if last is None:
        said = {"pointer": "query:cursor", "detail": _("This cursor was not made for this list.")}
        raise Problem(422, "invalid", errors=[said])
    return UUID(bytes=last)


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
