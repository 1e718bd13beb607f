"""What danger hangs in other rooms' pages: panels beside conversations and contacts, the strip, the wall board, the navigation."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.casework.models import Case
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import danger_access as access
from qorgan.intake import danger_queries as queries
from qorgan.intake.danger_choices import State
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_strip import strip_of
from qorgan.intake.pages.danger import TONES, questions_of
from qorgan.ui.navigation import Item
from qorgan.ui.pages import PageRequest
from qorgan.ui.pieces import Happened


def beside(request: PageRequest, *, thread: Thread) -> SafeString | None:
    """The danger of a conversation, above its record: the level, and the way to the questions."""
    return _panel(request, thread, questions_of(thread)) if request.by.may(access.DANGER_READ) else None


def on_contact(request: PageRequest, *, contact: Contact) -> SafeString | None:
    """The danger of a contact on its own page. The questions of a contact that belongs to a conversation are asked there, by whoever
    may open it.
    """
    by = request.by
    if not by.may(access.DANGER_READ):
        return None
    if contact.thread_id is None:
        return _panel(request, contact, questions_of(contact))
    thread = Thread.objects.visible_to(by).filter(pk=contact.thread_id).first()
    return _panel(request, contact, questions_of(thread) if thread else "")


def _panel(request: PageRequest, of: Thread | Contact, questions: str) -> SafeString | None:
    """`questions` is their address, empty for whoever may not ask them; nothing is hung where there is nothing to say or to do."""
    found = queries.arising_from(request.by, of)
    newest = found[0] if found else None
    may_assess = bool(questions) and request.by.may(access.DANGER_ASSESS)
    if newest is None and not may_assess:
        return None
    context: dict[str, Any] = {
        "danger": newest, "level": pack().levels.get(newest.level) if newest else None, "earlier": found[1:],
        "tone": TONES[State(newest.state)] if newest else "", "questions": questions if may_assess else "",
    }  # fmt: skip
    return SafeString(render_to_string("intake/parts/danger_beside.html", context, request))


def strip(request: PageRequest, *, of: Thread | Contact | None) -> SafeString | None:
    """While a danger is open, a strip under the top bar of the desk, of its conversation and of its contact."""
    found = strip_of(request.by, of) if request.by.may(access.DANGER_READ) else None
    return SafeString(render_to_string("intake/parts/danger_strip.html", {"strip": found}, request)) if found else None


def lines_of_case(request: PageRequest, *, case: Case) -> list[Happened] | None:
    """The dangers that led to a case, in its story."""
    return queries.lines_of_case(request.by, case) if request.by.may(access.DANGER_READ) else None


def navigation(request: PageRequest, **_context: Any) -> Item | None:
    """The dangers, for those of the line; the number beside it counts those that nobody has taken."""
    if not (request.by.may(access.DANGER_ASSESS) or request.by.may(access.DANGER_OVERSEE)):
        return None
    count = queries.waiting(request.by)
    return Item(_("Dangers"), reverse("dangers"), "alert-octagon", waiting=count, is_hot=count > 0)


def navigation_received(request: PageRequest, **_context: Any) -> Item | None:
    """What the own body was told."""
    if not request.by.may(access.NOTIFICATION_ANSWER):
        return None
    return Item(_("Dangers told to us"), reverse("notifications_received"), "alert-octagon")
