"""A danger: the questions, the page of one, the call, the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.clocks.choices import StepKind
from qorgan.clocks.models import Clock, Step
from qorgan.clocks.queries import shown
from qorgan.helpline.models import Contact, Thread
from qorgan.helpline.pack import numbers
from qorgan.intake import danger_access as access
from qorgan.intake import danger_limits as limits
from qorgan.intake import danger_queries as queries
from qorgan.intake import danger_rules as rules
from qorgan.intake.actions.danger import assess_danger, close_danger, newest_assessment, note_call, open_danger
from qorgan.intake.danger_bodies import found_bodies
from qorgan.intake.danger_choices import Duty, State
from qorgan.intake.danger_forms import AS_FOUND, QUESTION, AssessDanger, CloseDanger, NoteCall
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.models import Danger
from qorgan.intake.queries.handover import contact, facts_of
from qorgan.places.models import Place
from qorgan.staff.queries import names_of
from qorgan.ui import pieces
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb

RESULT = "danger-result"
TONES = {State.OPEN: "danger", State.ACKNOWLEDGED: "ok", State.CLOSED: "out"}


def address_of(danger: Any) -> str:
    """The page of a danger."""
    return reverse("danger", args=[danger.ref])


def crumbs_of(danger: Danger, *more: Crumb) -> list[Crumb]:
    """The way to a danger, and further."""
    return [Crumb(_("Dangers"), reverse("dangers")), Crumb(str(danger), address_of(danger)), *more]


def asked(
    request: PageRequest,
    form: Any,
    act: Callable[..., Any],
    *,
    title: Promise | str,
    verb: Promise | str,
    danger: Danger,
    notes: Iterable[Any] = (),
    about: dict[str, Any],
    tone: str = "primary",
) -> HttpResponse:
    """One form about one danger: the same page for every change. `about` is what the action is given beside the form's command."""
    if form.is_bound and form.is_valid():
        where = form.perform(act, by=request.by, then=address_of(danger), **about)
        if where:
            return redirect(where)
    context = {"form": form, "title": title, "verb": verb, "back": address_of(danger), "notes": list(notes), "tone": tone}
    context["crumbs"] = crumbs_of(danger, Crumb(title))
    return render(request, "intake/danger_form.html", context, status=422 if form.is_bound else 200)


# The questions ---------------------------------------------------------------------------------------------------------


@page(needs=access.DANGER_ASSESS, methods=("GET", "POST"))
def danger_assess(request: PageRequest, ref: str) -> HttpResponse:
    """The questions about the danger in a conversation. While they are answered the page asks what they say; nothing is kept."""
    thread = Thread.objects.visible_to(request.by).select_related("place").filter(ref=ref).first()
    if thread is None:
        raise Refused("thread")
    return _questions(request, thread, thread.place)


@page(needs=access.DANGER_ASSESS, methods=("GET", "POST"))
def danger_assess_contact(request: PageRequest, ref: str) -> HttpResponse:
    """The same questions about a contact where nobody wrote: a call, a visit, a letter. One of a conversation leads there."""
    found = contact(request.by, ref)
    if found.thread_id is None:
        return _questions(request, found, facts_of(found)[0].place)
    thread = Thread.objects.visible_to(request.by).filter(pk=found.thread_id).first()
    if thread is None:
        raise Refused("thread")
    return redirect(questions_of(thread))


def address_of_source(of: Thread | Contact) -> str:
    """The page of the conversation or of the contact from which a danger arises."""
    return reverse("thread" if isinstance(of, Thread) else "contact", args=[of.ref])


def questions_of(of: Thread | Contact) -> str:
    """The questions about the danger in a conversation or in a contact."""
    return reverse("danger_assess" if isinstance(of, Thread) else "danger_assess_contact", args=[of.ref])


def _questions(request: PageRequest, of: Thread | Contact, place: Place | None) -> HttpResponse:
    by = request.by
    there = open_danger(by, of)
    before = newest_assessment(by, there) if there else None
    form = AssessDanger(request.POST or None, initial=_initial(there, before, place))
    is_look = request.headers.get("HX-Target") == RESULT
    if form.is_bound and form.is_valid() and not is_look:
        where = form.perform(assess_danger, by=by, then=address_of, of=of)
        if where:
            return redirect(where)
    source = address_of_source(of)
    answers = form.answers() if form.is_bound and form.is_valid() else {}
    known = rules.complete(pack(), answers, before.answers if before else None)
    found = rules.level(pack(), known)
    context = {
        "form": form, "danger": there, "found": found, "level": pack().levels.get(found.level),
        "chosen": form.data.get("level", AS_FOUND) if form.is_bound else AS_FOUND, "kind": pack().kinds.get(found.kind, ""),
        "first": _numbers(found.level, found.kind),
        "back": address_of(there) if there else source, "here": questions_of(of),
        "crumbs": [Crumb(_("Dangers"), reverse("dangers")), Crumb(str(of), source), Crumb(_("Questions"))],
    }  # fmt: skip
    refused = form.is_bound and not is_look
    return render(request, "intake/danger_assess.html", context, partials=(RESULT,), status=422 if refused else 200)


def _initial(there: Danger | None, before: Any, place: Place | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"place": (there.place if there else None) or place}
    if there and before:
        initial |= {f"{QUESTION}{key}": said for key, said in before.answers.items()}
        initial["offence"] = there.offence
    return initial


# One danger ------------------------------------------------------------------------------------------------------------


@page(needs=access.DANGER_READ)
def danger(request: PageRequest, ref: str) -> HttpResponse:
    """What was found, who was told and answered, what runs, what is still to be done."""
    by, found = request.by, queries.danger(request.by, ref)
    told = queries.told_bodies(by, found)
    made = queries.assessments(by, found)
    level = pack().levels.get(found.level)
    sends = by.may(access.NOTIFICATION_SEND) and found.state != State.CLOSED and found.level > 0
    bodies = found_bodies(by, pack().bodies_of(found.level, found.kind), found.place) if sends else []
    done = {one.notification.organisation_id for one in told if one.notification.standing != "withdrawn"}
    reports = queries.reports(by, found)
    source = queries.source_of(by, found)
    context = {
        "danger": found, "level": level, "kind": pack().kinds.get(found.kind, ""), "tone": TONES[State(found.state)],
        "source": source, "source_url": address_of_source(source) if source else "", "told": told, "bodies": _offered(bodies, done),
        "questions": questions_of(source) if source else "",
        "first": _numbers(found.level, found.kind), "calls": queries.calls(by, found),
        "assessments": made, "because": _because(made), "reports": reports, "clocks": _clocks(by, found),
        "history": queries.histories(by, [found]), "may_send": sends, "crumbs": crumbs_of(found)[:-1],
        "may_assess": by.may(access.DANGER_ASSESS) and found.state != State.CLOSED,
        "may_report": by.may(access.DUTY_REPORT) and found.state != State.CLOSED,
        "may_countersign": by.may(access.DUTY_COUNTERSIGN), "reads": by.may(access.DANGER_ASSESS),
        "omitted": next((one for one in reports if one.outcome == Duty.NOT_MADE), None),
        "offences": pack().offences, "reasons": pack().no_report,
        "names": names_of({*(one.assessed_by for one in made), *(one.written_by for one in reports), found.opened_by}),
    }  # fmt: skip
    return render(request, "intake/danger.html", context)


def _numbers(level: int, kind: str) -> list[dict[str, str]]:
    """The emergency numbers that are rung first, with their names."""
    known = {one["number"]: one for one in numbers()}
    return [known[number] for number in pack().rung_first(level, kind) if number in known]


def _offered(bodies: list[Any], done: set[Any]) -> list[dict[str, Any]]:
    """The bodies of the level in their order, each with the organisations that can still be told."""
    made: list[dict[str, Any]] = []
    for body, found in bodies:
        left = [one for one in found if one.organisation.pk not in done]
        is_told = len(left) < len(found)
        is_next = bool(left) and not is_told and not any(one["is_next"] for one in made)
        made.append({"body": body, "found": left, "is_told": is_told, "is_next": is_next})
    return made


def _because(made: list[Any]) -> list[str]:
    """The questions that were answered yes, in words."""
    answers = made[0].answers if made else {}
    return [str(one.words) for one in pack().questions if answers.get(one.key) == "yes"]


def _clocks(by: Principal, found: Danger) -> list[pieces.Clock]:
    rows = [limits.clock(by, found, kind) for kind in (limits.ANSWER, limits.REPORT)]
    return [shown(one, by, next_body=next_of(by, one)) for one in rows if one is not None]


def next_of(by: Principal, clock: Clock) -> str:
    """Who is told next when nobody answers, in words; empty where nobody is left."""
    rows = Step.objects.visible_to(by).filter(clock=clock, kind=StepKind.ESCALATE, fired_at=None, is_void=False)
    to = rows.order_by("fires_at", "order").values_list("to", flat=True).first()
    return str(queries.TO.get(to or "", ""))


@page(needs=access.DANGER_ASSESS, methods=("GET", "POST"))
def danger_call(request: PageRequest, ref: str) -> HttpResponse:
    """Writes down that an emergency number was rung."""
    found = queries.danger(request.by, ref)
    first = pack().rung_first(found.level, found.kind)
    known = sorted(numbers(), key=lambda one: (one["number"] not in first, one["number"]))
    choices = [(one["number"], f"{one['number']} {one['short']}") for one in known]
    form = NoteCall(request.POST or None, numbers=choices)
    return asked(request, form, note_call, title=_("The call"), verb=_("Write down"), danger=found, about={"danger": found})


@page(needs=access.DANGER_ASSESS, methods=("GET", "POST"))
def danger_close(request: PageRequest, ref: str) -> HttpResponse:
    """Finishes a danger."""
    found = queries.danger(request.by, ref)
    notes = [] if found.state == State.ACKNOWLEDGED else [_("No body has taken this danger. Write why it is finished.")]
    form = CloseDanger(request.POST or None)
    return asked(request, form, close_danger, title=_("Finish the danger"), verb=_("Finish"), danger=found, notes=notes,
                 about={"danger": found})  # fmt: skip
