"""What danger hangs in other rooms' pages: the panel beside a conversation, and the places in the navigation."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.casework.models import Case
from qorgan.clocks.queries import shown
from qorgan.helpline.models import Thread
from qorgan.intake import danger_access as access
from qorgan.intake import danger_limits as limits
from qorgan.intake import danger_queries as queries
from qorgan.intake.danger_choices import State
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.pages.danger import TONES, next_of
from qorgan.ui.navigation import Item
from qorgan.ui.pages import PageRequest
from qorgan.ui.pieces import Happened


def beside(request: PageRequest, *, thread: Thread) -> SafeString | None:
    """The danger of a conversation, above its record: the level, the clock, and the way to the questions."""
    by = request.by
    if not by.may(access.DANGER_READ):
        return None
    found = queries.of_thread(by, thread.pk)
    newest = found[0] if found else None
    clock = limits.clock(by, newest, limits.ANSWER) if newest else None
    context: dict[str, Any] = {
        "thread": thread, "danger": newest, "level": pack().levels.get(newest.level) if newest else None,
        "tone": TONES[State(newest.state)] if newest else "", "may_assess": by.may(access.DANGER_ASSESS),
        "clock": shown(clock, by, next_body=next_of(by, clock)) if clock is not None and clock.ended_at is None else None,
    }  # fmt: skip
    return SafeString(render_to_string("intake/parts/danger_beside.html", context, request))


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
