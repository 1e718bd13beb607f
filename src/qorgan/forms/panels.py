"""What we hang in the shell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from qorgan.forms.access import FORM_READ
from qorgan.ui.navigation import Item


def navigation(request: HttpRequest, **_context: Any) -> Item | None:
    """The forms, for who may read them."""
    if not request.by.may(FORM_READ):  # type: ignore[attr-defined]
        return None
    return Item(pgettext_lazy("questionnaires", "Forms"), reverse("form_list"), "forms", is_settings=True)
