"""The living samples of every component and state. All of it is invented; nothing is read but one's own views."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.permissions import known
from qorgan.ui.access import STYLEGUIDE_READ
from qorgan.ui.charts import BarChart, LineChart, Series
from qorgan.ui.forms import DaysField, Form, ManyChoice, PhoneField, ShortChoice
from qorgan.ui.models import SavedView
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Clock, Crumb, Difference, Figure, Happened, Person, Step, Tab, Tile
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, Table, TextFilter, YesNoFilter
from qorgan.ui.widgets import FileDrop

RISKS = [("low", _("low")), ("middle", _("middle")), ("high", _("high"))]
TILES = (
    (1, 3, "Север", "СЕВ", 12, 1),
    (1, 4, "Ертіс", "ЕРТ", 31, 2),
    (2, 1, "Батыс", "БАТ", 48, 3),
    (2, 2, "Жайық", "ЖАЙ", 75, 4),
    (2, 3, "Есіл", "ЕСІ", 22, 2),
    (2, 4, "Арқа", "АРҚ", 96, 5),
    (3, 2, "Сыр", "СЫР", 54, 3),
    (3, 3, "Шу", "ШУ", 0, 0),
)


class CloseCase(Form):
    """A sample form with every control."""

    reason = forms.ChoiceField(label=_("Reason for closing"), choices=[("", _("Choose")), ("safe", _("the child is safe"))])
    met_on = forms.DateField(label=_("Last meeting"))
    risk = ShortChoice(label=_("Risk"), choices=RISKS)
    phone = PhoneField(label=_("Telephone"), required=False, help_text=_("With its code"))
    done = ManyChoice(label=_("What was done"), required=False, choices=[("heard", _("listened")), ("plan", _("made a plan"))])
    period = DaysField(label=_("Period"), required=False)
    words = forms.CharField(label=_("The child's own wish"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    paper = forms.FileField(label=_("Document"), required=False, widget=FileDrop(text=_("PDF, up to 20 MB")))
    is_told = forms.BooleanField(label=_("The family was told"), required=False)


class SampleTable(Table):
    """A sample table over one's own saved views."""

    key = "ui.samples"
    title = _("Saved views")
    order = "-saved"
    columns = (
        Column("name", _("Name"), sort=("name",), is_lead=True, link=lambda row: f"?{row.query}"),
        Column("table", _("Table"), sort=("table",)),
        Column("length", _("Length"), kind=Kind.NUMBER, value=lambda row: len(row.query)),
        Column("saved", _("Saved"), value="saved_at", kind=Kind.MOMENT, sort=("saved_at",)),
        Column("shared", _("Shared"), value=lambda row: _("yes") if row.is_shared else _("no"), is_on_phone=False),
        Column("folded", _("In order of letters"), value="name", sort_by=lambda row: row.name, is_hidden=True),
    )
    filters = (
        TextFilter("words", _("Words"), ("name",)),
        ChoiceFilter("table", _("Table"), (("cases.list", _("Cases")), ("ui.samples", _("Samples")))),
        YesNoFilter("shared", _("Shared"), "is_shared"),
        DaysFilter("days", _("Saved"), "saved_at", is_moment=True),
    )
    empty_text = _("Views that you keep under a table appear here.")


def own_views(request: HttpRequest) -> QuerySet:
    """The rows of the sample table."""
    return SavedView.objects.visible_to(request.by)  # type: ignore[attr-defined]


@page(needs=STYLEGUIDE_READ)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    now = timezone.now()
    refused = CloseCase({"reason": "", "met_on": "2099-12-21", "risk": "high"})
    refused.is_valid()
    refused.add_error("met_on", _("The day of the meeting cannot be in the future"))
    table = SampleTable(own_views(request), request)
    context = {
        "table": table,
        "form": CloseCase(auto_id="new-%s"),
        "refused": refused,
        "moment": now,
        **clocks(now),
        **pieces(now),
        **drawings(),
        "permissions": len(known()),
    }
    return render(request, "ui/styleguide.html", context, partials=(table.id,))


@page(needs=STYLEGUIDE_READ)
def sample_table(request: HttpRequest) -> HttpResponse:
    """The sample table by itself."""
    table = SampleTable(own_views(request), request)
    if table.is_export:
        return table.exported()
    return render(request, "ui/sample_table.html", {"table": table}, partials=(table.id,))


def clocks(now: datetime) -> dict[str, Any]:
    """A clock in each state."""
    start = now - timedelta(minutes=4)
    return {
        "running": Clock(
            _("Danger 3: police"),
            start + timedelta(minutes=10),
            start,
            _("Told at 14:02, we wait for a word."),
            3,
            next_body=_("the shift leader"),
            is_unconfirmed=True,
            now=now,
        ),
        "low": Clock(_("Assessment"), now + timedelta(hours=3), now - timedelta(hours=21), _("Plan within a day"), now=now),
        "calm": Clock(_("Plan"), now + timedelta(days=1, hours=22), now - timedelta(hours=2), now=now),
        "over": Clock(
            _("Danger 2: ambulance"),
            now - timedelta(minutes=2, seconds=14),
            start,
            level=2,
            next_body=_("the shift leader"),
            now=now,
        ),
        "confirmed": Clock(_("Confirmed in time"), start + timedelta(minutes=10), start, _("Police"), acknowledged_at=now, now=now),
        "until": now + timedelta(minutes=42, seconds=10),
    }


def pieces(now: datetime) -> dict[str, Any]:
    """Samples of the small things."""
    morning = datetime(2026, 11, 20, 8, 51, tzinfo=UTC)
    return {
        "crumbs": [Crumb(_("Cases"), "/"), Crumb("61-2026-0418")],
        "tabs": [Tab(_("History"), "#", is_here=True), Tab(_("Forms"), "#", count=6), Tab(_("Plan"), "#")],
        "views": [Tab(_("Board"), "#", is_here=True), Tab(_("List"), "#"), Tab(_("Map"), "#")],
        "steps": [
            Step(_("New"), "done"),
            Step(_("Assessment"), "done"),
            Step(_("Plan"), "here"),
            Step(_("Services")),
            Step(_("Closing")),
        ],
        "referral": [Step(_("Sent"), "done"), Step(_("Declined"), "stopped"), Step(_("Acting")), Step(_("Reported"))],
        "happened": [
            Happened(morning, _("A child wrote"), _("By the QR code of a school, in Kazakh"), "message-circle"),
            Happened(morning + timedelta(minutes=7), _("Danger 3"), _("The police were told"), "alarm", "danger"),
            Happened(morning + timedelta(hours=20), _("Assessment finished"), _("In time"), "clipboard-check", "ok", "A. S."),
        ],
        "figures": [
            Figure(_("Distinct children"), "61 842", "#", _("between 60,930 and 62,710"), _("20 November 2026")),
            Figure(_("Overdue"), 2, "#", tone="danger"),
            Figure(_("Suicide attempts"), url="#", word=_("fewer than 5, not shown")),
            Figure(_("Reports"), url="#", word=_("not yet")),
        ],
        "people": [
            Person("Серікова Мадина", _("mother, legal representative"), _("consent of 21 November")),
            Person(str(_("Suspected offender")), _("kept apart"), is_restricted=True, seen_by=_("two people can see this")),
        ],
        "differences": [
            Difference("risk", _("Risk"), _("high"), _("middle")),
            Difference("lives", _("Lives"), _("with a neighbour"), _("with the mother")),
        ],
        "tiles": [Tile(*one[:6], url="#" if one[4] else "") for one in TILES],
        "tile_steps": ["1–20", "21–40", "41–60", "61–80", "81–100"],
    }


def drawings() -> dict[str, Any]:
    """Samples of charts."""
    months: Sequence[str] = ["01", "02", "03", "04", "05", "06"]
    return {
        "bars": BarChart(
            _("Contacts by channel"),
            [_("QR code"), _("Telephone"), "Telegram"],
            [Series(_("contacts"), [14472, 11465, 3818])],
            _("contacts"),
        ),
        "lines": LineChart(
            _("Contacts by month"),
            months,
            [
                Series(_("Children"), [310, 420, 515, None, 640, 702]),
                Series(_("Plan"), [300, 400, 500, 600, 700, 800], is_planned=True),
            ],
            caption=_("April is not yet verified."),
            missing=_("not verified"),
        ),
    }
