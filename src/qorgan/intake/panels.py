"""What the bridge hangs in other rooms: beside a conversation, in the head and the story of a case, at the child's door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.casework.models import Case
from qorgan.casework.slots import Doing
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import access
from qorgan.intake.choices import Helped
from qorgan.intake.models import Handover
from qorgan.intake.queries.answer import asked_at_door, waiting_at_desk
from qorgan.intake.queries.handover import cards, contact_beside, of_case, of_contact, of_thread
from qorgan.intake.queries.story import story_of
from qorgan.ui.asked import asked_once
from qorgan.ui.navigation import Item
from qorgan.ui.pages import PageRequest
from qorgan.ui.pieces import Happened


def panel(request: PageRequest, *, thread: Thread) -> SafeString | None:
    """Beside a conversation: the button, and how the cases stand that were made of it. What it shows is all that is known here."""
    by = request.by
    if not by.may(access.HANDOVER_READ):
        return None
    return _panel(request, of_thread(by, thread), contact_beside(by, thread) if by.may(access.HANDOVER_MAKE) else None, thread)


def on_contact(request: PageRequest, *, contact: Contact) -> SafeString | None:
    """The same on the page of a contact record; a case is made of it by whoever kept it."""
    by = request.by
    if not by.may(access.HANDOVER_READ):
        return None
    is_own = contact.counsellor == by.account_id and by.may(access.HANDOVER_MAKE)
    return _panel(request, of_contact(by, contact), contact if is_own else None)


def _panel(request: PageRequest, made: list[Handover], record: Contact | None, thread: Thread | None = None) -> SafeString | None:
    if not made and record is None:
        return None
    by = request.by
    context = {"thread": thread, "record": record, "cards": cards(by, made), "may_send": by.may(access.ANSWER_SEND)}
    return SafeString(render_to_string("intake/parts/panel.html", context, request))


def navigation(request: PageRequest) -> Item | None:
    """Follow-ups, with how many answers lie here that no child was told yet."""
    by = request.by
    if not by.may(access.FOLLOW_UP_KEEP):
        return None
    return Item(_("Answers and follow-up"), reverse("follow_ups"), "message-question", waiting=waiting_at_desk(by))


def answer_of_case(request: PageRequest, *, case: Case) -> Doing | None:
    """The button in the head of a case: tell the child how it stands."""
    by = request.by
    if not by.may(access.ANSWER_WRITE) or not (open_ones := [one for one in _handovers(request, case) if one.withdrawn_at is None]):
        return None
    return Doing(_("Answer to the helpline"), reverse("answer_new", args=[open_ones[-1].ref]), "message-check")


def lines_of_case(request: PageRequest, *, case: Case) -> Sequence[Happened] | None:
    """The contact, the hand-over, the answer and the child's word, in the story of the case."""
    return story_of(request.by, _handovers(request, case)) if request.by.may(access.HANDOVER_READ) else None


def _handovers(request: PageRequest, case: Case) -> list[Handover]:
    """The hand-overs to a case, the oldest first; the head and the story of one page ask once."""
    return asked_once(request, ("handovers", case.pk), lambda: of_case(request.by, case))


def helped(request: HttpRequest, *, thread: Thread, form_key: str, language: str, **_context: Any) -> SafeString | None:
    """At the child's door, on coming back after an answer: did it help? May be left alone."""
    found = asked_at_door(thread)
    if found is None:
        return None
    context = {"follow_up": found, "form_key": form_key, "language": language, "choices": Helped.choices}
    return SafeString(render_to_string("intake/door/helped.html", context, request))
