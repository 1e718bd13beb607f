"""What places hang in the shell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.places.access import PLACE_READ
from qorgan.ui.navigation import Item


def navigation(request: HttpRequest, **_context: Any) -> Item | None:
    """The places, for who may read them."""
    if not request.by.may(PLACE_READ):  # type: ignore[attr-defined]
        return None
    return Item(_("Places"), reverse("place_list"), "map", is_settings=True)
