"""Roles are given for a period and ended, each with its reason."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from qorgan.access.models import Role
from qorgan.access.refusals import Refused
from qorgan.organisations.models import Organisation
from qorgan.staff import queries
from qorgan.staff.access import MEMBERSHIP_MANAGE
from qorgan.staff.actions import end_membership, grant_membership
from qorgan.staff.forms import EndMembership, GrantMembership
from qorgan.staff.fresh import fresh_sign_in_required
from qorgan.staff.models import Membership
from qorgan.staff.pages import sent
from qorgan.texts.folding import fold
from qorgan.ui.pages import page, render

BOTH = ("GET", "POST")
MOST_SHOWN = 100


@page(needs=MEMBERSHIP_MANAGE, methods=BOTH)
@fresh_sign_in_required
def membership_new(request: Any, ref: str) -> HttpResponse:
    """Two steps on one page: the role (and a word of the organisation's name), then where and for how long."""
    account = queries.account(request.by, ref)
    roles = Role.objects.exclude(key__startswith="system:").order_by("key")
    role = next((one for one in roles if one.key == request.GET.get("role")), None)
    choices, is_cut = organisations_for(role, request.GET.get("find", "")) if role else ([], False)
    form = GrantMembership(sent(request), organisations=choices, initial={"since": timezone.localdate()})
    if role is not None and form.is_bound and form.is_valid():
        back = reverse("account", args=[account.ref])
        where = form.perform(_grant, by=request.by, then=back, account=account, role=role.key)
        if where:
            return HttpResponseRedirect(where)
    return render(
        request,
        "staff/membership_new.html",
        {
            "account": account,
            "form": form,
            "role": role,
            "is_cut": is_cut,
            "most": MOST_SHOWN,
            "choices": choices,
            "roles": [(one, queries.name_of(one)) for one in roles],
            "find": request.GET.get("find", ""),
        },
        status=422 if form.is_bound else 200,
    )


def organisations_for(role: Role, find: str) -> tuple[list[tuple[str, str]], bool]:
    """The organisations in which a role may be held and whose name has every word asked for; whether there are more."""
    rows = Organisation.objects.order_by("pk")
    if role.held_in:
        rows = rows.filter(kind__in=role.held_in)
    asked = fold(find).split()
    found: list[tuple[str, str]] = []
    for row in rows.iterator(chunk_size=500):
        words = queries.words_of(row)
        folded = " ".join(fold(text) for text in words.values())
        if all(word in folded for word in asked):
            found.append((str(row.pk), str(words)))
            if len(found) > MOST_SHOWN:
                return found[:MOST_SHOWN], True
    return sorted(found, key=lambda pair: pair[1]), False


def _grant(*, by: Any, organisation: str, since: date, until: date | None, **given: Any) -> Membership:
    """The form's days as moments here: from now or the first moment of a day, to the last moment of a day."""
    today = timezone.localdate()
    return grant_membership(
        by=by,
        organisation=Organisation.objects.get(pk=UUID(organisation)),
        since=None if since == today else _start(since),
        until=_start(until + timedelta(days=1)) if until else None,
        **given,
    )


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@page(needs=MEMBERSHIP_MANAGE, methods=BOTH)
@fresh_sign_in_required
def membership_end(request: Any, ref: str) -> HttpResponse:
    """Ends a role now."""
    membership = Membership.objects.filter(ref=ref).select_related("account", "role", "organisation").first()
    if membership is None:
        raise Refused("membership")
    account = queries.account(request.by, membership.account.ref)
    form = EndMembership(sent(request))
    back = reverse("account", args=[account.ref])
    if form.is_bound and form.is_valid():
        where = form.perform(end_membership, by=request.by, then=back, membership=membership)
        if where:
            return HttpResponseRedirect(where)
    return render(
        request,
        "staff/membership_end.html",
        {
            "account": account,
            "membership": membership,
            "form": form,
            "role": queries.name_of(membership.role),
            "where": queries.words_of(membership.organisation),
            "back": back,
        },
        status=422 if form.is_bound else 200,
    )
