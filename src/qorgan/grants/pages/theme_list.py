"""Themes as a list, what the reader's body was asked, and a new theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.grants import access
from qorgan.grants.actions import draft_theme
from qorgan.grants.choices import Decision, ThemeState
from qorgan.grants.queries import theme_pages as queries
from qorgan.grants.theme_forms import DraftTheme
from qorgan.texts.alphabet import sort_key
from qorgan.ui import references
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, Table
from qorgan.ui.templatetags.ui import tag

TONES: dict[str, str] = {
    ThemeState.DRAFT: "", ThemeState.SUBMITTED: "warn", ThemeState.RETURNED: "warn", ThemeState.REFUSED: "out",
    ThemeState.APPROVED: "ok", ThemeState.CHANGED: "warn", ThemeState.WITHDRAWN: "out",
}  # fmt: skip
DECISION_TONES: dict[str, str] = {"": "warn", Decision.APPROVED: "ok", Decision.RETURNED: "warn", Decision.REFUSED: "out"}


def address_of(theme: Any) -> str:
    """The page of a theme."""
    return reverse("theme", args=[theme.ref])


def all_themes() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Themes of grants"), reverse("themes"))


def state_tag(state: ThemeState) -> SafeString:
    """Where a theme stands: word, colour, icon."""
    return tag(TONES[state], state.label)


def decision_tag(decision: str) -> SafeString:
    """What a body said: word, colour, icon."""
    return tag(DECISION_TONES[decision], Decision(decision).label if decision else _("Waits for an answer"))


def origin_of(row: Any) -> Any:
    """Where a theme comes from, in words."""
    return row.origin_words


@dataclass(frozen=True)
class StateFilter(ChoiceFilter):
    """Themes in one state, which is worked out from what bodies said."""

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        chosen = [value for value, _label in self.chosen(given, by)]
        return queries.in_state(rows, chosen[0]) if chosen else rows


class Themes(Table):
    """The themes that the reader may know, the newest first."""

    key = "grants.themes"
    title = _("Themes of grants")
    order = "-number"
    empty_title = _("No themes yet")
    empty_text = _("A theme says what grants may be given for. It begins with a recommendation or another origin.")
    columns = (
        Column("title", _("Theme"), value="title", is_lead=True, link=address_of, sort_by=lambda row: sort_key(str(row.title))),
        Column("number", _("Number"), value=str, sort=("number",)),
        Column("state", _("State"), value=lambda row: state_tag(queries.state_of_row(row)), kind=Kind.HTML),
        Column("origin", _("Where it comes from"), value=origin_of, is_on_phone=False),
        Column("keeper", _("Kept by"), value="organisation.names", is_hidden=True),
        Column("drafted", _("Begun"), value="drafted_at", kind=Kind.DAY, sort=("drafted_at",), is_on_phone=False),
    )  # fmt: skip
    filters = (
        StateFilter("state", _("State"), choices=ThemeState.choices),
        DaysFilter("drafted", _("Begun"), lookup="drafted_at", is_moment=True),
    )


@page(needs=access.THEME_READ)
def themes(request: PageRequest) -> HttpResponse:
    """The list."""
    table = Themes(queries.themes(request.by), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "may_draft": request.by.may(access.THEME_DRAFT)}
    return render(request, "grants/themes.html", context, partials=(table.id,))


class Asked(Table):
    """What the reader's own body was asked."""

    key = "grants.asked"
    title = _("Themes for our decision")
    order = "-asked"
    empty_title = _("Nothing was asked of us")
    columns = (
        Column("title", _("Theme"), value="version.title", is_lead=True, link=lambda row: reverse("theme_asked", args=[row.ref])),
        Column("number", _("Number"), value=lambda row: str(row.theme)),
        Column("version", _("Version"), value="version.number", kind=Kind.NUMBER, is_on_phone=False),
        Column("decision", _("Decision"), value=lambda row: decision_tag(row.decision), kind=Kind.HTML, sort=("decision",)),
        Column("asked", _("Asked on"), value="asked_at", kind=Kind.MOMENT, sort=("asked_at",)),
        Column("decided", _("Decided on"), value="decided_at", kind=Kind.MOMENT, is_on_phone=False),
    )
    filters = (
        ChoiceFilter("decision", _("Decision"), choices=Decision.choices),
        DaysFilter("asked", _("Asked on"), lookup="asked_at", is_moment=True),
    )


@page(needs=access.APPROVAL_DECIDE)
def themes_asked(request: PageRequest) -> HttpResponse:
    """The list of the reader's body."""
    table = Asked(queries.asked(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "grants/themes_asked.html", {"table": table}, partials=(table.id,))


@page(needs=access.THEME_DRAFT, methods=("GET", "POST"))
def theme_new(request: PageRequest) -> HttpResponse:
    """A new theme; `?from=kind:ref` chooses where it comes from, as another room's page does."""
    by, wanted = request.by, request.GET.get("from", "")
    kind, _colon, ref = wanted.partition(":")
    initial = {"origin": wanted} if references.find(by, kind, ref) else {}
    form = DraftTheme(request.POST or None, by=by, initial=initial)
    if form.is_bound and form.is_valid():
        where = form.perform(draft_theme, by=by, then=address_of)
        if where:
            return redirect(where)
    title = _("Draft a theme")
    context = {"form": form, "title": title, "verb": _("Keep the draft"), "back": reverse("themes"),
               "crumbs": [all_themes(), Crumb(title)]}  # fmt: skip
    return render(request, "grants/theme_form.html", context, status=422 if form.is_bound else 200)
