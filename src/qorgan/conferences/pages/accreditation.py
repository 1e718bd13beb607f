"""Invitations, nominations, accreditation, pairs that may be one person, badges."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.refusals import RuleBroken
from qorgan.conferences import access, queries
from qorgan.conferences.actions import (
    accredit,
    decide_likeness,
    decline,
    invite,
    register_delegate,
    withdraw_invitation,
)
from qorgan.conferences.actions.accreditation import Invited
from qorgan.conferences.choices import RegistrationState
from qorgan.conferences.forms import InviteOrganisation, RegisterDelegate, Sure
from qorgan.conferences.models import Edition, Invitation, Likely, Registration
from qorgan.conferences.pages.shown import asked, crumbs_of, registration_tag
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb
from qorgan.ui.tables import ChoiceFilter, Column, Kind, Table


class Delegates(Table):
    """The nominations of an edition. Names are sealed: the list is sorted in memory."""

    key = "conferences.delegates"
    title = _("Delegates")
    order = "name"
    empty_title = _("Nobody was nominated yet")
    columns = (
        Column("name", _("Name"), value="delegate.name", is_lead=True, sort_by=lambda row: str(row.delegate.name), is_said=True,
               link=lambda row: reverse("registration", args=[row.ref])),
        Column("category", _("Category"), value="category.names", sort=("category__place_in_list",)),
        Column("organisation", _("Nominated by"), value="organisation.names", is_on_phone=False),
        Column("state", _("State"), value=lambda row: registration_tag(row.state), kind=Kind.HTML, sort=("state",)),
        Column("badge", _("Badge"), value=lambda row: row.badge, kind=Kind.NUMBER),
    )  # fmt: skip
    filters = (ChoiceFilter("state", _("State"), choices=RegistrationState.choices),)


@page(needs=access.DELEGATE_ACCREDIT)
def delegates(request: PageRequest, ref: str) -> HttpResponse:
    """The nominations, and which of them may be one person."""
    by = request.by
    found = queries.own_edition(by, ref)
    table = Delegates(queries.with_badges(by, found), request)
    if table.is_export:
        return table.exported()
    title = _("Delegates")
    context = {
        "edition": found, "table": table, "counted": queries.counted(by, found), "crumbs": crumbs_of(found, Crumb(title)),
        "pairs": queries.likely(by, found), "title": title,
    }  # fmt: skip
    return render(request, "conferences/delegates.html", context, partials=(table.id,))


@page(needs=access.DELEGATE_ACCREDIT, methods=("GET", "POST"))
def delegate_new(request: PageRequest, ref: str) -> HttpResponse:
    """A person whom an organisation named by telephone or letter."""
    found = queries.own_edition(request.by, ref)
    form = RegisterDelegate(request.POST or None, categories=queries.categories(request.by, found))
    return asked(request, form, _without_edition(register_delegate), title=_("Enter a delegate"), verb=_("Enter"), edition=found,
                 then=lambda made: reverse("registration", args=[made.ref]))  # fmt: skip


def _without_edition(act: Any) -> Any:
    """The same action for a form that names the category, which says which edition it is."""

    def done(*, edition: Edition, **given: Any) -> Any:
        return act(**given)

    return done


@page(needs=access.DELEGATE_ACCREDIT, methods=("GET", "POST"))
def registration(request: PageRequest, ref: str) -> HttpResponse:
    """One nomination: who it is, and the decision. A person with several nominations is one person with one badge."""
    by = request.by
    rows = Registration.objects.visible_to(by).select_related("delegate", "category", "organisation", "edition__conference")
    found: Registration = queries.found(rows, ref)
    edition, problem = found.edition, ""
    if request.method == "POST":
        act = {"accredit": accredit, "decline": decline}.get(request.POST.get("do", ""))
        try:
            if act is not None:
                with acting(by):
                    act(by=by, registration=found)
                return redirect(request.path)
        except RuleBroken as broken:
            problem = str(broken.message)
    person = queries.person_of(by, found.delegate)
    others = queries.of_person(by, person).exclude(pk=found.pk)
    context = {
        "registration": found, "person": person, "others": [(one, registration_tag(one.state)) for one in others],
        "state": registration_tag(found.state), "problem": problem, "edition": edition,
        "crumbs": crumbs_of(edition, Crumb(_("Delegates"), reverse("delegates", args=[edition.ref])), Crumb(_("Nomination"))),
        "may_accredit": found.state in (RegistrationState.NOMINATED, RegistrationState.DECLINED),
        "may_decline": found.state in (RegistrationState.NOMINATED, RegistrationState.ACCEPTED),
    }  # fmt: skip
    return render(request, "conferences/registration.html", context, status=422 if problem else 200)


@page(needs=access.DELEGATE_ACCREDIT, methods=("POST",))
def pair_decide(request: PageRequest, ref: str) -> HttpResponse:
    """The registrar says whether two nominations are one person."""
    rows = Likely.objects.visible_to(request.by).select_related("edition__conference")
    pair: Likely = queries.found(rows, ref)
    back = reverse("delegates", args=[pair.edition.ref])
    try:
        with acting(request.by):
            decide_likeness(by=request.by, likely=pair, is_same=request.POST.get("is_same") == "yes")
    except RuleBroken as broken:
        context = {"problem": broken.message, "back": back, "crumbs": crumbs_of(pair.edition, Crumb(_("Delegates"), back))}
        return render(request, "conferences/refused.html", context, status=422)
    return redirect(back)


@page(needs=access.CONFERENCE_KEEP)
def invitations(request: PageRequest, ref: str) -> HttpResponse:
    """Who was invited."""
    found = queries.own_edition(request.by, ref)
    title = _("Invitations")
    rows = list(queries.invitations(request.by, found))
    context = {"edition": found, "rows": rows, "title": title, "crumbs": crumbs_of(found, Crumb(title))}
    return render(request, "conferences/invitations.html", context)


@page(needs=access.CONFERENCE_KEEP, methods=("GET", "POST"))
def invitation_new(request: PageRequest, ref: str) -> HttpResponse:
    """An organisation is invited. The code of its link is shown once, on the page that answers."""
    by = request.by
    found = queries.own_edition(by, ref)
    form = InviteOrganisation(request.POST or None, categories=queries.categories(by, found))
    if form.is_bound and form.is_valid():
        try:
            with acting(by):
                made = invite(by=by, **form.command())
        except RuleBroken as broken:
            form.show(broken)
        else:
            return _invited(request, found, made)
    title = _("Invite an organisation")
    context = {"form": form, "title": title, "verb": _("Invite"), "tone": "primary", "notes": [],
               "back": reverse("invitations", args=[found.ref]), "crumbs": crumbs_of(found, Crumb(title))}  # fmt: skip
    return render(request, "conferences/form.html", context, status=422 if form.is_bound else 200)


def _invited(request: PageRequest, edition: Edition, made: Invited) -> HttpResponse:
    title = _("The organisation was invited")
    context = {
        "made": made,
        "title": title,
        "back": reverse("invitations", args=[edition.ref]),
        "crumbs": crumbs_of(edition, Crumb(title)),
    }
    response = render(request, "conferences/invited.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@page(needs=access.CONFERENCE_KEEP, methods=("GET", "POST"))
def invitation_withdraw(request: PageRequest, ref: str) -> HttpResponse:
    """An invitation opens nothing any more."""
    rows = Invitation.objects.visible_to(request.by).select_related("edition__conference", "organisation", "category")
    invitation: Invitation = queries.found(rows, ref)
    back = reverse("invitations", args=[invitation.edition.ref])
    notes = [invitation.organisation.names, _("Its link opens nothing any more. Who was nominated stays.")]
    return asked(request, Sure(request.POST or None), withdraw_invitation, title=_("Withdraw the invitation"), verb=_("Withdraw"),
                 tone="danger", then=back, back=back, edition=invitation.edition, notes=notes, invitation=invitation)  # fmt: skip


@page(needs=access.DELEGATE_ACCREDIT)
def badges(request: PageRequest, ref: str) -> HttpResponse:
    """The badges, to be printed: number, name, category and a code that a telephone reads at the door."""
    by = request.by
    found = queries.own_edition(by, ref)
    shown = [
        (person, labels, where, drawn(request.build_absolute_uri(reverse("arrive", args=[person.badge_code]))))
        for person, labels, where in queries.badges(by, found)
    ]
    title = _("Badges")
    return render(request, "conferences/badges.html", {"edition": found, "badges": shown, "crumbs": crumbs_of(found, Crumb(title)),
                                                       "title": title})  # fmt: skip


def drawn(address: str) -> SafeString:
    """The code of an address, as SVG without style."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2)
    return SafeString(out.getvalue().decode())
