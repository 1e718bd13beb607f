"""The lists of what leaves the house."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import label_of
from qorgan.notices.choices import Channel, Failure, State
from qorgan.notices.wordings import find, without_values
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, Table, YesNoFilter


def what(row: Any) -> Any:
    """The kind of thing, in words that hold for every one of its kind; never what was said."""
    wording = find(row.wording)
    return WORDS.get(row.wording) or (label_of(row.wording) if wording is None else without_values(wording))


WORDS = {
    "notices.clock_reminded": _("reminder of a time limit"),
    "notices.clock_missed": _("time limit passed"),
    "notices.clock_escalated": _("no answer, passed on"),
    "notices.digest": _("notices of the day"),
    "notices.link_code": _("code of a one-time link"),
}


class Deliveries(Table):
    """The outbox and what left it: a channel, a state, no address and no words."""

    key = "notices.deliveries"
    title = _("Sent and to be sent")
    columns = (
        Column("ref", _("Number"), is_lead=True, link=lambda row: reverse("delivery", args=[row.ref])),
        Column("channel", _("Way"), value=lambda row: row.get_channel_display(), sort=("channel",)),
        Column("what", _("What"), value=what),
        Column("state", _("State"), value=lambda row: row.get_state_display(), sort=("state",)),
        Column("failure", _("Why not"), value=lambda row: row.get_failure_display()),
        Column("attempts", _("Attempts"), kind=Kind.NUMBER, sort=("attempts",)),
        Column("made_at", _("Written"), kind=Kind.MOMENT, sort=("made_at",)),
        Column("next_at", _("Next try"), value=lambda row: row.next_at if row.state == State.WAITING else None, kind=Kind.MOMENT),
        Column("sent_at", _("Sent"), kind=Kind.MOMENT, sort=("sent_at",), is_on_phone=False),
    )
    filters = (
        ChoiceFilter("state", _("State"), choices=State.choices),
        ChoiceFilter("channel", _("Way"), choices=Channel.choices),
        ChoiceFilter("failure", _("Why not"), choices=Failure.choices),
        YesNoFilter("urgent", _("Urgent"), lookup="is_urgent"),
        DaysFilter("day", _("Day"), lookup="made_at", is_moment=True),
    )
    order = "-made_at"
    empty_title = _("Nothing has left yet")


class Endpoints(Table):
    """Receivers of webhooks."""

    key = "notices.endpoints"
    title = _("Receivers of webhooks")
    columns = (
        Column("url", _("Address"), is_lead=True, sort=("url",), link=lambda row: reverse("receiver", args=[row.ref])),
        Column("events", _("Events"), value=lambda row: ", ".join(str(label_of(verb)) for verb in row.events), is_on_phone=False),
        Column("is_on", _("State"), value=lambda row: _("on") if row.is_on else _("off")),
        Column("made_at", _("Entered"), kind=Kind.MOMENT, sort=("made_at",), is_on_phone=False),
    )
    order = "url"
    keeps_views = False
    empty_title = _("No receiver is entered")
