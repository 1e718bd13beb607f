"""Figures of the line by period; every number opens the records that make it, where the reader may open records."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from qorgan.helpline import access
from qorgan.helpline.queries.figures import Figures, figures_of
from qorgan.texts import dates
from qorgan.ui.charts import LineChart, Series
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Tab
from qorgan.ui.tables.columns import Column
from qorgan.ui.tables.columns import Kind as ColumnKind
from qorgan.ui.tables.exports import XLSX, as_csv, as_file, as_xlsx

PERIODS = (7, 30, 90, 365)
USUAL = 30


@page(needs=access.FIGURES_READ)
def figures(request: PageRequest) -> HttpResponse:
    """Contacts and waiting of the last days, today included; `?export=csv` or `xlsx` gives them as a file."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdigit() and int(asked) in PERIODS else USUAL
    last = timezone.localdate()
    first = last - timedelta(days=days - 1)
    found = figures_of(request.by, first, last)
    if request.GET.get("export") in ("csv", "xlsx"):
        return _file(found, request.GET["export"], f"{first:%Y%m%d}-{last:%Y%m%d}")
    context: dict[str, Any] = {
        "figures": found,
        "first": first,
        "last": last,
        "days": days,
        "periods": [Tab(_("%(days)s d") % {"days": one}, f"?days={one}", one == days) for one in PERIODS],
        "weekly": _weekly(found),
    }
    return render(request, "helpline/figures.html", context)


def _weekly(found: Figures) -> LineChart | None:
    if len(found.weeks) < 2:
        return None
    labels = [dates.day(day) for day, _amount in found.weeks]
    return LineChart(_("Contacts by week"), labels, [Series(_("Contacts"), [amount for _day, amount in found.weeks])])


def _file(found: Figures, kind: str, period: str) -> HttpResponse:
    """Rows of group, name, number; a number too small to be shown is empty."""
    rows: list[tuple[str, str, int | None]] = [
        (_("Contacts"), "", found.contacts.amount),
        (_("Conversations"), "", found.threads),
        (_("First message read"), "", found.read),
        (_("Read within the promise"), "", found.in_time),
        (_("Answered"), "", found.answered),
        (_("Left before the first answer"), "", found.abandoned),
        (_("Half waited at most, seconds"), "", found.wait_half),
        (_("Nineteen of twenty waited at most, seconds"), "", found.wait_95),
    ]
    rows += [(str(group.title), cell.label, cell.amount) for group in found.groups for cell in group.cells]
    rows += [(_("Danger found without a flag"), cell.label, cell.amount) for cell in found.danger]
    rows += [(_("Danger found"), cell.label, cell.out_of) for cell in found.danger]
    columns = (
        Column("group", _("Figure"), value=lambda row: row[0]),
        Column("name", _("Name"), value=lambda row: row[1]),
        Column("amount", _("Number"), value=lambda row: row[2], kind=ColumnKind.NUMBER),
    )
    if kind == "csv":
        return as_file(as_csv(columns, rows), "text/csv; charset=utf-8", f"figures-{period}.csv")
    return as_file(as_xlsx(columns, rows, _("Figures")), XLSX, f"figures-{period}.xlsx")
