"""What casework hangs on the page of a child."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.casework import access, queries
from qorgan.children.models import Child
from qorgan.ui.pages import PageRequest
from qorgan.ui.templatetags.ui import icon

MOST = 20


def of_a_child(request: PageRequest, child: Child, records: Sequence[UUID], **_context: Any) -> SafeString | None:
    """The cases of a child that the reader may know, the newest first."""
    by = request.by
    if not by.may(access.CASE_READ):
        return None
    rows = list(queries.cases(by).filter(child_id__in=records).order_by("-opened_at", "-pk")[:MOST])
    return SafeString(render_to_string("casework/parts/of_child.html", {"rows": rows})) if rows else None


def open_case(request: PageRequest, child: Child, **_context: Any) -> SafeString | None:
    """The button that opens one."""
    if not request.by.may(access.CASE_OPEN):
        return None
    return format_html(
        '<a class="q-btn" href="{}">{}{}</a>', reverse("case_new", args=[child.ref]), icon("folder-plus"), _("Open a case")
    )
