"""All conversations of a line as a list, for whoever oversees them: what the figures count opens here."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.helpline import access
from qorgan.helpline.choices import About, State
from qorgan.helpline.models import Thread
from qorgan.texts.languages import codes, own_name
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, Table, YesNoFilter


def conversations_of(by: Principal) -> QuerySet:
    """The conversations that `by` may know, with how long the child waited until one was taken (`waited`)."""
    return Thread.objects.visible_to(by).annotate(waited=F("taken_at") - F("queued_at"))


class ThreadTable(Table):
    """Conversations, newest first: when, in what language, how they went. What was said stands on their own pages."""

    key = "helpline.threads"
    title = _("Conversations")
    order = "-queued"
    empty_title = _("No conversations yet")
    columns = (
        Column("number", _("Number"), value=str, sort=("number",), is_lead=True, link=lambda row: reverse("thread", args=[row.ref])),
        Column("queued", _("Began"), value="queued_at", kind=Kind.MOMENT, sort=("queued_at",)),
        Column("state", _("State"), value=lambda row: row.get_state_display()),
        Column("language", _("Language"), value=lambda row: row.language.upper(), is_on_phone=False),
        Column("about", _("About whom"), value=lambda row: row.get_about_display(), is_on_phone=False),
        Column("raised", _("Raised"), value=lambda row: _("yes") if row.is_raised else ""),
        Column(
            "waited",
            _("Waited, seconds"),
            value=lambda row: int(row.waited.total_seconds()) if row.waited else None,
            kind=Kind.NUMBER,
            sort=("waited",),
        ),
        Column("counsellor", _("Counsellor"), value="taken_alias", is_on_phone=False),
    )
    filters = (
        DaysFilter("queued", _("Began"), lookup="queued_at", is_moment=True),
        ChoiceFilter("state", _("State"), choices=State.choices),
        ChoiceFilter("about", _("About whom"), choices=About.choices),
        ChoiceFilter("language", _("Language"), choices=lambda _by: [(code, own_name(code)) for code in codes()]),
        YesNoFilter("is_raised", _("Raised")),
        YesNoFilter("read", _("First message read"), condition=Q(first_read_at__isnull=False)),
        YesNoFilter("in_time", _("Read within the promise"), condition=Q(first_read_at__lte=F("read_by"))),
        YesNoFilter("answered", _("Answered"), condition=Q(answered_at__isnull=False)),
        YesNoFilter("left", _("Left before the first answer"), condition=Q(state=State.ENDED, answered_at__isnull=True)),
    )


@page(needs=access.THREAD_OVERSEE)
def conversations(request: PageRequest) -> HttpResponse:
    """The list."""
    table = ThreadTable(conversations_of(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "helpline/conversations.html", {"table": table}, partials=(table.id,))
