"""A referral is prepared in four steps: service, what is shared, consent, and a last look at what the other side will see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.children.queries import by_number
from qorgan.directory.models import Service
from qorgan.directory.queries import outlook, services
from qorgan.directory.queries import service as service_of
from qorgan.directory.tables import Services
from qorgan.referrals import queries, rules
from qorgan.referrals.access import CONSENT_OVERRIDE, REFERRAL_SEND
from qorgan.referrals.actions import (
    change_referral,
    choose_shared,
    discard_referral,
    draft_referral,
    note_consent,
    note_exception,
    send_referral,
)
from qorgan.referrals.asking import Asking, asking_of
from qorgan.referrals.choices import Side, State
from qorgan.referrals.forms import (
    ChooseShared,
    NoteConsent,
    NoteException,
    PrepareReferral,
    SendReferral,
    Sure,
)
from qorgan.referrals.models import Referral
from qorgan.referrals.tables import address_of
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb, Step
from qorgan.ui.tables import Column

ORDER = (("service", _("Service")), ("share", _("What is shared")), ("consent", _("Consent")), ("send", _("Last look")))


def all_sent() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Referrals"), reverse("referrals_sent"))


def steps_at(here: str) -> list[Step]:
    """The four steps of the preparation."""
    names = [name for name, _words in ORDER]
    return [
        Step(words, "here" if name == here else "done" if names.index(name) < names.index(here) else "next") for name, words in ORDER
    ]  # fmt: skip


def draft_of(request: HttpRequest, ref: str) -> Referral:
    """A referral that is still being prepared, by the sending side. Raises Refused for every other."""
    by: Principal = request.by  # type: ignore[attr-defined]
    found = queries.referral(by, ref)
    if found.state != State.DRAFTED or queries.side_of(by, found) is not Side.SENDER:
        raise Refused("referral")
    return found


class ServicesToAsk(Services):
    """The directory's search, from which a service is chosen for somebody: its filters describe a child."""

    key = "referrals.services"
    is_private = True
    keeps_views = False
    is_exportable = False

    def __init__(self, rows: QuerySet, request: HttpRequest, *, origin: str) -> None:
        super().__init__(rows, request)
        lead, *others = Services.columns
        self._onward = (replace(lead, link=lambda row: draft_address(row, origin)), *others)

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]  # the name leads on with the referral of this asking side
        """The directory's columns; a service's name leads to the draft."""
        return self._onward


def draft_address(service: Service, origin: str) -> str:
    """Where a referral to this service is drafted for an asking side."""
    return f"{reverse('referral_new', args=[service.ref])}?{urlencode({'for': origin}, safe=':')}"


@page(needs=REFERRAL_SEND)
def referral_begin(request: HttpRequest) -> HttpResponse:
    """Whose referral it is: the number of a child, where nothing above gave one."""
    by = request.by  # type: ignore[attr-defined]
    typed = request.GET.get("number", "")
    child = by_number(by, typed) if typed else None
    if child is not None:
        return redirect(f"{reverse('referral_choose')}?for=child:{child.ref}")
    context = {"crumbs": [all_sent(), Crumb(_("New referral"))], "steps": steps_at("service"), "is_unknown": bool(typed)}
    return render(request, "referrals/begin.html", context)


@page(needs=REFERRAL_SEND, methods=("GET", "POST"))
def referral_choose(request: HttpRequest) -> HttpResponse:
    """Which service is asked: the directory's search, without one's own services; `for` names the asking side.

    What the search asks about the child is sent by POST and leads to an address that does not say it.
    """
    by = request.by  # type: ignore[attr-defined]
    asking = asking_of(request, (request.POST or request.GET).get("for", ""))
    table = ServicesToAsk(services(by).exclude(organisation__in=by.organisations), request, origin=asking.origin)
    if request.method == "POST":
        return redirect(table.asked_address)
    context = {"table": table, "asking": asking, "steps": steps_at("service"), "crumbs": _crumbs(asking, _("New referral"))}
    return render(request, "referrals/choose.html", context, partials=(table.id,))


def _crumbs(asking: Asking, title: Promise | str) -> list[Crumb]:
    return [Crumb(asking.title, asking.back) if asking.back else all_sent(), Crumb(title)]


@page(needs=REFERRAL_SEND, methods=("GET", "POST"))
def referral_new(request: HttpRequest, ref: str) -> HttpResponse:
    """A draft to this service, for the asking side that `for` names."""
    by = request.by  # type: ignore[attr-defined]
    asking, service = asking_of(request, request.GET.get("for", "")), service_of(by, ref)
    form = PrepareReferral(request.POST or None)
    if form.is_bound and form.is_valid():
        given = {"child": asking.child, "service": service, "asked_for": asking.asked_for, "origin": asking.origin}
        where = form.perform(draft_referral, by=by, then=_to_share, **given)
        if where:
            return redirect(where)
    return _asked(request, form, "service", service, crumbs=_crumbs(asking, _("New referral")), verb=_("Go on"))


def _to_share(draft: Any) -> str:
    return reverse("referral_share", args=[draft.ref])


def _asked(
    request: HttpRequest, form: Any, step: str, service: Service, *, crumbs: list[Crumb], verb: Promise | str, **more: Any
) -> HttpResponse:  # fmt: skip
    seen = outlook(service)
    context = {"form": form, "steps": steps_at(step), "crumbs": crumbs, "service": service, "warning": seen.warning,
               "verb": verb, "title": dict(ORDER)[step], **more}  # fmt: skip
    return render(request, "referrals/step.html", context, status=422 if form.is_bound else 200)


@page(needs=REFERRAL_SEND, methods=("GET", "POST"))
def referral_change(request: HttpRequest, ref: str) -> HttpResponse:
    """Need, urgency and message of a draft."""
    draft = draft_of(request, ref)
    form = PrepareReferral(request.POST or None, referral=draft)
    if form.is_bound and form.is_valid():
        where = form.perform(change_referral, by=request.by, then=address_of(draft), referral=draft, service=draft.service)  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    return _asked(request, form, "service", draft.service, crumbs=_of(draft), verb=_("Keep"), referral=draft)


def _of(draft: Referral) -> list[Crumb]:
    return [all_sent(), Crumb(str(draft), address_of(draft))]


@page(needs=REFERRAL_SEND, methods=("GET", "POST"))
def referral_share(request: HttpRequest, ref: str) -> HttpResponse:
    """Form by form, field by field: what the service may read."""
    by = request.by  # type: ignore[attr-defined]
    draft = draft_of(request, ref)
    asking = asking_of(request, draft.origin)
    form = ChooseShared(request.POST or None, sheets=asking.sheets, shared=queries.shared_keys(by, draft))
    if form.is_bound and form.is_valid():
        where = form.perform(choose_shared, by=by, then=reverse("referral_consent", args=[ref]), referral=draft)
        if where:
            return redirect(where)
    return _asked(request, form, "share", draft.service, crumbs=_of(draft), verb=_("Go on"), referral=draft)


@page(needs=REFERRAL_SEND, methods=("GET", "POST"))
def referral_consent(request: HttpRequest, ref: str) -> HttpResponse:
    """Consent: by whom and when."""
    by = request.by  # type: ignore[attr-defined]
    draft = draft_of(request, ref)
    form = NoteConsent(request.POST or None)
    if form.is_bound and form.is_valid():
        record = asking_of(request, draft.origin).consent_record
        where = form.perform(note_consent, by=by, then=reverse("referral_send", args=[ref]), referral=draft, consent_record=record)
        if where:
            return redirect(where)
    return _asked(request, form, "consent", draft.service, crumbs=_of(draft), verb=_("Go on"), referral=draft,
                  may_override=by.may(CONSENT_OVERRIDE))  # fmt: skip


@page(needs=CONSENT_OVERRIDE, methods=("GET", "POST"))
def referral_exception(request: HttpRequest, ref: str) -> HttpResponse:
    """The ground without consent, with the words that explain it."""
    draft = draft_of(request, ref)
    form = NoteException(request.POST or None)
    if form.is_bound and form.is_valid():
        where = form.perform(note_exception, by=request.by, then=reverse("referral_send", args=[ref]), referral=draft)  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    return _asked(request, form, "consent", draft.service, crumbs=_of(draft), verb=_("Go on"), referral=draft)


@page(needs=REFERRAL_SEND, methods=("GET", "POST"))
def referral_send(request: HttpRequest, ref: str) -> HttpResponse:
    """Exactly what the other side will see, and the last question."""
    by = request.by  # type: ignore[attr-defined]
    draft = draft_of(request, ref)
    seen = outlook(draft.service)
    form = SendReferral(request.POST or None, is_taking=seen.is_taking)
    if form.is_bound and form.is_valid():
        where = form.perform(send_referral, by=by, then=address_of(draft), referral=draft)
        if where:
            return redirect(where)
    shared = queries.shared(by, draft)
    lacks = rules.lacks(draft, items=sum(len(one.lines) for one in shared))
    context = {"form": form, "steps": steps_at("send"), "crumbs": [*_of(draft), Crumb(_("Last look"))], "referral": draft,
               "shared": shared, "lacks": lacks, "warning": seen.warning}  # fmt: skip
    return render(request, "referrals/send.html", context, status=422 if form.is_bound else 200)


@page(needs=REFERRAL_SEND, methods=("GET", "POST"))
def referral_discard(request: HttpRequest, ref: str) -> HttpResponse:
    """Throws a draft away."""
    draft = draft_of(request, ref)
    form = Sure(request.POST or None)
    if form.is_bound and form.is_valid():
        where = form.perform(discard_referral, by=request.by, then=reverse("referrals_sent"), referral=draft)  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    context = {"form": form, "crumbs": _of(draft), "title": _("Throw the draft away"), "verb": _("Throw away"), "tone": "danger",
               "about": _("Nothing has left. What was prepared is erased."), "back": address_of(draft)}  # fmt: skip
    return render(request, "referrals/form.html", context, status=422 if form.is_bound else 200)
