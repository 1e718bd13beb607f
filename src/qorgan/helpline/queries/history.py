"""What happened to a conversation or a record, from the journal: when, what, by whom. For whoever was shown the row itself."""

from __future__ import annotations

import json
from uuid import UUID

from django.utils.translation import gettext as _

from qorgan.access.principal import Kind
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.staff.queries import names_of
from qorgan.ui.pieces import Happened

MOST = 100


def history_of(subject: UUID) -> list[Happened]:
    """The newest entries of the subject's own stream, newest first; two queries however many there are."""
    rows = list(Entry.objects.filter(stream=subject).exclude(verb__startswith="access.").order_by("-seq")[:MOST])
    names = names_of(row.actor for row in rows if row.actor)
    return [Happened(row.at, label_of(row.verb), icon="point", who=_who(row, names)) for row in rows]


def _who(row: Entry, names: dict[UUID, str]) -> str:
    kind = json.loads(row.body)["kind"]
    if kind == Kind.BEARER.value:
        return _("the child")
    if kind == Kind.SYSTEM.value:
        return _("by itself")
    return names.get(row.actor, "") if row.actor else ""
