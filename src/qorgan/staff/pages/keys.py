"""Keys with which other programs call the API: listed, made, given another secret, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.permissions import known
from qorgan.access.refusals import RuleBroken
from qorgan.staff import queries, rules
from qorgan.staff.access import KEY_MAKE
from qorgan.staff.actions import NewKey, make_key, revoke_key, rotate_key
from qorgan.staff.forms import MakeKey, RevokeKey, RotateKey
from qorgan.staff.fresh import fresh_sign_in_required
from qorgan.staff.models import ApiKey
from qorgan.staff.pages import sent
from qorgan.ui.api.door import scopes as useful_scopes
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb
from qorgan.ui.tables import Column, Kind, Table, YesNoFilter

BOTH = ("GET", "POST")


def state_of(key: ApiKey) -> Any:
    """Whether a key still opens something, in a word."""
    if key.revoked_at is not None:
        return _("ended")
    return _("works") if key.is_working else _("over")


class KeyTable(Table):
    """Keys by the program's name, the newest first."""

    key = "staff.keys"
    title = _("Keys of programs")
    order = "-made"
    empty_title = _("No keys yet")
    empty_text = _("A program of your organisation gets a key here and then calls the API.")
    columns = (
        Column("name", _("Program"), sort=("name",), is_lead=True, link=lambda row: reverse("api_key", args=[row.ref])),
        Column("role", _("Role"), value=lambda row: queries.name_of(row.membership.role)),
        Column("where", _("Organisation"), value=lambda row: queries.words_of(row.membership.organisation), is_on_phone=False),
        Column("state", _("State"), value=state_of),
        Column("last_used", _("Last used on"), value="last_used_on", kind=Kind.DAY, sort=("last_used_on",)),
        Column("ends", _("Works until"), value="ends_at", kind=Kind.MOMENT, sort=("ends_at",), is_on_phone=False),
        Column("made", _("Made"), value="made_at", kind=Kind.MOMENT, sort=("made_at",), is_hidden=True),
    )
    filters = (YesNoFilter("ended", _("Ended"), condition=Q(revoked_at__isnull=False)),)


@page(needs=KEY_MAKE)
def keys(request: Any) -> HttpResponse:
    """One's own keys; all of them for who oversees keys."""
    table = KeyTable(queries.api_keys(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "staff/keys.html", {"table": table}, partials=(table.id,))


@page(needs=KEY_MAKE, methods=BOTH)
@fresh_sign_in_required
def key_new(request: Any) -> HttpResponse:
    """A new key; its secret is shown on the page that answers, this once."""
    labels = known()
    scopes = [(name, labels[name].label) for name in sorted(rules.scopes_of(request.by.permissions) & useful_scopes())]
    if not scopes:
        return render(request, "staff/key_none.html", {"way": _way()})
    form = MakeKey(sent(request), scopes=scopes)
    if form.is_bound and form.is_valid():
        made = _made(form, lambda: make_key(by=request.by, **form.command()))
        if made is not None:
            return render(request, "staff/key_made.html", {"made": made, "way": _way()})
    return _asked(request, form, _("New key"), _("Make the key"), back=reverse("api_keys"))


def _made(form: Any, act: Callable[[], NewKey]) -> NewKey | None:
    """The key with its secret; None where a rule was broken, which the form then says."""
    try:
        with transaction.atomic():
            return act()
    except RuleBroken as broken:
        form.show(broken)
        return None


def _way(*more: Crumb) -> tuple[Crumb, ...]:
    return (Crumb(_("Keys of programs"), reverse("api_keys")), *more)


def _asked(request: Any, form: Any, title: Any, verb: Any, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "verb": verb, "tone": "primary", **more}
    return render(request, "staff/account_form.html", context, status=422 if form.is_bound else 200)


@page(needs=KEY_MAKE)
def key(request: Any, ref: str) -> HttpResponse:
    """One key: what it may do, whose it is, when it was used, what happened to it."""
    found = queries.api_key(request.by, ref)
    labels = known()
    context = {
        "key": found,
        "way": _way(Crumb(found.name)),
        "state": state_of(found),
        "role": queries.name_of(found.membership.role),
        "where": queries.place_of(found.membership),
        "owner": found.membership.account.shown_name,
        "scopes": [labels[name].label if name in labels else name for name in found.standing.scopes or ()],
        "history": queries.key_log(found),
        "is_own": found.membership.account_id == request.by.account_id,
        "overlaps": found.previous_until is not None and found.previous_until > timezone.now(),
    }
    return render(request, "staff/key.html", context)


@page(needs=KEY_MAKE, methods=BOTH)
@fresh_sign_in_required
def key_rotate(request: Any, ref: str) -> HttpResponse:
    """Another secret for a key; both work for a day."""
    found = queries.api_key(request.by, ref)
    form = RotateKey(sent(request))
    if form.is_bound and form.is_valid():
        made = _made(form, lambda: rotate_key(by=request.by, key=found))
        if made is not None:
            return render(request, "staff/key_made.html", {"made": made, "way": _way(Crumb(found.name)), "is_rotated": True})
    text = _("The program gets a new secret. The one before works for a day more, so that nothing stands still.")
    return _asked(request, form, _("New secret?"), _("Make a new secret"), text=text, back=reverse("api_key", args=[ref]))


@page(needs=KEY_MAKE, methods=BOTH)
@fresh_sign_in_required
def key_revoke(request: Any, ref: str) -> HttpResponse:
    """Ends a key; asked on a page of its own."""
    found = queries.api_key(request.by, ref)
    form = RevokeKey(sent(request))
    back = reverse("api_key", args=[ref])
    if form.is_bound and form.is_valid():
        where = form.perform(revoke_key, by=request.by, key=found, then=back)
        if where:
            return redirect(where)
    text = _("The program is shut out at once. A key that has ended never works again.")
    return _asked(request, form, _("End this key?"), _("End the key"), text=text, tone="danger", back=back)
