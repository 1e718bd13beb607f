"""What calls and projects hang in the shell."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.grants.call_access import CALL_READ, REVIEW_WRITE
from qorgan.grants.granting_pack import has_granting
from qorgan.grants.project_access import PROJECT_READ
from qorgan.grants.queries.calls import waiting
from qorgan.ui.navigation import Item
from qorgan.ui.pages import PageRequest


def _may(request: PageRequest, permission: str) -> bool:
    """Whether this reader may, in a country that gives grants."""
    return has_granting() and request.by.may(permission)


def calls(request: PageRequest, **_context: Any) -> Item | None:
    """The calls of grants."""
    return Item(_("Calls of grants"), reverse("grant_calls"), "file-text") if _may(request, CALL_READ) else None


def reviews(request: PageRequest, **_context: Any) -> Item | None:
    """What waits for an expert."""
    by = request.by
    return (
        Item(_("To evaluate"), reverse("grant_reviews"), "clipboard-check", waiting=waiting(by))
        if _may(request, REVIEW_WRITE)
        else None
    )


def projects(request: PageRequest, **_context: Any) -> Item | None:
    """The projects."""
    return Item(_("Projects"), reverse("grant_projects"), "coin") if _may(request, PROJECT_READ) else None
