"""What this database is for: real, demo or training."""

from __future__ import annotations

from django.http import HttpRequest

from qorgan.staff.models import Installation


def kind() -> str:
    """The kind of this database, or an empty text where `qorgan init` or `qorgan demo` has not said it yet."""
    return Installation.objects.values_list("kind", flat=True).first() or ""


def kind_for(request: HttpRequest) -> str:
    """The same, once a request; the principal's query has usually brought it along."""
    known = getattr(request, "installation_kind", None)
    if known is None:
        known = request.installation_kind = kind()  # type: ignore[attr-defined]
    return known
