"""The strip that lies under the top bar while a danger is open: how grave it is, who was told, what happens next and when."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qorgan.access.principal import Principal
from qorgan.clocks.models import Clock
from qorgan.clocks.queries import shown
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import danger_limits as limits
from qorgan.intake.danger_access import DANGER_OVERSEE
from qorgan.intake.danger_choices import Standing, State
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_queries import body_name
from qorgan.intake.models import Danger, Notification
from qorgan.intake.pages.danger import TONES, address_of, next_of
from qorgan.ui import pieces

OPEN_LIST = "?state=open&state=taken"
"""The filter of the list behind a number of open dangers."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One open danger as its strip shows it. `clock` is the limit that ends first, None where none runs; `others` counts the further
    open dangers that concern the reader, and `list_url` is where they stand.
    """

    danger: Danger
    title: str
    told: str
    tone: str
    url: str
    clock: pieces.Clock | None
    others: int
    list_url: str


def strip_of(by: Principal, of: Thread | Contact | None) -> Strip | None:
    """The open danger of a conversation or contact; else, and at the desk with nothing open, the most urgent one that concerns `by`,
    which says that it is another contact's: untaken before taken, then the gravest, then the oldest. None where nothing is open.
    """
    rows = concerning(by)
    order = ("state", "-level", "opened_at")
    here: Danger | None = _known(by).filter(_source(of)).order_by(*order).first() if of is not None else None
    # "open" stands before "taken" in the alphabet too, and the finished ones are left out.
    found: Danger | None = here or rows.order_by(*order).first()
    if found is None:
        return None
    running = _next_limit(by, found)
    title = f"{found} · {pack().levels[found.level].names}"
    if of is not None and here is None:
        title = f"{_('Another contact')}: {title}"
    told = _told(by, found)
    return Strip(
        danger=found, title=title, told=told, tone=TONES[State(found.state)], url=address_of(found),
        clock=_drawn(by, found, running, title, told) if running else None,
        others=rows.exclude(pk=found.pk).count(), list_url=reverse("dangers") + OPEN_LIST,
    )  # fmt: skip


def concerning(by: Principal) -> QuerySet:
    """The open dangers that concern `by`: those that they found; for those who oversee the line all of it."""
    return _known(by) if by.may(DANGER_OVERSEE) else _known(by).filter(opened_by=by.account_id)


def _known(by: Principal) -> QuerySet:
    return Danger.objects.visible_to(by).open().filter(level__gt=0)


def _source(of: Thread | Contact) -> Q:
    thread = of.pk if isinstance(of, Thread) else of.thread_id
    return Q(thread=thread) if thread else Q(contact=of.pk)


def _next_limit(by: Principal, of: Danger) -> Clock | None:
    rows = Clock.objects.visible_to(by).open().of_subject(of.pk).filter(kind__in=(limits.ANSWER, limits.REPORT))
    found: Clock | None = rows.order_by("due_at").first()
    return found


def _told(by: Principal, of: Danger) -> str:
    """Which bodies were told and when, and who has taken it."""
    rows = Notification.objects.visible_to(by).filter(danger=of).exclude(standing=Standing.WITHDRAWN).order_by("place_in_list")
    said = [f"{body_name(row.body)} {_time(row)} ({row.get_standing_display()})" for row in rows]
    return ", ".join(said) if said else _("No body was told yet")


def _time(row: Notification) -> str:
    return date_format(timezone.localtime(row.sent_at), "H:i")


def _drawn(by: Principal, of: Danger, running: Clock, title: str, told: str) -> pieces.Clock:
    """The limit as the shared component draws it, under the danger's own name."""
    detail = f"{told}. {_('A report of an offence is due')}." if running.kind == limits.REPORT else f"{told}."
    drawn = shown(running, by, detail=detail, next_body=next_of(by, running))
    return replace(drawn, title=title, level=of.level, url=address_of(of))
