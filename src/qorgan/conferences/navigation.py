"""The room's place in the side navigation."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.conferences import access
from qorgan.ui.navigation import Item
from qorgan.ui.pages import PageRequest


def conferences(request: PageRequest) -> Item | None:
    """The conferences."""
    return Item(_("Conferences"), reverse("conferences"), "users-group") if request.by.may(access.CONFERENCE_READ) else None
