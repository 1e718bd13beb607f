"""Projects as a list, and the colours of the states of their parts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.grants.project_choices import ProjectState
from qorgan.ui.tables import ChoiceFilter, Column, Kind, Table
from qorgan.ui.templatetags.ui import tag

TONES = {
    "contracting": "info", "running": "ok", "finished": "accent", "stopped": "out",
    "planned": "", "prepared": "info", "approved": "ok", "paid": "accent", "recorded": "info", "accepted": "ok", "refused": "warn",
    "asked": "info", "promised": "", "claimed": "info", "verified": "ok", "returned": "warn", "draft": "", "sent": "info",
}  # fmt: skip
"""The tone of every state of a project and of its parts; a state of one name means the same everywhere."""


def state_of(row: Any) -> SafeString:
    """Where a project, or a part of it, stands."""
    return tag(TONES[row.state], row.get_state_display())


class Projects(Table):
    """The projects that the reader may know."""

    key = "grants.projects"
    title = _("Projects")
    empty_text = _("A project begins with the award of a grant.")
    columns = (
        Column("number", _("Number"), value="number", is_lead=True, sort=("number",),
               link=lambda row: reverse("grant_project", args=[row.ref])),
        Column("title", _("Title of the project"), value="title", is_said=True),
        Column("organisation", _("Organisation"), value="organisation.names"),
        Column("amount", _("Grant"), value="amount", kind=Kind.MONEY, sort=("amount",)),
        Column("starts", _("Begins on"), value="starts_on", kind=Kind.DAY, sort=("starts_on",), is_on_phone=False),
        Column("ends", _("Ends on"), value="ends_on", kind=Kind.DAY, sort=("ends_on",)),
        Column("state", _("State"), value=state_of, kind=Kind.HTML, sort=("state",)),
    )  # fmt: skip
    filters = (ChoiceFilter("state", _("State"), choices=ProjectState.choices),)
    order = "-number"
