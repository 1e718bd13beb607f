"""Contact records: beside the conversation, as a list, and each on its own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.forms.binding import Bound, bind
from qorgan.forms.models import AnswersChanged
from qorgan.forms.rendering import fill, read
from qorgan.forms.settling import conflict, decided, version_of
from qorgan.forms.submission import asked
from qorgan.helpline import access, call_types, pack
from qorgan.helpline.actions.contact import begin_contact, finalise_contact, save_contact
from qorgan.helpline.choices import Channel, Ending
from qorgan.helpline.forms import BeginContact, SearchContact
from qorgan.helpline.models import Contact, Thread
from qorgan.helpline.queries.contacts import previous, with_phone
from qorgan.helpline.queries.figures import category_names, region_names
from qorgan.helpline.queries.history import history_of
from qorgan.helpline.slots import CONTACT, STRIP
from qorgan.texts.languages import codes, own_name
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Kind, Table, YesNoFilter


@dataclass(frozen=True)
class CategoryFilter(ChoiceFilter):
    """Records with at least one of the chosen reasons."""

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:
        values = [value for value, _label in self.chosen(given, by)]
        return rows.filter(categories__overlap=values) if values else rows


class ContactTable(Table):
    """Contact records, newest first."""

    key = "helpline.contacts"
    title = _("Contacts")
    order = "-began"
    empty_title = _("No contacts yet")
    columns = (
        Column("number", _("Number"), value=str, sort=("number",), is_lead=True, link=lambda row: reverse("contact", args=[row.ref])),
        Column("began", _("Began"), value="began_at", kind=Kind.MOMENT, sort=("began_at",)),
        Column("call_type", _("Kind"), value=lambda row: call_types.name(row.call_type) if row.call_type else ""),
        Column("channel", _("Came by"), value=lambda row: row.get_channel_display(), sort=("channel",), is_on_phone=False),
        Column("language", _("Language"), value=lambda row: row.language.upper(), is_on_phone=False),
        Column("age", _("Age"), sort=("age",), is_on_phone=False),
        Column("alias", _("Counsellor"), is_on_phone=False),
        Column("ending", _("Technical outcome"), value=lambda row: row.get_ending_display(), is_hidden=True),
        Column("state", _("State"), value="state"),
    )
    filters = (
        DaysFilter("began", _("Began"), lookup="began_at", is_moment=True),
        ChoiceFilter("call_type", _("Kind"), choices=lambda _by: call_types.options()),
        ChoiceFilter("channel", _("Came by"), choices=Channel.choices),
        ChoiceFilter("language", _("Language"), choices=lambda _by: [(code, own_name(code)) for code in codes()]),
        ChoiceFilter("region", _("Region"), choices=lambda _by: region_names().items()),
        CategoryFilter("category", _("Reason"), choices=lambda _by: category_names().items()),
        ChoiceFilter("ending", _("Technical outcome"), choices=Ending.choices),
        YesNoFilter("is_data", _("With data about a child")),
        YesNoFilter("danger", _("Danger found"), condition=pack.means_danger()),
        YesNoFilter("flagged", _("Raised by a word"), condition=~Q(thread__flag_reasons=[])),
    )


@page(needs=access.CONTACT_READ)
def contacts(request: PageRequest) -> HttpResponse:
    """The list."""
    table = ContactTable(Contact.objects.visible_to(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "helpline/contacts.html", {"table": table}, partials=(table.id,))


def found(request: PageRequest, ref: str) -> Contact:
    """The record behind an address; hidden and absent are the same 404."""
    contact = Contact.objects.visible_to(request.by).select_related("form_version").filter(ref=ref).first()
    if contact is None:
        raise Http404
    return contact


@page(needs=access.CONTACT_READ, methods=("GET", "POST"))
def contact(request: PageRequest, ref: str) -> HttpResponse:
    """One record: filled in while it is a draft, read when it is final."""
    record = found(request, ref)
    if request.method == "POST":
        return _posted(request, record)
    return render(request, "helpline/contact.html", _page(request, record, _shown(request, record)))


def _page(request: PageRequest, record: Contact, shown: dict[str, Any]) -> dict[str, Any]:
    """What stands around the record on its own page, from rooms above."""
    return shown | {"strips": list(STRIP(request, of=record)), "side": list(CONTACT(request, contact=record))}


def _shown(request: PageRequest, record: Contact, bound: Bound | None = None, problem: object = "") -> dict[str, Any]:
    address = reverse("contact", args=[record.ref])
    context: dict[str, Any] = {
        "contact": record,
        "version": record.version,
        "saved_at": record.saved_at,
        "problem": problem,
        "address": address,
        "may_change": record.finalised_at is None
        and request.by.may(access.CONTACT_WRITE)
        and record.counsellor == request.by.account_id,
        "crumbs": [Crumb(_("Contacts"), reverse("contacts"))],
        "previous": previous(request.by, record),
        "history": history_of(record.pk),
    }
    if context["may_change"]:
        context["screen"] = fill(bound or bind(record.form_version.form, None, record.answers), part="record", endpoint=address)
    else:
        context["screen"] = read(record.form_version.form, record.answers, part="record")
    return context


def _differing(request: PageRequest, record: Contact, bound: Bound, verb: str) -> HttpResponse:
    """The record was saved elsewhere since this page read it: each answer that differs is chosen by a person."""
    context = _shown(request, record, bound) | conflict(request.POST, record, bound)
    if verb in ("autosave", "update"):  # htmx aims at the line below the answers: the choice stands in their place
        answer = render(request, "forms/conflict.html", context | {"is_part": True}, status=422)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#record", "outerHTML"
        return answer
    return render(request, "helpline/contact.html", _page(request, record, context), status=422)


def _posted(request: PageRequest, record: Contact) -> HttpResponse:
    verb = asked(request.POST).verb
    bound = decided(record.form_version.form, request.POST, record.answers, final=verb == "finalise")
    expected = version_of(request.POST, record, bound)
    problem: object = ""
    try:
        if verb == "finalise" and bound.is_valid:
            finalise_contact(by=request.by, contact=record, bound=bound, expected=expected)
            return redirect("contact", ref=record.ref)
        if verb in ("autosave", "save"):
            save_contact(by=request.by, contact=record, bound=bound, expected=expected)
    except AnswersChanged:
        return _differing(request, found(request, record.ref), bound, verb)
    except RuleBroken as broken:
        problem = broken.message
    context = _shown(request, record, bound, problem)
    if verb == "autosave" and not problem:
        return render(request, "forms/saved.html", context)
    if verb == "save" and not problem:
        return redirect("contact", ref=record.ref)
    is_wrong = bool(problem) or (verb == "finalise" and not bound.is_valid)
    is_part = request.headers.get("HX-Target") == "record"
    template = "helpline/desk/answers.html" if is_part else "helpline/contact.html"
    context = context if is_part else _page(request, record, context)
    return render(request, template, context, partials=("record",), status=422 if is_wrong else 200)


@page(needs=access.CONTACT_WRITE, methods=("GET", "POST"))
def begin(request: PageRequest) -> HttpResponse:
    """A contact that came another way."""
    form = BeginContact(request.POST or None)
    if form.is_bound and form.is_valid():
        where = form.perform(
            begin_contact,
            by=request.by,
            organisation_id=next(iter(request.by.organisations)),
            then=lambda made: reverse("contact", args=[made.ref]),
        )
        if where:
            return redirect(where)
    return render(
        request,
        "helpline/begin.html",
        {"form": form, "crumbs": [Crumb(_("Contacts"), reverse("contacts"))]},
        status=422 if form.is_bound else 200,
    )


@page(needs=access.CONTACT_SEARCH, methods=("GET", "POST"))
def search(request: PageRequest) -> HttpResponse:
    """Earlier contacts with a telephone number; by a form, so that no number stands in an address."""
    form = SearchContact(request.POST or None)
    context: dict[str, Any] = {"form": form, "crumbs": [Crumb(_("Contacts"), reverse("contacts"))]}
    if form.is_bound and form.is_valid():
        context["rows"] = with_phone(request.by, form.cleaned_data["phone"])
    return render(request, "helpline/search.html", context, status=422 if form.is_bound and not form.is_valid() else 200)


def beside(request: PageRequest, *, thread: Thread) -> SafeString | None:
    """The record of this stretch, for the desk's right column."""
    if not request.by.may(access.CONTACT_READ):
        return None
    record = (
        Contact.objects.visible_to(request.by)
        .select_related("form_version")
        .filter(thread=thread, counsellor=request.by.account_id)
        .order_by("-episode", "-began_at")
        .first()
    )
    if record is None:
        return None
    return render_to_string("helpline/desk/record.html", _shown(request, record), request)
