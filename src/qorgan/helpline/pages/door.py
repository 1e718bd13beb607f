"""The front door: three taps to talk."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from qorgan.access.acting import acting, reading
from qorgan.access.refusals import RuleBroken
from qorgan.helpline import door_keys, pack, schools, tickets
from qorgan.helpline.actions.door import door_of, keep_code, open_thread
from qorgan.helpline.choices import About, Urgency
from qorgan.helpline.doorway import doorway, give_key, held, show
from qorgan.helpline.models import Thread
from qorgan.helpline.pages.chat import conversation
from qorgan.ui.pages import PUBLIC, page


@doorway
@page(needs=PUBLIC, methods=("GET", "POST"), is_outside=True)
def help_(request: HttpRequest) -> HttpResponse:
    """The door without a school."""
    return _open(request) if request.method == "POST" else _landing(request)


@doorway
@page(needs=PUBLIC, is_outside=True)
def school(request: HttpRequest, code: str) -> HttpResponse:
    """The door behind a school's QR code. A code that is not known any more opens the same door."""
    return _landing(request, code=code)


def _landing(request: HttpRequest, *, code: str = "", status: int = 200, **shown: object) -> HttpResponse:
    about = str(shown.get("about", ""))
    context = {
        "ticket": tickets.issue("open", school=code),
        "bits": tickets.WORK_BITS,
        "look": "timetable" if (request.POST or request.GET).get("look") == "timetable" else "",
        "confidence": pack.confidence_of(about or About.SELF),
        "has_page": bool(request.COOKIES) and bool(held(request)),
        **shown,
    }
    if context["look"]:
        context["door_query"] = "look=timetable&"
    return show(request, "landing", context, status=status)


def _open(request: HttpRequest) -> HttpResponse:
    given = request.POST
    kept: dict[str, Any] = {"text": given.get("text", ""), "about": given.get("about", ""), "urgent": bool(given.get("urgent"))}
    try:
        ticket = tickets.read(given.get("ticket", ""), "open")
        tickets.spend(ticket, has_worked=tickets.is_work(given.get("ticket", ""), given.get("work", "")))
    except tickets.TicketRefused as refused:
        return _landing(request, status=422, error=_why(refused.why), **kept)
    if kept["about"] not in About.values:
        return _landing(request, code=ticket.school, status=422, error=_("Please say who needs help."), **kept)
    try:
        try:
            return _opened(request, ticket, kept)
        except IntegrityError:  # the same form came twice in one moment; by now the other one has opened the conversation
            return _opened(request, ticket, kept)
    except RuleBroken as broken:
        return _landing(request, code=ticket.school, status=422, error=broken.message, **kept)


def _why(why: str) -> str:
    if why == "busy":
        return _("One moment, please. Press «Send» once more.")
    return _("This page was open for a long time. Press «Send» once more.")


def _opened(request: HttpRequest, ticket: tickets.Ticket, kept: dict) -> HttpResponse:
    """Opens the conversation, or finds it again when the same form came twice; then shows it with fresh words."""
    by = door_of(ticket.thread_id)
    with reading(by):
        thread = Thread.objects.visible_to(by).first()
    with acting(by):
        if thread is None:
            thread = open_thread(
                by=by,
                text=kept["text"],
                language=translation.get_language() or settings.LANGUAGE_CODE,
                about=About(kept["about"]),
                client_key=ticket.client_key,
                urgency=Urgency.NOW if kept["urgent"] else Urgency.NOT_SAID,
                origin=schools.origin_of(ticket.school),
            )
        words = keep_code(by=by, thread=thread)
        key = door_keys.open_key(may_see_earlier=True)
    response = conversation(request, by=by, key=key, words=words)
    response.headers["X-Door-Address"] = f"/chat?lang={quote(translation.get_language() or settings.LANGUAGE_CODE)}"
    return give_key(response, key)
