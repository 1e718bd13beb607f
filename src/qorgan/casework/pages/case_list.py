"""The cases, as a list; the tasks that wait; the requests of others."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.casework import access, codes, queries
from qorgan.casework.choices import Risk, Stage, State, TaskKind
from qorgan.casework.models import Case
from qorgan.casework.templatetags.casework import called, due_tag
from qorgan.texts.dates import moment
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, Table, YesNoFilter
from qorgan.ui.templatetags.ui import risk_tag, tag


def address_of(case: Case) -> str:
    """The page of a case."""
    return reverse("case", args=[case.ref])


RISK_BARS = {Risk.HIGH: 4, Risk.MEDIUM: 2, Risk.LOW: 1, Risk.NO_ACTION: 0}


def risk_shown(case: Case) -> SafeString:
    """The risk as a tag with its bars; urgent cases say so beside it."""
    shown = risk_tag(RISK_BARS[Risk(case.risk)], case.get_risk_display())
    return format_html("{} {}", shown, tag("danger", _("Urgent"), "alarm")) if case.is_urgent else shown


def limit_shown(case: Any) -> SafeString:
    """The next limit; one that has passed as a tag."""
    said = moment(case.next_due_at) if case.next_due_at else ""
    return tag("danger", said, "alarm") if case.is_late else format_html("{}", said)


class CaseTable(Table):
    """Cases: who, how great the risk, where the work stands, what is due next."""

    key = "casework.cases"
    title = _("Cases")
    order = "due"
    empty_title = _("No cases yet")
    columns = (
        Column("number", _("Number"), value=str, sort=("number",), is_lead=True, link=address_of),
        Column("child", _("Child"), value=lambda row: row.child.name, sort_by=lambda row: row.child.name),
        Column("risk", _("Risk"), value=risk_shown, kind=Kind.HTML, export=lambda row: row.get_risk_display()),
        Column("stage", _("Stage"), value=lambda row: row.get_stage_display()),
        Column("due", _("Next limit"), value=limit_shown, kind=Kind.HTML, sort=("next_due_at",), export=lambda row: row.next_due_at),
        Column("place", _("Place"), value="place.names", is_on_phone=False),
        Column(
            "concerns", _("Concerns"), value=lambda row: ", ".join(codes.name("concerns", one) for one in row.concerns), is_hidden=True
        ),
        Column("opened", _("Opened"), value="opened_at", kind=Kind.MOMENT, sort=("opened_at",), is_on_phone=False),
    )
    filters = (
        ChoiceFilter("state", _("State"), choices=State.choices),
        ChoiceFilter("risk", _("Risk"), choices=Risk.choices),
        ChoiceFilter("stage", _("Stage"), choices=Stage.choices),
        ChoiceFilter("owner", _("Worker"), choices=queries.workers),
        ChoiceFilter("concern", _("Concern"), choices=lambda _by: codes.options("concerns"), lookup="concerns__contains"),
        YesNoFilter("is_urgent", _("Urgent")),
        YesNoFilter("waiting", _("Waits for a worker"), lookup="owner__isnull"),
        YesNoFilter("late", _("Over a limit"), lookup="is_late"),
        DaysFilter("opened", _("Opened"), lookup="opened_at", is_moment=True),
    )


@page(needs=access.CASE_READ)
def case_list(request: PageRequest) -> HttpResponse:
    """The cases that the reader may know."""
    table = CaseTable(queries.cases(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "casework/case_list.html", {"table": table}, partials=(table.id,))


class TaskTable(Table):
    """Open tasks of the reader, the most pressing first."""

    key = "casework.tasks"
    title = _("Tasks")
    order = "due"
    empty_title = _("Nothing to do")
    columns = (
        Column("what", _("What"), value=called, is_lead=True, is_said=True, link=lambda row: address_of(row.case)),
        Column("kind", _("Task"), value=lambda row: row.get_kind_display(), is_hidden=True),
        Column("case", _("Case"), value=lambda row: str(row.case)),
        Column("child", _("Child"), value=lambda row: row.case.child.name, is_on_phone=False),
        Column("due", _("Limit"), value=due_tag, kind=Kind.HTML, sort=("due_at",), export=lambda row: row.due_at),
    )
    filters = (
        ChoiceFilter("kind", _("Task"), choices=TaskKind.choices),
        DaysFilter("due", _("Limit"), lookup="due_at", is_moment=True),
    )


@page(needs=access.CASE_READ)
def task_list(request: PageRequest) -> HttpResponse:
    """What the reader has to do, over all cases."""
    table = TaskTable(queries.tasks_of_reader(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "casework/task_list.html", {"table": table}, partials=(table.id,))


class TransferTable(Table):
    """Requests of other organisations to take a case over."""

    key = "casework.transfers"
    title = _("Cases offered to us")
    order = "asked"
    empty_title = _("No request waits")
    columns = (
        Column("asked", _("Asked"), value="asked_at", kind=Kind.MOMENT, sort=("asked_at",), is_lead=True,
               link=lambda row: reverse("case_transfer", args=[row.ref])),
        Column("origin", _("Sent by"), value="origin.names"),
        Column("summary", _("What help is needed"), value="summary"),
    )  # fmt: skip


@page(needs=access.CASE_TRANSFER)
def transfer_list(request: PageRequest) -> HttpResponse:
    """What others ask of the reader's organisation."""
    table = TransferTable(queries.asked_of_us(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "casework/transfer_list.html", {"table": table}, partials=(table.id,))


@page(needs=access.BOARD_READ)
def case_board(request: PageRequest) -> HttpResponse:
    """Who carries how much; every figure opens the list behind it."""
    address = reverse("cases")
    loads = queries.caseload(request.by)
    return render(
        request,
        "casework/board.html",
        {
            "loads": loads,
            "counts": queries.counts(request.by),
            "address": address,
            "most": max((load.open for load in loads), default=1),
        },
    )
