"""What referrals hang in the shell, on the page of a child and on the page of a service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.children.models import Child
from qorgan.referrals.access import REFERRAL_READ, REFERRAL_RECEIVE, REFERRAL_SEND
from qorgan.referrals.queries import of_child, waiting_for
from qorgan.ui.navigation import Item
from qorgan.ui.templatetags.ui import icon

MOST = 20


def navigation(request: HttpRequest, **_context: Any) -> Item | None:
    """Referrals, with how many wait for an answer of one's services."""
    by = request.by  # type: ignore[attr-defined]
    if not by.may(REFERRAL_READ):
        return None
    waiting = waiting_for(by) if by.may(REFERRAL_RECEIVE) else 0
    return Item(_("Referrals"), reverse("referrals"), "arrows-right-left", key="R", waiting=waiting)


def of_a_child(request: HttpRequest, child: Child, records: Sequence[UUID], **_context: Any) -> SafeString | None:
    """The referrals of a child, for the sending side."""
    by = request.by  # type: ignore[attr-defined]
    if not by.may(REFERRAL_READ):
        return None
    rows = list(of_child(by, records)[:MOST])
    return SafeString(render_to_string("referrals/parts/of_child.html", {"rows": rows})) if rows else None


def refer_child(request: HttpRequest, child: Child, **_context: Any) -> SafeString | None:
    """The button that begins a referral."""
    if not request.by.may(REFERRAL_SEND):  # type: ignore[attr-defined]
        return None
    where = f"{reverse('referral_choose')}?for=child:{child.ref}"
    return format_html('<a class="q-btn" href="{}">{}{}</a>', where, icon("arrows-right-left"), _("Refer to a service"))
