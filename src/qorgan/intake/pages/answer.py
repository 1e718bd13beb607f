"""The answer: written at the case, put into words at the line, followed up."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.casework.models import Case
from qorgan.helpline.actions.messages import AlreadySent
from qorgan.intake import access
from qorgan.intake.actions.answer import note_told, receive_answer, send_answer, write_answer
from qorgan.intake.actions.follow_up import end_follow_up
from qorgan.intake.choices import Ending, Helped
from qorgan.intake.forms import EndFollowUp, SendAnswer, WriteAnswer
from qorgan.intake.models import FollowUp
from qorgan.intake.pages.handover import way_back
from qorgan.intake.queries import answer as queries
from qorgan.intake.queries.handover import handover
from qorgan.intake.rules import is_on_its_way
from qorgan.ui.forms import Form
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, Table, YesNoFilter
from qorgan.ui.templatetags.ui import tag


@page(needs=access.ANSWER_WRITE, methods=("GET", "POST"))
def answer_new(request: PageRequest, ref: str) -> HttpResponse:
    """What the child may be told, for one of the contacts that led to the case."""
    by, found = request.by, handover(request.by, ref)
    case = Case.objects.visible_to(by).get(pk=found.case_id)
    address = reverse("case", args=[case.ref])
    form = WriteAnswer(request.POST or None)
    if form.is_bound and form.is_valid():
        where = form.perform(write_answer, by=by, then=address, handover=found)
        if where:
            return redirect(where)
    context = {
        "form": form,
        "handover": found,
        "others": [one for one in queries.to_answer(by, case) if one.pk != found.pk],
        "earlier": queries.earlier(by, found),
        "back": address,
        "crumbs": [Crumb(str(case), address), Crumb(_("Answer to the helpline"))],
    }
    return render(request, "intake/answer_new.html", context, status=422 if form.is_bound else 200)


@page(needs=access.ANSWER_SEND, methods=("POST",))
def answer_receive(request: PageRequest, ref: str) -> HttpResponse:
    """The counsellor opens the answer; from now on it lies with them. Opened before: it is shown all the same."""
    found = queries.answer(request.by, ref)
    try:
        receive_answer(by=request.by, answer=found)
    except RuleBroken:
        return redirect("answer", ref=found.ref)
    return redirect("answer", ref=found.ref)


@page(needs=access.ANSWER_SEND, methods=("GET", "POST"))
def answer(request: PageRequest, ref: str) -> HttpResponse:
    """What the case says, and the counsellor's own words to the child."""
    by, found = request.by, queries.answer(request.by, ref)
    back, has_thread = way_back(by, found.handover), found.handover.thread_id is not None
    form: Form = SendAnswer(request.POST or None) if has_thread else Form(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            where = form.perform(send_answer if has_thread else note_told, by=by, then=back, answer=found)
        except AlreadySent:
            where = back
        if where:
            return redirect(where)
    context = {
        "form": form,
        "answer": found,
        "may_send": is_on_its_way(found.state),
        "has_thread": has_thread,
        "back": back,
        "crumbs": [Crumb(str(found.handover), back), Crumb(_("Answer for the child"))],
    }
    return render(request, "intake/answer.html", context, status=422 if form.is_bound else 200)


def _due(row: FollowUp) -> Any:
    if row.ending:
        return tag("ok" if row.ending == Ending.SAID else "", row.get_ending_display(), "")
    return tag("danger", _("overdue"), "alarm") if row.is_overdue else tag("info", _("waits for the child"), "hourglass")


class FollowUpTable(Table):
    """Whether it helped: which child was told when, until when to ask, and what it said."""

    key = "intake.follow_ups"
    title = _("Follow-up after an answer")
    order = "due"
    empty_title = _("No follow-up yet")
    columns = (
        Column(
            "number", _("Case"), value=lambda row: str(row.answer.handover), is_lead=True,
            link=lambda row: reverse("follow_up", args=[row.ref]), sort=("answer__handover__case_number",),
        ),
        Column("state", _("State"), value=_due, kind=Kind.HTML, export=lambda row: row.get_ending_display()),
        Column("due", _("Limit"), value="due_at", kind=Kind.MOMENT, sort=("due_at",)),
        Column("sent", _("Sent"), value="sent_at", kind=Kind.MOMENT, sort=("sent_at",), is_on_phone=False),
        Column("read", _("Read"), value="read_at", kind=Kind.MOMENT, is_on_phone=False),
        Column("helped", _("Did it help"), value=lambda row: row.get_helped_display()),
    )  # fmt: skip
    filters = (
        YesNoFilter("open", _("Open still"), lookup="ended_at__isnull"),
        ChoiceFilter("helped", _("Did it help"), choices=Helped.choices),
        ChoiceFilter("ending", _("What became of it"), choices=Ending.choices),
        YesNoFilter("read", _("The child has read it"), condition=Q(read_at__isnull=False)),
        DaysFilter("due", _("Limit"), lookup="due_at", is_moment=True),
    )


@page(needs=access.FOLLOW_UP_KEEP)
def follow_ups(request: PageRequest) -> HttpResponse:
    """Answers that no child was told yet, and the children who are to be asked whether it helped."""
    table = FollowUpTable(queries.follow_ups(request.by), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "waiting": queries.waiting_answers(request.by)}
    return render(request, "intake/follow_ups.html", context, partials=(table.id,))


@page(needs=access.FOLLOW_UP_KEEP, methods=("GET", "POST"))
def follow_up(request: PageRequest, ref: str) -> HttpResponse:
    """One follow-up: what the child said; while it is open, what became of it can be written down."""
    found = queries.follow_up(request.by, ref)
    form = EndFollowUp(request.POST or None)
    if form.is_bound and form.is_valid():
        where = form.perform(end_follow_up, by=request.by, then=reverse("follow_ups"), follow_up=found)
        if where:
            return redirect(where)
    of = found.answer.handover
    context = {"form": form, "follow_up": found, "back": way_back(request.by, of), "handover": of}
    context["crumbs"] = [Crumb(_("Answers and follow-up"), reverse("follow_ups")), Crumb(str(of))]
    return render(request, "intake/follow_up.html", context, status=422 if form.is_bound else 200)
