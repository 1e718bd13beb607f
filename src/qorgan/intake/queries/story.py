"""The contact, the hand-over, the answer and the child's word as lines of the case's story, from the journal."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.helpline.events import ThreadTaken
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import access
from qorgan.intake.choices import Ending, Helped
from qorgan.intake.events import (
    AnswerAsked,
    AnswerRead,
    AnswerReceived,
    AnswerSent,
    AnswerWritten,
    ContactHandedOver,
    FollowUpEnded,
    HandoverWithdrawn,
)
from qorgan.intake.models import FollowUp, Handover
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.staff.queries import names_of
from qorgan.ui.pieces import Happened

CONTACT, ANSWER = "contact", "answer"
"""The groups by which the story can be read."""
SHOWN = {
    ContactHandedOver.verb: ("arrows-right-left", "accent", CONTACT),
    HandoverWithdrawn.verb: ("arrow-back-up", "warn", CONTACT),
    AnswerAsked.verb: ("message-question", "", ANSWER),
    AnswerWritten.verb: ("pencil", "", ANSWER),
    AnswerReceived.verb: ("user-check", "", ANSWER),
    AnswerSent.verb: ("send", "accent", ANSWER),
    AnswerRead.verb: ("message-check", "ok", ANSWER),
    FollowUpEnded.verb: ("heart-handshake", "ok", ANSWER),
}


def story_of(by: Principal, made: list[Handover]) -> list[Happened]:
    """Every line about the contacts that led to a case, by its hand-overs; the same number of queries for one and for many."""
    if not made:
        return []
    return [*_contacts(made), *_journal(by, made)]


def _contacts(made: list[Handover]) -> list[Happened]:
    """When the child wrote, and who was there how soon. What was written stays in the conversation."""
    with acting(access.BRIDGE):
        threads = Thread.objects.visible_to(access.BRIDGE).filter(pk__in=[one.thread_id for one in made])
        contacts = Contact.objects.visible_to(access.BRIDGE).filter(pk__in=[one.contact_id for one in made])
        opened: dict[UUID, tuple[Any, str]] = {row.pk: (row.opened_at, row.get_channel_display()) for row in threads}
        opened |= {row.pk: (row.began_at, row.get_channel_display()) for row in contacts if row.thread_id is None}
    lines = [
        Happened(
            at=opened[key][0],
            title=_("First message to the helpline") if one.thread_id else _("Contact with the helpline"),
            detail=str(opened[key][1]),
            icon="messages",
            tone="accent",
            url=reverse("handed_over", args=[one.ref]),
            url_label=_("What was handed over"),
            group=CONTACT,
        )
        for key, one in {one.thread_id or one.contact_id: one for one in reversed(made)}.items()
        if key in opened
    ]
    return [*lines, *_taken([one.thread_id for one in made if one.thread_id])]


def _taken(threads: list[UUID]) -> list[Happened]:
    """The first taking of each conversation."""
    rows = Entry.objects.filter(stream__in=threads, verb=ThreadTaken.verb).order_by("stream", "seq").distinct("stream")
    found = []
    for row in rows:
        seconds = int(json.loads(row.body)["fields"]["seconds"])
        said = ngettext("after %(count)s second", "after %(count)s seconds", seconds) % {"count": seconds}
        found.append(Happened(row.at, _("A counsellor took the conversation"), detail=said, icon="headset", group=CONTACT))
    return found


def _journal(by: Principal, made: list[Handover]) -> list[Happened]:
    rows = list(Entry.objects.filter(stream__in=[one.pk for one in made], verb__in=SHOWN).order_by("at", "seq"))
    names = names_of({row.actor for row in rows if row.actor and row.verb == AnswerWritten.verb})
    lines = {one.pk: str(one.from_organisation.names) for one in made}
    said = {one.pk: one for one in FollowUp.objects.visible_to(by).filter(answer__handover__in=[one.pk for one in made])}
    return [_line(row, lines, names, said) for row in rows]


def _line(row: Entry, lines: dict[UUID, str], names: dict[UUID, str], said: dict[UUID, FollowUp]) -> Happened:
    icon, tone, group = SHOWN[row.verb]
    fields = json.loads(row.body)["fields"]
    title: Any = label_of(row.verb)
    detail = words = ""
    who = "" if row.actor is None else names.get(row.actor, lines.get(row.stream, ""))
    if row.verb == FollowUpEnded.verb:
        title, detail, words = _said(fields, said.get(UUID(fields["follow_up"])))
        tone = "ok" if fields["helped"] == Helped.YES else "warn" if fields["helped"] == Helped.NO else ""
    return Happened(row.at, title, detail=detail, said=words, icon=icon, tone=tone, who=who, group=group)


def _said(fields: dict[str, Any], follow_up: FollowUp | None) -> tuple[Any, str, str]:
    """The title, what was chosen, and the child's own words."""
    title = _("The child said whether it helped") if fields["ending"] == Ending.SAID else Ending(fields["ending"]).label
    helped = str(Helped(fields["helped"]).label) if fields["helped"] else ""
    return title, helped, str(follow_up.words or "") if follow_up is not None else ""
