"""One organisation, and the changes that its keeper makes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.organisations import queries, rules
from qorgan.organisations.access import CONTACT_KEEP, ORGANISATION_MANAGE, ORGANISATION_READ, may_keep_code, may_keep_contacts
from qorgan.organisations.actions import (
    change_contacts,
    change_organisation,
    close_organisation,
    note_successor,
    rename_organisation,
    seal_fact,
)
from qorgan.organisations.choices import State
from qorgan.organisations.forms import (
    ChangeContacts,
    ChangeOrganisation,
    CloseOrganisation,
    NoteSuccessor,
    RenameOrganisation,
    SealFact,
)
from qorgan.organisations.models import Organisation
from qorgan.organisations.pages.organisation_list import all_organisations
from qorgan.organisations.slots import ORGANISATION
from qorgan.organisations.tables import address_of
from qorgan.places.queries import above, history
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb


@page(needs=ORGANISATION_READ)
def organisation(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of an organisation; rooms above hang their panels here."""
    by = request.by  # type: ignore[attr-defined]
    found = queries.organisation(by, ref)
    return render(request, "organisations/organisation.html", {
        "organisation": found, "crumbs": [all_organisations(), Crumb(found.names)],
        "place_path": [*above(found.place), found.place],
        "doubts": [doubt.label for doubt in rules.bin_doubts(found.bin, today=timezone.localdate())],
        "contacts": found.contacts.order_by("kind", "value"), "past_names": found.past_names.order_by("-valid"),
        "sources": found.sources.order_by("-on", "-pk"),
        "before": found.predecessors.select_related("predecessor").order_by("on"),
        "after": found.successors.select_related("successor").order_by("on"),
        "sealed": queries.sealed_facts(by, found), "history": history(found.pk),
        "may_keep_contacts": found.state != State.CLOSED and may_keep_contacts(by, found.pk),
        "may_manage": by.may(ORGANISATION_MANAGE),
        "may_keep_code": found.kind.has_pupils and may_keep_code(by, found.pk),
        "panels": list(ORGANISATION(request, organisation=found)),
    })  # fmt: skip


def _asked(
    request: HttpRequest,
    found: Organisation,
    form: Any,
    act: Any,
    *,
    title: Promise | str,
    verb: Promise | str,
    tone: str = "primary",
) -> HttpResponse:
    """One form about one organisation: the same page for every change."""
    if form.is_bound and form.is_valid():
        where = form.perform(act, by=request.by, then=address_of(found), organisation=found)  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    crumbs = [all_organisations(), Crumb(found.names, address_of(found)), Crumb(title)]
    context = {"form": form, "title": title, "verb": verb, "back": address_of(found), "crumbs": crumbs, "tone": tone}
    return render(request, "organisations/organisation_form.html", context, status=422 if form.is_bound else 200)


@page(needs=ORGANISATION_MANAGE, methods=("GET", "POST"))
def organisation_change(request: HttpRequest, ref: str) -> HttpResponse:
    """Kind, place, BIN, address."""
    found = queries.organisation(request.by, ref)  # type: ignore[attr-defined]
    form = ChangeOrganisation(request.POST or None, organisation=found)
    return _asked(request, found, form, change_organisation, title=_("Change"), verb=_("Keep"))


@page(needs=CONTACT_KEEP, methods=("GET", "POST"))
def organisation_contacts(request: HttpRequest, ref: str) -> HttpResponse:
    """Telephone, e-mail, website and address: what the organisation prints on its own door."""
    by = request.by  # type: ignore[attr-defined]
    found = queries.own_organisation(by, ref)
    form = ChangeContacts(request.POST or None, organisation=found, is_keeper=by.may(ORGANISATION_MANAGE))
    return _asked(request, found, form, change_contacts, title=_("Public contacts"), verb=_("Keep"))


@page(needs=ORGANISATION_MANAGE, methods=("GET", "POST"))
def organisation_rename(request: HttpRequest, ref: str) -> HttpResponse:
    """Another name from a day on."""
    found = queries.organisation(request.by, ref)  # type: ignore[attr-defined]
    form = RenameOrganisation(request.POST or None, initial={"names": found.names})
    return _asked(request, found, form, rename_organisation, title=_("Another name"), verb=_("Rename"))


@page(needs=ORGANISATION_MANAGE, methods=("GET", "POST"))
def organisation_close(request: HttpRequest, ref: str) -> HttpResponse:
    """The end of an organisation."""
    found = queries.organisation(request.by, ref)  # type: ignore[attr-defined]
    return _asked(request, found, CloseOrganisation(request.POST or None), close_organisation,
                  title=_("Close the organisation"), verb=_("Close"), tone="danger")  # fmt: skip


@page(needs=ORGANISATION_MANAGE, methods=("GET", "POST"))
def organisation_successor(request: HttpRequest, ref: str) -> HttpResponse:
    """What an organisation became."""
    by = request.by  # type: ignore[attr-defined]
    found = queries.organisation(by, ref)
    form = NoteSuccessor(request.POST or None, by=by)
    return _asked(request, found, form, note_successor, title=_("Followed by another"), verb=_("Keep"))


@page(needs=ORGANISATION_MANAGE, methods=("GET", "POST"))
def organisation_seal(request: HttpRequest, ref: str) -> HttpResponse:
    """A confidential address or a contact person."""
    found = queries.organisation(request.by, ref)  # type: ignore[attr-defined]
    return _asked(request, found, SealFact(request.POST or None), seal_fact, title=_("Confidential fact"), verb=_("Seal"))
