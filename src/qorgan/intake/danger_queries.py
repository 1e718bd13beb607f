"""What the screens of danger read; always for somebody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Kind, Principal
from qorgan.access.refusals import Refused
from qorgan.casework.models import Case
from qorgan.helpline.models import Contact, Thread
from qorgan.intake.danger_access import DANGER_ASSESS, DANGER_READ
from qorgan.intake.danger_choices import Standing, State
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_sheets import ToldLine, lines_of
from qorgan.intake.models import Danger, DangerAssessment, DutyReport, EmergencyCall, Handover, Notification
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.organisations.queries import telephones
from qorgan.staff.queries import names_of
from qorgan.ui.pieces import Happened

Kept = TypeVar("Kept", bound=Guarded)
MOST = 300
TONES = {
    "intake.danger.assessed": ("alert-octagon", "danger"), "intake.call.made": ("phone-call", "danger"),
    "intake.notification.sent": ("send", "accent"), "intake.notification.acknowledged": ("circle-check", "ok"),
    "intake.notification.declined": ("arrow-back-up", "warn"), "intake.duty.reported": ("gavel", "ok"),
    "intake.duty.not_reported": ("gavel", "warn"),
    "clocks.clock.escalated": ("alarm", "danger"), "clocks.clock.missed": ("alarm", "danger"),
    "clocks.clock.reminded": ("bell", "warn"), "clocks.clock.met": ("circle-check", "ok"), "intake.danger.closed": ("archive", ""),
    "notices.link.opened": ("eye", ""), "notices.link.refused": ("lock", "warn"),
}  # fmt: skip
"""Icon and colour of a line; others are points."""

TO: dict[str, Promise | str] = {
    "supervisor": lazy("the shift leader"), "next_body": lazy("the next body"), "head": lazy("the head of the line"),
}  # fmt: skip
"""Whom a step of the clock means, in words."""


def one(model: type[Kept], by: Principal, ref: str) -> Kept:
    """A danger, notification or report by its public id. Raises Refused for what is hidden or absent."""
    found = model.objects.visible_to(by).filter(ref=ref).first()
    if found is None:
        raise Refused(model.__name__)
    return found


def danger(by: Principal, ref: str) -> Danger:
    """A danger with its place."""
    found = Danger.objects.visible_to(by).select_related("place", "organisation").filter(ref=ref).first()
    if found is None:
        raise Refused("danger")
    return found


def danger_of(by: Principal, notification: Notification) -> Danger:
    """The danger of a notification, for our own side. Raises Refused for a body."""
    found = Danger.objects.visible_to(by).select_related("place", "organisation").filter(pk=notification.danger_id).first()
    if found is None:
        raise Refused("danger")
    return found


def dangers(by: Principal) -> QuerySet:
    """The dangers as a list: how many bodies were told, and when the first one answered."""
    told = Notification.objects.everything(because="notifications of dangers that the outer query opens for the reader")
    rows = told.filter(danger=OuterRef("pk")).exclude(standing=Standing.WITHDRAWN).order_by().values("danger")
    counted = rows.annotate(n=Count("pk")).values("n")
    return Danger.objects.visible_to(by).filter(level__gt=0).select_related("place").annotate(bodies=Subquery(counted))


def arising_from(by: Principal, of: Thread | Contact) -> list[Danger]:
    """The dangers of a conversation or of a contact, the newest first; those of a conversation belong to each of its contacts."""
    thread = of.pk if isinstance(of, Thread) else of.thread_id
    asked = Q(thread=thread) if thread else Q(contact=of.pk)
    return list(Danger.objects.visible_to(by).filter(asked).order_by("-opened_at"))


def assessments(by: Principal, of: Danger) -> list[DangerAssessment]:
    """Every assessment, the newest first."""
    return list(DangerAssessment.objects.visible_to(by).filter(danger=of).order_by("-assessed_at", "-pk"))


def calls(by: Principal, of: Danger) -> list[EmergencyCall]:
    """Calls to emergency numbers, in order."""
    return list(EmergencyCall.objects.visible_to(by).filter(danger=of).order_by("called_at"))


def reports(by: Principal, of: Danger) -> list[DutyReport]:
    """What was written down about the duty to report, in order."""
    return list(DutyReport.objects.visible_to(by).filter(danger=of).select_related("to").order_by("written_at"))


@dataclass(frozen=True, slots=True)
class ToldBody:
    """A notification as its page shows it. `lines` are empty for whoever may not read what was passed on."""

    notification: Notification
    body: str
    telephone: str
    tone: str
    lines: list[ToldLine]

    @property
    def is_waiting(self) -> bool:
        return self.notification.standing == Standing.SENT


_STANDING = {Standing.SENT: "warn", Standing.ACKNOWLEDGED: "ok", Standing.DECLINED: "danger", Standing.WITHDRAWN: "out"}


def told_bodies(by: Principal, of: Danger) -> list[ToldBody]:
    """The notifications of a danger in their order."""
    rows = list(Notification.objects.visible_to(by).filter(danger=of).select_related("organisation").order_by("place_in_list"))
    numbers = telephones(by, [row.organisation_id for row in rows])
    reads = by.may(DANGER_ASSESS)
    return [
        ToldBody(
            row, body_name(row.body), numbers.get(row.organisation_id, ""), _STANDING[Standing(row.standing)],
            lines_of(row.told) if reads else [],
        )
        for row in rows
    ]  # fmt: skip


def body_name(key: str) -> str:
    """What people call a body."""
    found = pack().bodies.get(key)
    return str(found.names) if found else key


def received(by: Principal) -> QuerySet:
    """The notifications to the own body."""
    return Notification.objects.visible_to(by).filter(organisation__in=by.organisations).select_related("organisation")


def source_of(by: Principal, of: Danger) -> Thread | Contact | None:
    """The conversation, or the contact where nobody wrote, from which a danger arose; None where `by` may not open it."""
    model: type[Thread] | type[Contact] = Thread if of.thread_id else Contact
    found: Thread | Contact | None = model.objects.visible_to(by).filter(pk=of.arises_from).first()
    return found


def waiting(by: Principal) -> int:
    """Dangers that nobody has taken: the number beside the place in the navigation of every page, which `by` is shown."""
    if not by.may(DANGER_READ):
        return 0
    rows = Danger.objects.everything(because="a number on every page: row security counts alone, and a test compares")
    return rows.filter(state=State.OPEN, level__gt=0).count()


# The story -------------------------------------------------------------------------------------------------------------


def danger_lines(by: Principal, thread: Thread) -> list[Happened]:
    """What happened to the dangers of a conversation, in order; only those that `by` may know."""
    return histories(by, arising_from(by, thread))


def lines_of_case(by: Principal, case: Case) -> list[Happened]:
    """The same for a case: the dangers of every conversation, and of every other contact, that was handed over to it."""
    made = Handover.objects.visible_to(by).filter(case=case.pk, withdrawn_at=None)
    asked = Q(thread__in=made.filter(thread__isnull=False).values("thread")) | Q(contact__in=made.values("contact"))
    found = list(Danger.objects.visible_to(by).filter(asked))
    return [replace(line, group="contact") for line in histories(by, found)]


def histories(by: Principal, of: Sequence[Danger]) -> list[Happened]:
    """Every step of some dangers with its time, in order: assessed, told, silent, passed on, answered, reported. As many queries
    for one danger as for many.
    """
    if not of:
        return []
    rows = list(Notification.objects.visible_to(by).filter(danger__in=[one.pk for one in of]).select_related("organisation"))
    bodies = {str(row.pk): str(row.organisation) for row in rows}
    streams = [*(one.pk for one in of), *(row.pk for row in rows)]
    told = Entry.objects.filter(stream__in=streams).exclude(verb__startswith="access.")
    entries = list(told.order_by("at", "seq")[: MOST * len(of)])
    names = names_of(row.actor for row in entries if row.actor)
    return [_line(row, bodies, names) for row in entries if not row.verb.startswith("notices.notice.")]


def _line(row: Entry, bodies: dict[str, str], names: dict[UUID, str]) -> Happened:
    body = json.loads(row.body)
    fields: dict[str, Any] = body.get("fields", {})
    icon, tone = TONES.get(row.verb, ("point", ""))
    return Happened(row.at, label_of(row.verb), detail=_detail(row, fields, bodies), icon=icon, tone=tone, who=_who(body, row, names))


def _who(body: dict[str, Any], row: Entry, names: dict[UUID, str]) -> str:
    if body["kind"] == Kind.BEARER.value:
        return _("the body, by its link")
    if body["kind"] == Kind.SYSTEM.value:
        return _("by itself")
    return names.get(row.actor, "") if row.actor else ""


def _detail(row: Entry, fields: dict[str, Any], bodies: dict[str, str]) -> str:
    told = bodies.get(str(fields.get("notification") or row.stream), "")
    if row.verb == "intake.danger.assessed":
        level = pack().levels.get(fields["level"])
        return f"{fields['level']} · {level.names}" if level else _("No danger found")
    if row.verb == "intake.call.made":
        return str(fields["number"])
    if row.verb == "clocks.clock.escalated":
        return str(TO.get(fields["to"], ""))
    if row.verb == "intake.notification.acknowledged":
        return f"{told} · {_('%(minutes)s min') % {'minutes': fields['minutes']}}"
    return told
