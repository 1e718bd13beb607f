"""The dangers of the line, and what a body received, as lists. No word of a child stands in a list."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.intake import danger_access as access
from qorgan.intake import danger_queries as queries
from qorgan.intake.danger_choices import LEVELS, Standing, State
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.pages.danger import TONES, address_of
from qorgan.places.queries import region_choices
from qorgan.texts.alphabet import sort_key
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, PlaceFilter, Table, YesNoFilter
from qorgan.ui.templatetags.ui import risk_tag, tag


def level_of(row: Any) -> SafeString:
    """The level as rising bars with its name."""
    return risk_tag(row.level, pack().levels[row.level].names)


def state_of(row: Any) -> SafeString:
    """Who has taken it: word, colour, icon."""
    return tag(TONES[State(row.state)], row.get_state_display())


def duty_of(row: Any) -> SafeString | str:
    """Whether a report is still due."""
    return tag("danger", _("due")) if row.is_duty_open else ""


def level_choices(_by: Principal) -> list[tuple[str, Any]]:
    """Levels for a filter."""
    return [(str(one), pack().levels[one].names) for one in LEVELS]


def kind_choices(_by: Principal) -> list[tuple[str, Any]]:
    """Kinds for a filter."""
    return [(key, str(names)) for key, names in pack().kinds.items()]


class Dangers(Table):
    """The dangers that the reader may know, the newest first."""

    key = "intake.dangers"
    title = _("Dangers")
    order = "-opened"
    empty_title = _("No dangers")
    empty_text = _("A danger begins beside a conversation or a contact, with the questions.")
    columns = (
        Column("number", _("Number"), value=str, sort=("number",), is_lead=True, link=address_of),
        Column("level", _("Level"), value=level_of, kind=Kind.HTML, sort=("level",)),
        Column("kind", _("Kind of danger"), value=lambda row: pack().kinds.get(row.kind, ""), is_on_phone=False),
        Column("state", _("State"), value=state_of, kind=Kind.HTML, sort=("state",)),
        Column("place", _("Place"), value=lambda row: row.place.names if row.place else "", is_on_phone=False,
               sort_by=lambda row: sort_key(str(row.place.names)) if row.place else ()),
        Column("bodies", _("Bodies told"), value=lambda row: row.bodies or 0, is_on_phone=False),
        Column("duty", _("Report of an offence"), value=duty_of, kind=Kind.HTML, is_on_phone=False),
        Column("opened", _("Found"), value="opened_at", kind=Kind.MOMENT, sort=("opened_at",)),
        Column("taken", _("Taken"), value="acknowledged_at", kind=Kind.MOMENT, sort=("acknowledged_at",), is_hidden=True),
        Column("closed", _("Finished"), value="closed_at", kind=Kind.MOMENT, sort=("closed_at",), is_hidden=True),
    )  # fmt: skip
    filters = (
        ChoiceFilter("state", _("State"), choices=State.choices),
        ChoiceFilter("level", _("Level"), choices=level_choices),
        ChoiceFilter("kind", _("Kind of danger"), choices=kind_choices),
        PlaceFilter("region", _("Region"), choices=region_choices, within=lambda rows, path: rows.filter(place__path__within=path)),
        DaysFilter("opened", _("Found"), lookup="opened_at", is_moment=True),
        YesNoFilter("duty", _("A report is due"), condition=Q(is_duty_open=True)),
    )


@page(needs=access.DANGER_READ)
def dangers(request: PageRequest) -> HttpResponse:
    """The list."""
    table = Dangers(queries.dangers(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "intake/dangers.html", {"table": table, "waiting": queries.waiting(request.by)}, partials=(table.id,))


_TONES = {Standing.SENT: "danger", Standing.ACKNOWLEDGED: "ok", Standing.DECLINED: "out", Standing.WITHDRAWN: "out"}


class Received(Table):
    """What one's own body was told."""

    key = "intake.received"
    title = _("Dangers told to us")
    order = "-sent"
    empty_title = _("Nothing was told to us")
    columns = (
        Column("body", _("Body"), value=lambda row: row.organisation.names, is_lead=True,
               link=lambda row: reverse("notification_received", args=[row.ref])),
        Column("level", _("Level"), value=level_of, kind=Kind.HTML, sort=("level",)),
        Column("standing", _("State"), value=lambda row: tag(_TONES[Standing(row.standing)], row.get_standing_display()),
               kind=Kind.HTML, sort=("standing",)),
        Column("sent", _("Sent on"), value="sent_at", kind=Kind.MOMENT, sort=("sent_at",)),
        Column("answered", _("Answered"), value="answered_at", kind=Kind.MOMENT, is_on_phone=False),
    )  # fmt: skip
    filters = (
        ChoiceFilter("standing", _("State"), choices=Standing.choices),
        ChoiceFilter("level", _("Level"), choices=level_choices),
        DaysFilter("sent", _("Sent on"), lookup="sent_at", is_moment=True),
    )


@page(needs=access.NOTIFICATION_ANSWER)
def notifications_received(request: PageRequest) -> HttpResponse:
    """The list."""
    table = Received(queries.received(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "intake/received.html", {"table": table}, partials=(table.id,))
