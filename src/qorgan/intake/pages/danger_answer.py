"""The duty officer's page: through a one-time link, on a telephone, without an account; or signed in.

The bearer of the link sees the one notification and nothing else. What is shown is written into the journal first; after the
answer the pass ends, and the page says so.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.intake import danger_access as access
from qorgan.intake import danger_queries as queries
from qorgan.intake.actions.acknowledgement import acknowledge_notification, decline_notification
from qorgan.intake.danger_choices import Standing
from qorgan.intake.danger_forms import DeclineNotification, TakeNotification
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_sheets import lines_of
from qorgan.intake.models import Notification
from qorgan.journal.chain import append_reading
from qorgan.notices.links import bearer_of, take_pass
from qorgan.ui.pages import PUBLIC, PageRequest, page, render

TAKE, DECLINE = "take", "decline"


@page(needs=PUBLIC, methods=("GET", "POST"), is_outside=True)
def danger_answer(request: HttpRequest) -> HttpResponse:
    """What was passed on, and the two answers. Whoever has no pass reads that the page opens by the link alone."""
    with reading(Principal.nobody()):
        by = bearer_of(request)
    if by is None or not by.may(access.NOTIFICATION_ANSWER):
        return _shut(request)
    with reading(by):
        found = Notification.objects.visible_to(by).select_related("organisation").filter(pk=by.bearer_of).first()
    if found is None:
        return _shut(request)
    with acting(by):
        response = answered_by(request, by, found, template="intake/danger_answer.html")
    if response.status_code == 200 and request.method == "POST":
        with acting(by):
            take_pass(request, response)
    return _private(response)


def _shut(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "intake/danger_answer.html", {"notification": None}, status=404))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def answered_by(request: HttpRequest, by: Principal, found: Notification, *, template: str) -> HttpResponse:
    """Shows a notification to its body, and takes its answer."""
    asked = request.POST.get("do", "")
    take = TakeNotification(request.POST if asked == TAKE else None)
    decline = DeclineNotification(request.POST if asked == DECLINE else None, auto_id="decline_%s")  # both forms ask for a name
    done = ""
    if take.is_bound and take.is_valid():
        done = _done(take, acknowledge_notification, by, found)
    elif decline.is_bound and decline.is_valid():
        done = _done(decline, decline_notification, by, found)
    if by.is_bearer:
        append_reading(by, page="intake.danger_answer", subjects=[found.danger_id, found.pk], unnamed=[])
    level = pack().levels.get(found.level)
    context: dict[str, Any] = {
        "notification": found, "level": level, "body": queries.body_name(found.body), "take": take, "decline": decline,
        "told": [] if done else lines_of(found.told), "done": done, "may_answer": not done and found.standing == Standing.SENT,
        "here": request.path, "asked": asked, "back": reverse("notifications_received") if by.is_person else "",
    }  # fmt: skip
    refused = (take.is_bound or decline.is_bound) and not done
    return render(request, template, context, status=422 if refused else 200)


def _done(form: Any, act: Any, by: Principal, found: Notification) -> str:
    """What was answered: `take` or `decline`; empty where a rule was broken, which the form then shows."""
    try:
        act(by=by, notification=found, **form.command())
    except RuleBroken as broken:
        form.show(broken)
        return ""
    return TAKE if act is acknowledge_notification else DECLINE


@page(needs=access.NOTIFICATION_ANSWER, methods=("GET", "POST"))
def notification_received(request: PageRequest, ref: str) -> HttpResponse:
    """A notification to the own body, read and answered by somebody who is signed in."""
    found = queries.received(request.by).filter(ref=ref).first()
    if found is None:
        raise Refused("notification")
    return answered_by(request, request.by, found, template="intake/notification_received.html")
