"""Lists of referrals: what one sent, and what one's services received."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from qorgan.referrals import queries
from qorgan.referrals.access import REFERRAL_OVERSEE, REFERRAL_READ, REFERRAL_RECEIVE, REFERRAL_SEND
from qorgan.referrals.tables import Received, Sent
from qorgan.ui.pages import page, render


@page(needs=REFERRAL_READ)
def referrals(request: HttpRequest) -> HttpResponse:
    """Leads to the list that is the reader's: what was sent, or the inbox."""
    by = request.by  # type: ignore[attr-defined]
    return redirect(reverse("referrals_sent" if by.may(REFERRAL_SEND) or by.may(REFERRAL_OVERSEE) else "referrals_received"))


@page(needs=REFERRAL_READ)
def referrals_sent(request: HttpRequest) -> HttpResponse:
    """What one's own side asked for."""
    by = request.by  # type: ignore[attr-defined]
    table = Sent(queries.sent_by(by), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "may_send": by.may(REFERRAL_SEND), "may_receive": by.may(REFERRAL_RECEIVE)}
    return render(request, "referrals/sent.html", context, partials=(table.id,))


@page(needs=REFERRAL_RECEIVE)
def referrals_received(request: HttpRequest) -> HttpResponse:
    """What others ask of one's services."""
    by = request.by  # type: ignore[attr-defined]
    table = Received(queries.received_by(by), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "waiting": queries.waiting_for(by), "may_send": by.may(REFERRAL_SEND)}
    return render(request, "referrals/received.html", context, partials=(table.id,))
