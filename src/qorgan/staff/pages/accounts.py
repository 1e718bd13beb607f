"""The register of accounts, for administrators and, in part, for those who lead a shift."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.permissions import known
from qorgan.access.refusals import RuleBroken
from qorgan.staff import queries
from qorgan.staff.access import ACCOUNT_MANAGE, ACCOUNT_READ, MEMBERSHIP_MANAGE, SESSION_END
from qorgan.staff.actions import (
    activate_account,
    change_account,
    check_register,
    deactivate_account,
    end_sessions,
    link_subject,
    make_link,
    open_account,
)
from qorgan.staff.forms import ChangeAccount, CheckRegister, CloseAccount, LinkSubject, MakeLink, OpenAccount
from qorgan.staff.fresh import fresh_sign_in_required
from qorgan.staff.models import Account
from qorgan.staff.oidc import PROVIDER
from qorgan.staff.pages import sent
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb
from qorgan.ui.tables import ChoiceFilter, Column, Kind, Table, TextFilter

BOTH = ("GET", "POST")


class AccountTable(Table):
    """Accounts by sign-in name. Real names are sealed and stand on each account's own page."""

    key = "staff.accounts"
    title = _("Accounts")
    order = "username"
    empty_title = _("No accounts yet")
    columns = (
        Column(
            "username",
            _("Sign-in name"),
            sort=("username",),
            is_lead=True,
            link=lambda row: reverse("account", args=[row.ref]),
        ),
        Column("alias", _("Name that children see"), is_on_phone=False),
        Column("state", _("State"), value=lambda row: _("open") if row.is_active else _("closed"), sort=("is_active",)),
        Column("roles", _("Roles"), kind=Kind.NUMBER, sort=("roles",)),
        Column("sessions", _("Sessions"), kind=Kind.NUMBER, sort=("sessions",)),
        Column("last_login", _("Last sign-in"), kind=Kind.MOMENT, sort=("last_login",)),
    )
    filters = (
        TextFilter("find", _("Sign-in name"), columns=("username",)),
        ChoiceFilter("is_active", _("State"), choices=((True, _("open")), (False, _("closed")))),
    )


@page(needs=SESSION_END)
def accounts(request: Any) -> HttpResponse:
    """The list: everybody for who reads accounts, one's own people for who leads them."""
    table = AccountTable(queries.accounts(request.by), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "can_open": request.by.may(ACCOUNT_MANAGE)}
    return render(request, "staff/accounts.html", context, partials=(table.id,))


@page(needs=SESSION_END)
def account(request: Any, ref: str) -> HttpResponse:
    """One account: who it is, what it may do and when, its sessions and its log."""
    found = queries.account(request.by, ref)
    by = request.by
    may_read_log = by.may(ACCOUNT_READ)
    return render(
        request,
        "staff/account.html",
        {
            "account": found,
            "way": (Crumb(_("Accounts"), reverse("accounts")), Crumb(found.username)),
            "memberships": [(one, queries.name_of(one.role), queries.place_of(one)) for one in queries.memberships(by, found)],
            "sessions": queries.sessions(found.id),
            "held": queries.factors(found.id),
            "history": queries.sign_in_log(found.id) if may_read_log else (),
            "may_read_log": may_read_log,
            "has_elsewhere": bool(settings.OIDC_APP),
            "is_linked": queries.is_subject_linked(found.id),
            "is_own": found.id == by.account_id,
            "may_end": by.may(SESSION_END),
            "may_manage": by.may(ACCOUNT_MANAGE),
            "may_grant": by.may(MEMBERSHIP_MANAGE),
        },
    )


@page(needs=ACCOUNT_MANAGE, methods=BOTH)
@fresh_sign_in_required
def account_new(request: Any) -> HttpResponse:
    """A new account; its holder gets a one-time link on the next page."""
    form = OpenAccount(sent(request), initial={"language": settings.LANGUAGE_CODE})
    if form.is_bound and form.is_valid():
        where = form.perform(open_account, by=request.by, then=lambda made: reverse("account_link", args=[made.ref]))
        if where:
            return HttpResponseRedirect(where)
    return _form(request, form, _("New account"), _("Open account"))


@page(needs=ACCOUNT_MANAGE, methods=BOTH)
@fresh_sign_in_required
def account_change(request: Any, ref: str) -> HttpResponse:
    """Name, alias, language, ways to reach somebody."""
    found = queries.account(request.by, ref)
    form = ChangeAccount(
        sent(request),
        initial={
            "name": found.name or "",
            "alias": found.alias,
            "language": found.language,
            "phone": found.phone or "",
            "mail": found.mail or "",
        },
    )
    return _performed(request, form, found, change_account, title=_("Change account"), verb=_("Save"))


@page(needs=ACCOUNT_MANAGE, methods=BOTH)
@fresh_sign_in_required
def account_register(request: Any, ref: str) -> HttpResponse:
    """The psychologist's number in the state register, and the day it was looked up."""
    found = queries.account(request.by, ref)
    form = CheckRegister(sent(request), initial={"number": found.register_number or "", "checked_on": found.register_checked_on})
    return _performed(request, form, found, check_register, title=_("Number in the register"), verb=_("Save"))


@page(needs=ACCOUNT_MANAGE, methods=BOTH)
@fresh_sign_in_required
def account_subject(request: Any, ref: str) -> HttpResponse:
    """Links the account to a person at another system's sign-in."""
    found = queries.account(request.by, ref)
    form = LinkSubject(sent(request))

    def act(*, by: Any, subject: str, account: Account) -> None:
        link_subject(by=by, account=account, subject=subject, provider=PROVIDER)

    if not settings.OIDC_APP:
        return redirect("account", ref=found.ref)
    return _performed(request, form, found, act, title=_("Sign-in of another system"), verb=_("Save"))


@page(needs=ACCOUNT_MANAGE, methods=BOTH)
@fresh_sign_in_required
def account_close(request: Any, ref: str) -> HttpResponse:
    """Closes an account, or opens it again; asked on a page of its own."""
    found = queries.account(request.by, ref)
    form = CloseAccount(sent(request))
    if found.is_active:
        return _performed(
            request,
            form,
            found,
            deactivate_account,
            title=_("Close the account?"),
            verb=_("Close account"),
            text=_("All its sessions end at once. Its history stays."),
            tone="danger",
        )
    return _performed(request, form, found, activate_account, title=_("Open the account again?"), verb=_("Open account"))


@page(needs=SESSION_END, methods=("POST",))
def account_sessions_end(request: Any, ref: str) -> HttpResponse:
    """Ends every session of somebody at once."""
    found = queries.account(request.by, ref)
    end_sessions(by=request.by, account=found)
    return redirect("account", ref=found.ref)


@page(needs=ACCOUNT_MANAGE, methods=BOTH)
@fresh_sign_in_required
def account_link(request: Any, ref: str) -> HttpResponse:
    """Makes a one-time link and shows it, with its code, this once: reload, and it is gone."""
    found = queries.account(request.by, ref)
    form = MakeLink(sent(request))
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                made = make_link(by=request.by, account=found, **form.command())
            address = request.build_absolute_uri(reverse("sign_in_link", args=[made.secret]))
            return render(request, "staff/link_made.html", {"account": found, "made": made, "address": address})
        except RuleBroken as broken:
            form.show(broken)
    return render(request, "staff/link_new.html", {"account": found, "form": form}, status=422 if form.is_bound else 200)


@page(needs=ACCOUNT_READ)
def roles(request: HttpRequest) -> HttpResponse:
    """Every role as one list that a lawyer can read: what it may do, where it is held, and with what it is not."""
    labels = {name: declared.label for name, declared in known().items()}
    return render(request, "staff/roles.html", {"sheets": queries.role_sheets(labels)})


def _performed(request: Any, form: Any, found: Account, act: Any, *, title: Any, verb: Any, **more: Any) -> HttpResponse:
    back = reverse("account", args=[found.ref])
    if form.is_bound and form.is_valid():
        where = form.perform(act, by=request.by, account=found, then=back)
        if where:
            return HttpResponseRedirect(where)
    return _form(request, form, title, verb, account=found, back=back, **more)


def _form(request: Any, form: Any, title: Any, verb: Any, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "verb": verb, "tone": "primary", "back": reverse("accounts"), **more}
    return render(request, "staff/account_form.html", context, status=422 if form.is_bound else 200)
