"""What the screens of emergency access read; always for somebody."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.access import ledger
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal.chain import READ_VERB
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.oversight.access import EMERGENCY_REVIEW, EMERGENCY_USE
from qorgan.oversight.entry_words import described
from qorgan.oversight.events import EmergencyOpened
from qorgan.oversight.models import EmergencyAccess
from qorgan.ui.pieces import Happened

MOST_LINES = 500


def running(by: Principal) -> list[EmergencyAccess]:
    """One's own running accesses, the first to end first."""
    if not by.may(EMERGENCY_USE) or by.account_id is None:
        return []
    return list(EmergencyAccess.objects.visible_to(by).filter(account_id=by.account_id).running().order_by("until"))


def reviewed_by(by: Principal) -> Any:
    """The accesses that `by` may review: those they may know, without their own."""
    return EmergencyAccess.objects.visible_to(by).exclude(account_id=by.account_id)


def waiting(by: Principal) -> int:
    """How many nobody has reviewed, counted to a hundred."""
    return reviewed_by(by).unreviewed()[:100].count() if by.may(EMERGENCY_REVIEW) else 0


def one(by: Principal, ref: str) -> EmergencyAccess:
    """One access by its public id. Raises Refused for a hidden or absent one."""
    found = EmergencyAccess.objects.visible_to(by).filter(ref=ref).first()
    if found is None:
        raise Refused("emergency access")
    ledger.note("oversight.EmergencyAccess", found.id)
    return found


def done_under(access: EmergencyAccess) -> list[Happened]:
    """Every page that was read and everything that was done with the subject while the access ran, in order."""
    lasted: dict[str, datetime] = {"at__gte": access.started_at, "at__lte": access.over_at}
    read = Entry.objects.filter(verb=READ_VERB, actor=access.account_id, about__contains=[access.subject], **lasted)
    done = Entry.objects.filter(stream=access.subject, actor=access.account_id, **lasted)
    rows = list(read.order_by("id")[:MOST_LINES]) + list(done.order_by("id")[:MOST_LINES])
    return [_line(row) for row in sorted(rows, key=lambda row: row.at)]


def _line(row: Entry) -> Happened:
    """One line: a page that was read, or an event with its declared fields, both in the reader's words."""
    shown = {name: value for name, value in fields_of(row).items() if row.verb != EmergencyOpened.verb or name == "until"}
    words = described(row.verb, shown)  # what was opened and by which number stands above the line already
    if row.verb == READ_VERB:
        return Happened(row.at, _("Page read"), detail=words, icon="eye")
    return Happened(row.at, label_of(row.verb), detail=words, icon="edit", tone="accent")


def fields_of(row: Entry) -> dict[str, Any]:
    """The declared fields of an entry: ids, numbers, dates and codes."""
    return dict(json.loads(row.body).get("fields", {}))


def address(access: EmergencyAccess) -> str:
    """Where a reviewer finds it."""
    return reverse("emergency_review", args=[access.ref])
