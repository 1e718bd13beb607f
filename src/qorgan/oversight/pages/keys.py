"""The encryption keys: which masters there are, what is wrong, and the change of the master key."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qorgan.oversight.access import KEYS_MANAGE
from qorgan.oversight.actions import ask_for_new_master
from qorgan.oversight.actions.keys import TASK
from qorgan.oversight.forms import Confirm
from qorgan.oversight.queries.jobs import is_waiting
from qorgan.staff.fresh import fresh_sign_in_required
from qorgan.ui.pages import page, render
from qorgan.vault.condition import Condition, condition
from qorgan.vault.recovery import SHARES, THRESHOLD


@page(needs=KEYS_MANAGE, methods=("GET", "POST"))
@fresh_sign_in_required
def keys(request: Any) -> HttpResponse:
    """Shares are made at the server's command line only: they are shown once, and no browser keeps them."""
    form = Confirm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        where = form.perform(ask_for_new_master, by=request.by, then=reverse("keys_page"))
        if where:
            return HttpResponseRedirect(where)
    found = condition()
    return render(
        request,
        "oversight/keys.html",
        {
            "condition": found,
            "masters": dated(found),
            "form": form,
            "is_under_way": is_waiting(TASK),
            "shares": SHARES,
            "threshold": THRESHOLD,
        },
        status=422 if form.is_bound else 200,
    )


def dated(found: Condition) -> list[dict[str, Any]]:
    """The master keys with their ISO days as days, which a page prints as people write them."""
    days = ("made_on", "retired_on", "destroy_on")
    rows = [asdict(master) for master in found.masters]
    return [{**row, **{name: date.fromisoformat(row[name]) if row[name] else None for name in days}} for row in rows]
