"""Referrals as lists: those that one sent, and those that one's services received. No name of a child stands in a list."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.referrals.choices import State, TermList
from qorgan.referrals.queries import terms
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, Table
from qorgan.ui.templatetags.ui import tag

TONES = {
    State.DRAFTED: "", State.SENT: "info", State.ACKNOWLEDGED: "info", State.ACCEPTED: "ok", State.UNDER_WAY: "ok",
    State.REPORTED: "accent", State.CLOSED: "out", State.DECLINED: "warn", State.REVOKED: "out", State.EXPIRED: "warn",
}  # fmt: skip


def address_of(one: Any) -> str:
    """The page of a referral."""
    return reverse("referral", args=[one.ref])


def state_of(row: Any) -> SafeString:
    """Where it stands: word, colour, icon."""
    return tag(TONES[State(row.state)], row.get_state_display())


def urgency_choices(_by: Principal) -> list[tuple[str, Any]]:
    """How soon, for a filter."""
    return [(term.code, str(term.names)) for term in terms(TermList.URGENCY)]


STATE = ChoiceFilter("state", _("State"), choices=State.choices)
URGENCY = ChoiceFilter("urgency", _("How soon"), choices=urgency_choices, lookup="urgency__code")


class Sent(Table):
    """What one's own side asked for."""

    key = "referrals.sent"
    title = _("Sent referrals")
    empty_text = _("A referral begins on the page of a child, a case or a service.")
    columns = (
        Column("number", _("Number"), value=str, is_lead=True, sort=("number",), link=address_of),
        Column("service", _("Service"), value="service.names"),
        Column("organisation", _("Organisation"), value="to_organisation.names"),
        Column("state", _("State"), value=state_of, kind=Kind.HTML, sort=("state",)),
        Column("urgency", _("How soon"), value="urgency.names", is_on_phone=False),
        Column("sent", _("Sent on"), value="sent_at", kind=Kind.MOMENT, sort=("sent_at",)),
        Column("drafted", _("Begun on"), value="drafted_at", kind=Kind.MOMENT, sort=("drafted_at",), is_hidden=True),
    )
    filters = (STATE, URGENCY, DaysFilter("day", _("Sent on"), lookup="sent_at", is_moment=True))
    order = "-drafted"


class Received(Table):
    """What others ask of one's services."""

    key = "referrals.received"
    title = _("Received referrals")
    empty_text = _("Referrals to the services of your organisation stand here.")
    columns = (
        Column("number", _("Number"), value=str, is_lead=True, sort=("number",), link=address_of),
        Column("service", _("Service"), value="service.names"),
        Column("from", _("Sent by"), value="from_organisation.names"),
        Column("state", _("State"), value=state_of, kind=Kind.HTML, sort=("state",)),
        Column("urgency", _("How soon"), value="urgency.names"),
        Column("sent", _("Sent on"), value="sent_at", kind=Kind.MOMENT, sort=("sent_at",)),
    )
    filters = (STATE, URGENCY, DaysFilter("day", _("Sent on"), lookup="sent_at", is_moment=True))
    order = "-sent"
