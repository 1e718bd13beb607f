"""From a contact to a case: the page on which it is done, what was handed over, and taking it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.children.identity import ChildFacts
from qorgan.children.queries import hints_for
from qorgan.children.queries.same import Hint
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import access, rules
from qorgan.intake.actions.answer import ask_for_more
from qorgan.intake.actions.handover import AlreadyHandedOver, hand_over, undo_handover
from qorgan.intake.danger_queries import arising_from
from qorgan.intake.forms import HandOver
from qorgan.intake.models import Handover
from qorgan.intake.panels import panel
from qorgan.intake.queries.handover import contact, facts_of, handed, handover, of_contact, thread_of
from qorgan.matching.attributes import Birth
from qorgan.places.models import Place
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb

SEEN_AFTERWARDS = (
    _("The number of the case and the organisation that has it"),
    _("Whether somebody answers for it, and since when"),
    _("The stage of the work, and until when an answer is due"),
    _("The answer for the child, when it is written"),
    _("The child in the register, where you entered the child yourself"),
)
NOT_SEEN_AFTERWARDS = (
    _("Forms, notes and documents of the case"),
    _("The name of the worker"),
    _("Which services were asked"),
)


def way_back(by: Principal, of: Contact | Handover) -> str:
    """The conversation where the reader knows it, else the contact record, else the list of follow-ups."""
    thread = Thread.objects.visible_to(by).filter(pk=of.thread_id).values_list("ref", flat=True).first() if of.thread_id else None
    if thread:
        return reverse("thread", args=[thread])
    record = (
        Contact.objects.visible_to(by)
        .filter(pk=of.pk if isinstance(of, Contact) else of.contact_id)
        .values_list("ref", flat=True)
        .first()
    )
    return reverse("contact", args=[record]) if record else reverse("follow_ups")


@page(needs=access.HANDOVER_MAKE, methods=("GET", "POST"))
def case_of_contact(request: PageRequest, ref: str) -> HttpResponse:
    """One page from the child to the organisation; `do=look` draws the hints and the organisations anew and hands nothing over."""
    by, found = request.by, contact(request.by, ref)
    is_look = (request.method == "POST" and request.POST.get("do") == "look") or request.headers.get("HX-Target") == "intake-live"
    form = _form(request, found, data=None if is_look else request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            where = form.perform(hand_over, by=by, then=way_back(by, found), contact=found)
        except AlreadyHandedOver:
            where = way_back(by, found)
        if where:
            return redirect(where)
    context = {
        "form": form,
        "contact": found,
        "crumbs": [Crumb(str(found), way_back(by, found)), Crumb(_("Make a case of it"))],
        "back": way_back(by, found),
        "will_see": SEEN_AFTERWARDS,
        "will_not_see": NOT_SEEN_AFTERWARDS,
    }
    return render(request, "intake/hand_over.html", context, partials=("intake-live",), status=422 if form.is_bound else 200)


def _form(request: PageRequest, found: Contact, data: QueryDict | None) -> HandOver:
    by, posted = request.by, request.POST
    facts, _concerns = facts_of(found)
    place = Place.objects.filter(ref=posted["place"]).first() if posted.get("place") else facts.place
    made = [one for one in of_contact(by, found) if one.withdrawn_at is None]
    initial = {} if data is not None else {**_of_danger(by, found), **_as_typed(posted)}
    return HandOver(data, contact=found, handovers=made, hints=_hints(by, posted, facts, place), place=place, initial=initial)


def _of_danger(by: Principal, found: Contact) -> dict[str, Any]:
    """The danger that was found in the contact goes on in the case: its risk, and whether somebody must act today."""
    level = max((one.level for one in arising_from(by, found)), default=0)
    return {"risk": rules.risk_of(level), "is_urgent": level >= rules.ACT_TODAY} if level else {}


_LISTS = ("concerns", "lines")


def _as_typed(posted: QueryDict) -> dict[str, Any]:
    return {name: posted.getlist(name) if name in _LISTS else posted.get(name) for name in posted if name not in ("once", "seen")}


def _hints(by: Principal, posted: QueryDict, facts: ChildFacts, place: Place | None) -> list[Hint]:
    """Who may be the same child: of what stands in the form now, else of what the record says; only whom the counsellor may know."""
    age = posted.get("age", "")
    said = ChildFacts(
        given=posted.get("given", facts.given),
        surname=posted.get("surname", facts.surname),
        also_called=posted.get("also_called", ""),
        sex=posted.get("sex", facts.sex),
        birth=Birth.at_age(int(age), timezone.localdate()) if age.isdigit() else facts.birth,
        phone=facts.phone,
        place=place,
    )
    return hints_for(by, said.attributes()) if said.is_named else []


@page(needs=access.HANDOVER_READ)
def handed_over(request: PageRequest, ref: str) -> HttpResponse:
    """Exactly what was handed over; both ends read it, and that they did is written down."""
    found = handover(request.by, ref)
    context = {"handover": found, "forms": handed(found), "crumbs": [Crumb(str(found)), Crumb(_("What was handed over"))]}
    return render(request, "intake/handed_over.html", context)


@page(needs=access.HANDOVER_MAKE, methods=("POST",))
def handover_undo(request: PageRequest, ref: str) -> HttpResponse:
    """Takes it back."""
    return _done(request, ref, undo_handover)


@page(needs=access.ANSWER_SEND, methods=("POST",))
def handover_ask(request: PageRequest, ref: str) -> HttpResponse:
    """Asks the case for a further answer."""
    return _done(request, ref, ask_for_more)


def _done(request: PageRequest, ref: str, act: Any) -> HttpResponse:
    found = handover(request.by, ref)
    back = way_back(request.by, found)
    try:
        act(by=request.by, handover=found)
    except RuleBroken as broken:
        context = {"problem": broken.message, "back": back, "crumbs": [Crumb(str(found), back)]}
        return render(request, "intake/refused.html", context, status=422)
    return redirect(back)


@page(needs=access.HANDOVER_READ)
def beside(request: PageRequest, ref: str) -> HttpResponse:
    """The panel beside a conversation, drawn anew when something happened."""
    return HttpResponse(panel(request, thread=thread_of(request.by, ref)) or "")
