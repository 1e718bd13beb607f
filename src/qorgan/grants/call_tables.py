"""Calls, applications, experts and places on panels as lists."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.grants.call_choices import ApplicationState, CallState, PanelState
from qorgan.grants.granting_pack import granting
from qorgan.ui.tables import ChoiceFilter, Column, Kind, Table
from qorgan.ui.templatetags.ui import tag

CALL_TONES = {
    CallState.PREPARED: "",
    CallState.OPEN: "ok",
    CallState.DRAWN: "info",
    CallState.DECIDED: "accent",
    CallState.CANCELLED: "out",
}
TONES = {
    ApplicationState.DRAFT: "",
    ApplicationState.FILED: "info",
    ApplicationState.ADMITTED: "info",
    ApplicationState.NOT_ADMITTED: "warn",
    ApplicationState.AWARDED: "ok",
    ApplicationState.NOT_AWARDED: "out",
    ApplicationState.WITHDRAWN: "out",
}
PANEL_TONES = {PanelState.ASSIGNED: "warn", PanelState.FREE: "info", PanelState.CONFLICTED: "out", PanelState.DONE: "ok"}


def call_state(row: Any) -> SafeString:
    """Where a call stands."""
    return tag(CALL_TONES[CallState(row.state)], row.get_state_display())


def state_of(row: Any) -> SafeString:
    """Where an application stands."""
    return tag(TONES[ApplicationState(row.state)], row.get_state_display())


def panel_state(row: Any) -> SafeString:
    """Where an expert stands with an application."""
    return tag(PANEL_TONES[PanelState(row.state)], row.get_state_display())


class Calls(Table):
    """Every call that the reader may see."""

    key = "grants.calls"
    title = _("Calls of grants")
    empty_text = _("A call is prepared for a theme that every body approved.")
    columns = (
        Column(
            "number", _("Call"), value="number", is_lead=True, sort=("number",), link=lambda row: reverse("grant_call", args=[row.ref])
        ),
        Column("programme", _("Programme"), value="programme.names"),
        Column("kind", _("Kind of grant"), value=lambda row: granting().named("kind", row.kind), is_on_phone=False),
        Column("ceiling", _("Money of the call"), value="ceiling", kind=Kind.MONEY, sort=("ceiling",)),
        Column("closes", _("Closes at"), value="closes_at", kind=Kind.MOMENT, sort=("closes_at",)),
        Column("state", _("State"), value=call_state, kind=Kind.HTML, sort=("state",)),
    )
    filters = (ChoiceFilter("state", _("State"), choices=CallState.choices),)
    order = "-closes"


class Applications(Table):
    """The applications that the reader may know."""

    key = "grants.applications"
    title = _("Applications")
    empty_text = _("An application begins on the page of an open call.")
    columns = (
        Column(
            "number",
            _("Number"),
            value="number",
            is_lead=True,
            sort=("number",),
            link=lambda row: reverse("grant_application", args=[row.ref]),
        ),
        Column("title", _("Title of the project"), value="title", is_said=True),
        Column("organisation", _("Organisation"), value="organisation.names"),
        Column("call", _("Call"), value="call.number", sort=("call__number",)),
        Column("amount", _("Amount"), value="amount", kind=Kind.MONEY, sort=("amount",)),
        Column("state", _("State"), value=state_of, kind=Kind.HTML, sort=("state",)),
        Column("filed", _("Filed at"), value="filed_at", kind=Kind.MOMENT, sort=("filed_at",), is_on_phone=False),
    )
    filters = (ChoiceFilter("state", _("State"), choices=ApplicationState.choices),)
    order = "-number"


class Experts(Table):
    """The public register of experts."""

    key = "grants.experts"
    title = _("Register of experts")
    empty_text = _("Experts are drawn from this register.")
    columns = (
        Column("number", _("Number in the register"), value="number", is_lead=True, sort=("number",)),
        Column("name", _("Name"), value="name", is_said=True),
        Column("employer", _("Workplace"), value="employer.names"),
        Column("since", _("In the register since"), value="since", kind=Kind.DAY, sort=("since",)),
    )
    order = "number"


class Panels(Table):
    """The applications that an expert was asked about."""

    key = "grants.panels"
    title = _("To evaluate")
    empty_text = _("The draw asks you by itself.")
    columns = (
        Column(
            "title",
            _("Title of the project"),
            value="title",
            is_lead=True,
            is_said=True,
            link=lambda row: reverse("grant_review", args=[row.ref]),
        ),
        Column("applicant", _("Organisation"), value="applicant.names"),
        Column("asked", _("Asked at"), value="asked_at", kind=Kind.MOMENT, sort=("asked_at",)),
        Column("state", _("State"), value=panel_state, kind=Kind.HTML, sort=("state",)),
    )
    filters = (ChoiceFilter("state", _("State"), choices=PanelState.choices),)
    order = "-asked"
