"""One referral as its two sides see it, and what each side does with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.children.models import Child
from qorgan.clocks.queries import clocks_of, shown
from qorgan.referrals import queries, rules
from qorgan.referrals.access import REFERRAL_READ, REFERRAL_RECEIVE, REFERRAL_SEND
from qorgan.referrals.actions import (
    accept_referral,
    acknowledge_referral,
    close_referral,
    decline_referral,
    record_service,
    report_outcome,
    revoke_referral,
)
from qorgan.referrals.choices import Side, State
from qorgan.referrals.forms import DeclineReferral, RecordService, ReportOutcome, Sure
from qorgan.referrals.models import Referral
from qorgan.referrals.slots import REFERRAL
from qorgan.referrals.tables import address_of, state_of
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb


def crumb_of(side: Side) -> Crumb:
    """The way back to the list of one's own side."""
    if side is Side.SENDER:
        return Crumb(_("Referrals"), reverse("referrals_sent"))
    return Crumb(_("Received referrals"), reverse("referrals_received"))


@page(needs=REFERRAL_READ)
def referral(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of a referral. The service's side has in it what was shared and nothing else of the child."""
    by = request.by  # type: ignore[attr-defined]
    found = queries.referral(by, ref)
    side = queries.side_of(by, found)
    if side is Side.SENDER and found.state == State.DRAFTED and by.may(REFERRAL_SEND):
        return redirect(reverse("referral_send", args=[ref]))
    records = queries.records(by, found)
    clocks = clocks_of(by, found.pk).filter(ended_at=None)
    verbs = {verb for verb in (rules.SENDERS if side is Side.SENDER else rules.SERVICES) if rules.may(found, verb)}
    may_act = by.may(REFERRAL_SEND if side is Side.SENDER else REFERRAL_RECEIVE)
    return render(request, "referrals/referral.html", {
        "referral": found, "side": side.value, "crumbs": [crumb_of(side), Crumb(str(found))], "state": state_of(found),
        "steps": queries.steps(found), "shared": queries.shared(by, found), "records": records, "done": queries.done(records),
        "clocks": [shown(one, by) for one in clocks], "history": queries.history(found),
        "verbs": dict.fromkeys(verbs, True) if may_act else {},
        "child": _child(by, found) if side is Side.SENDER else None,
        "panels": list(REFERRAL(request, referral=found, side=side)),
    })  # fmt: skip


def _child(by: Principal, of: Referral) -> Any:
    """The child for the sending side, where it may still be known there."""
    return Child.objects.visible_to(by).filter(pk=of.child_id).first()


def _asked(
    request: HttpRequest, ref: str, form: Any, act: Any, *, side: Side, title: Promise | str, verb: Promise | str,
    about: Promise | str = "", tone: str = "primary",
) -> HttpResponse:  # fmt: skip
    """One form about one referral, for one side alone."""
    by = request.by  # type: ignore[attr-defined]
    found = queries.referral(by, ref)
    if queries.side_of(by, found) is not side:
        raise Refused("referral")
    made = form(found) if callable(form) else form
    if made.is_bound and made.is_valid():
        where = made.perform(act, by=by, then=address_of(found), referral=found)
        if where:
            return redirect(where)
    context = {"form": made, "title": title, "verb": verb, "about": about, "tone": tone, "back": address_of(found),
               "crumbs": [crumb_of(side), Crumb(str(found), address_of(found)), Crumb(title)]}  # fmt: skip
    return render(request, "referrals/form.html", context, status=422 if made.is_bound else 200)


@page(needs=REFERRAL_RECEIVE, methods=("GET", "POST"))
def referral_acknowledge(request: HttpRequest, ref: str) -> HttpResponse:
    """Received."""
    return _asked(request, ref, Sure(request.POST or None), acknowledge_referral, side=Side.SERVICE,
                  title=_("Confirm that it was received"), verb=_("Received"),
                  about=_("You handle this referral from now on. The sender sees that it has arrived."))  # fmt: skip


@page(needs=REFERRAL_RECEIVE, methods=("GET", "POST"))
def referral_accept(request: HttpRequest, ref: str) -> HttpResponse:
    """Accepted."""
    return _asked(request, ref, Sure(request.POST or None), accept_referral, side=Side.SERVICE,
                  title=_("Accept the referral"), verb=_("Accept"),
                  about=_("Where your service counts its places, one place less is free."))  # fmt: skip


@page(needs=REFERRAL_RECEIVE, methods=("GET", "POST"))
def referral_decline(request: HttpRequest, ref: str) -> HttpResponse:
    """Declined with a reason."""
    return _asked(request, ref, DeclineReferral(request.POST or None), decline_referral, side=Side.SERVICE,
                  title=_("Decline the referral"), verb=_("Decline"), tone="danger",
                  about=_("The sender reads the reason. What was shared with you is erased."))  # fmt: skip


@page(needs=REFERRAL_RECEIVE, methods=("GET", "POST"))
def referral_record(request: HttpRequest, ref: str) -> HttpResponse:
    """Something was done."""
    return _asked(request, ref, RecordService(request.POST or None), record_service, side=Side.SERVICE,
                  title=_("Write down what was done"), verb=_("Keep"))  # fmt: skip


@page(needs=REFERRAL_RECEIVE, methods=("GET", "POST"))
def referral_report(request: HttpRequest, ref: str) -> HttpResponse:
    """What came out."""
    return _asked(request, ref, lambda found: ReportOutcome(request.POST or None, referral=found), report_outcome,
                  side=Side.SERVICE, title=_("Report the outcome"), verb=_("Send the report"))  # fmt: skip


@page(needs=REFERRAL_SEND, methods=("GET", "POST"))
def referral_close(request: HttpRequest, ref: str) -> HttpResponse:
    """Finished."""
    return _asked(request, ref, Sure(request.POST or None), close_referral, side=Side.SENDER,
                  title=_("Finish the referral"), verb=_("Finish"),
                  about=_("You have read the outcome. What was shared is erased after the time that is set for it."))  # fmt: skip


@page(needs=REFERRAL_SEND, methods=("GET", "POST"))
def referral_revoke(request: HttpRequest, ref: str) -> HttpResponse:
    """Withdrawn; this is asked, because it cannot be taken back."""
    about = _("The service loses the referral at once, and what was shared is erased. This cannot be taken back.")
    return _asked(request, ref, Sure(request.POST or None), revoke_referral, side=Side.SENDER,
                  title=_("Withdraw the referral"), verb=_("Withdraw"), tone="danger", about=about)  # fmt: skip
