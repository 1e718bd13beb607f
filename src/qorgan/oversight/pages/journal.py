"""The journal viewer: who did and read what. Ids, numbers, dates and codes; never content."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from qorgan.access import ledger
from qorgan.journal.models import Entry, Seal
from qorgan.oversight.access import JOURNAL_READ
from qorgan.oversight.health import last_verified
from qorgan.oversight.tables import IdFilter, Journal
from qorgan.ui.pages import page, render


@page(needs=JOURNAL_READ)
def journal(request: Any) -> HttpResponse:
    """Looking into the journal is itself written down, under the subject that was asked for."""
    table = Journal(Entry.objects.all(), request)
    asked = next(one for one in Journal.filters if isinstance(one, IdFilter) and one.name == "subject")
    ledger.note("journal.Entry", asked.asked(request.GET))
    if table.is_export:
        return table.exported()
    context = {"table": table, "seal": Seal.objects.order_by("-day").first(), "verified": last_verified()}
    return render(request, "oversight/journal.html", context, partials=(table.id,))
