"""Health: one page for the operator, one word for a load balancer."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpResponse

from qorgan.oversight.access import HEALTH_READ
from qorgan.oversight.choices import State
from qorgan.oversight.health import look
from qorgan.ui.pages import PUBLIC, page, render


@page(needs=HEALTH_READ)
def health_page(request: Any) -> HttpResponse:
    """What is wrong and what to do, the worst first."""
    parts = look()
    wrong = [part for part in parts if part.state in (State.NOW, State.SOON)]
    return render(request, "oversight/health.html", {"parts": parts, "wrong": wrong}, partials=("health-parts",))


@page(needs=PUBLIC, is_outside=True)
def health(request: Any) -> HttpResponse:
    """200 where a page can be served from the database, else 503; nothing more is said to the world."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
