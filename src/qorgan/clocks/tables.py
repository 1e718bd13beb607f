"""The lists of clocks, of time limits and of days."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qorgan.clocks.choices import Basis, State, StepKind, Unit
from qorgan.clocks.kinds import choices as kind_choices
from qorgan.clocks.kinds import label_of
from qorgan.clocks.models import Day
from qorgan.clocks.owners import ACCOUNT, ORGANISATION, names_of
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, Table, YesNoFilter


def counted(amount: int, unit: str) -> str:
    """An amount with its unit: `15 minutes`, `3 working days`."""
    words = {
        Unit.MINUTES: ngettext("%(n)s minute", "%(n)s minutes", amount),
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", amount),
        Unit.WORKING_HOURS: ngettext("%(n)s working hour", "%(n)s working hours", amount),
        Unit.CALENDAR_DAYS: ngettext("%(n)s calendar day", "%(n)s calendar days", amount),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", amount),
    }
    return words[Unit(unit)] % {"n": amount}


def clock_state(row: Any) -> Any:
    """Running, paused, or over its limit."""
    if row.missed_at and row.state == State.RUNNING:
        return _("limit passed")
    return row.get_state_display()


class Clocks(Table):
    """Open clocks: number, kind, due time, owner; nothing of what they stand for."""

    key = "clocks.clocks"
    title = _("Time limits that run")
    columns = (
        Column("number", _("Number"), value=str, is_lead=True, sort=("number",), link=lambda row: reverse("clock", args=[row.ref])),
        Column("kind", _("What"), value=lambda row: label_of(row.kind), sort=("kind",)),
        Column("due_at", _("Due"), kind=Kind.MOMENT, sort=("due_at",)),
        Column("state", _("State"), value=clock_state),
        Column("owner", _("Owner"), value=lambda row: getattr(row, "owner_name", "")),
    )
    filters = (
        ChoiceFilter("kind", _("What"), choices=kind_choices),
        YesNoFilter("late", _("Limit passed"), condition=Q(missed_at__isnull=False)),
        DaysFilter("due", _("Due"), lookup="due_at", is_moment=True),
    )
    order = "due_at"
    empty_title = _("No time limit runs")

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page, each with the name of its owner: one question for the people, one for the houses."""
        found = super().rows
        people = names_of(ACCOUNT, {row.owner_account for row in found if row.owner_account})
        houses = names_of(ORGANISATION, {row.owner_organisation for row in found if row.owner_organisation})
        for row in found:
            row.owner_name = people.get(row.owner_account) or houses.get(row.owner_organisation) or ""
        return found


def told(row: Any) -> str:
    """What happens around a limit, in one line: `reminder, before the end: 5 minutes; escalation 1, with the end`."""
    lines = []
    for step in row.steps.all():
        span = counted(abs(step.amount), step.unit)
        if step.kind == StepKind.REMIND:
            lines.append(_now("reminder, before the end: %(span)s") % {"span": span})
        elif step.amount:
            lines.append(_now("escalation %(level)s, after the end: %(span)s") % {"span": span, "level": step.level})
        else:
            lines.append(_now("escalation %(level)s, with the end") % {"level": step.level})
    return "; ".join(lines)


def limit(row: Any) -> str:
    """How long it may take."""
    return counted(row.amount, row.unit) if row.amount else _now("at once")


class Policies(Table):
    """Time limits with their sources."""

    key = "clocks.policies"
    title = _("Time limits")
    columns = (
        Column("names", _("What"), value=lambda row: row.names.in_language(), is_lead=True, sort=("key",)),
        Column("limit", _("Limit"), value=limit),
        Column("told", _("Reminder and escalation"), value=told, is_on_phone=False),
        Column("since", _("In force from"), value="valid.lower", kind=Kind.DAY, sort=("valid",)),
        Column("basis", _("Ground"), value=lambda row: row.get_basis_display(), sort=("basis",)),
        Column("source", _("Source"), value=lambda row: row.source.in_language(), is_on_phone=False),
        Column("key", _("Key"), is_hidden=True),
    )
    filters = (ChoiceFilter("basis", _("Ground"), choices=Basis.choices),)
    order = "names"
    keeps_views = False


class Days(Table):
    """Days that differ from their weekday."""

    key = "clocks.days"
    title = _("Calendar")
    columns = (
        Column("day", _("Day"), kind=Kind.DAY, is_lead=True, sort=("day",)),
        Column("weekday", _("Weekday"), value=lambda row: formats.date_format(row.day, "l")),
        Column("kind", _("What"), value=lambda row: row.get_kind_display(), sort=("kind",)),
        Column("names", _("Name"), value=lambda row: row.names.in_language()),
        Column("is_confirmed", _("Certainty"), value=lambda row: _("confirmed") if row.is_confirmed else _("to be confirmed")),
        Column("calendar", _("Calendar"), value=lambda row: row.calendar.names.in_language(), is_on_phone=False),
    )
    filters = (
        ChoiceFilter("kind", _("What"), choices=Day.Kind.choices),
        DaysFilter("day", _("Day")),
    )
    order = "day"
    keeps_views = False
