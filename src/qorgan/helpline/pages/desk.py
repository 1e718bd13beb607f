"""The desk: one queue, one conversation, one record."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.helpline import access
from qorgan.helpline.actions import desk as act
from qorgan.helpline.actions.messages import AlreadySent
from qorgan.helpline.actions.shift import at_the_desk, set_duty, still_here
from qorgan.helpline.choices import Duty, Side
from qorgan.helpline.forms import EndThread, OfferThread, PromiseAnswer, WriteReply
from qorgan.helpline.models import Reply, Thread
from qorgan.helpline.queries import colleagues, desk_of, said_at_desk, talk_of
from qorgan.helpline.queries.history import history_of
from qorgan.helpline.slots import RECORD, STRIP
from qorgan.ui.pages import PageRequest, page, render

PARTS = ("desk-queue", "desk-talk", "desk-strip")


def found(request: PageRequest, ref: str) -> Thread:
    """The conversation behind an address; hidden and absent are the same 404."""
    thread = Thread.objects.visible_to(request.by).select_related("place").filter(ref=ref).first()
    if thread is None:
        raise Http404
    return thread


@page(needs=access.DESK_OPEN)
def desk(request: PageRequest) -> HttpResponse:
    """The desk with no conversation open."""
    return _desk(request)


@page(needs=access.DESK_OPEN)
def thread(request: PageRequest, ref: str) -> HttpResponse:
    """The desk with one conversation."""
    return _desk(request, found(request, ref))


def _desk(request: PageRequest, thread: Thread | None = None, *, status: int = 200, **shown: Any) -> HttpResponse:
    by = request.by
    aimed = request.headers.get("HX-Target", "")
    context: dict[str, Any] = {"thread": thread, "organisation": next(iter(by.organisations), None), **shown}
    if aimed not in ("desk-talk", "desk-strip"):
        context["desk"] = desk_of(by, everything=by.may(access.THREAD_OVERSEE))
    if thread is not None and aimed not in ("desk-queue", "desk-strip"):
        context |= talk_of(by, thread) | {"said": said_at_desk(by, thread), "oversees": by.may(access.THREAD_OVERSEE)}
        context |= {"reply": shown.get("reply") or WriteReply(initial={"text": context["draft"], "key": uuid4()})}
    if thread is not None and aimed not in PARTS:
        context |= {
            "record": list(RECORD(request, thread=thread)),
            "history": history_of(thread.pk),
            "replies": _replies(),
            "offer": OfferThread(colleagues=colleagues(by)),
            "promise": PromiseAnswer(),
            "end": EndThread(),
        }
    if aimed not in ("desk-queue", "desk-talk"):
        context["strips"] = list(STRIP(request, of=thread))
    template = "helpline/desk/talk.html" if aimed == "desk-talk" and thread is not None else "helpline/desk.html"
    return render(request, template, context, partials=PARTS, status=status)


def _replies() -> list[Reply]:
    return list(Reply.objects.filter(is_active=True).order_by("group", "key"))


@page(needs=access.THREAD_TAKE, methods=("POST",))
def take_next(request: PageRequest) -> HttpResponse:
    """Takes whoever should be read first."""
    return _then_open(request, lambda: act.take_next(by=request.by))


@page(needs=access.THREAD_TAKE, methods=("POST",))
def take(request: PageRequest, ref: str) -> HttpResponse:
    """Takes this one. Whoever comes too late is told so at the desk, in the same words as for one that never was there."""
    waiting = Thread.objects.visible_to(request.by).filter(ref=ref).first()
    if waiting is None:
        return _desk(request, status=422, problem=_("A colleague has just taken this conversation."))
    return _then_open(request, lambda: act.take_thread(by=request.by, thread=waiting))


def _then_open(request: PageRequest, take_it: Callable[[], Thread]) -> HttpResponse:
    try:
        return redirect("thread", ref=take_it().ref)
    except Refused:  # taken between our looking and our taking: not ours to know any more
        return _desk(request, status=422, problem=_("A colleague has just taken this conversation."))
    except RuleBroken as broken:
        return _desk(request, status=422, problem=broken.message)


@page(needs=access.THREAD_WRITE, methods=("POST",))
def reply(request: PageRequest, ref: str) -> HttpResponse:
    """Writes to the child, or a note for staff."""
    thread, form = found(request, ref), WriteReply(request.POST)
    write = act.write_note if request.POST.get("side") == Side.NOTE else act.write_reply
    if not form.is_valid():
        return _desk(request, thread, status=422, problem=_("This could not be sent. What you wrote is kept."))
    try:
        write(by=request.by, thread=thread, text=form.cleaned_data["text"], client_key=form.cleaned_data["key"])
    except AlreadySent:
        pass  # sent before: the conversation shows it already
    except RuleBroken as broken:
        form = WriteReply(initial={"text": form.cleaned_data["text"], "key": uuid4()})
        return _desk(request, thread, status=422, problem=broken.message, reply=form)
    if request.headers.get("HX-Request"):
        return _desk(request, found(request, ref))
    return redirect("thread", ref=ref)


def _command(request: PageRequest, ref: str, form: Any, action: Callable[..., Any], to: str = "thread") -> HttpResponse:
    """A form of one conversation: does the action, or shows why not."""
    thread = found(request, ref)
    if form.is_valid():
        where = form.perform(action, by=request.by, thread=thread, then=reverse(to, args=[ref] if to == "thread" else []))
        if where:
            return redirect(where)
    problem = next((line.text for line in form.error_lines()), _("Please choose an answer."))
    return _desk(request, found(request, ref), status=422, problem=problem)


@page(needs=access.THREAD_TRANSFER, methods=("POST",))
def offer(request: PageRequest, ref: str) -> HttpResponse:
    """Offers the conversation to a colleague."""
    return _command(request, ref, OfferThread(request.POST, colleagues=colleagues(request.by)), act.offer_thread)


@page(needs=access.THREAD_TAKE, methods=("POST",))
def promise(request: PageRequest, ref: str) -> HttpResponse:
    """Tells the child until when an answer will stand there."""
    return _command(request, ref, PromiseAnswer(request.POST), act.promise_answer)


@page(needs=access.THREAD_END, methods=("POST",))
def end(request: PageRequest, ref: str) -> HttpResponse:
    """Ends this stretch of the conversation."""
    return _command(request, ref, EndThread(request.POST), act.end_thread)


VERBS = {
    "accept": (act.accept_offer, "thread"),
    "decline": (act.decline_offer, "desk"),
    "release": (act.release_thread, "desk"),
    "take-over": (act.take_over, "thread"),
}


@page(needs=access.THREAD_TAKE, methods=("POST",))
def decide(request: PageRequest, ref: str, verb: str) -> HttpResponse:
    """Accepts or declines an offer, gives back, takes over."""
    if verb not in VERBS:
        raise Http404
    action, to = VERBS[verb]
    try:
        action(by=request.by, thread=found(request, ref))
    except RuleBroken as broken:
        return _desk(request, status=422, problem=broken.message)
    return redirect(to, ref=ref) if to == "thread" else redirect(to)


@page(needs=access.THREAD_READ, methods=("POST",))
def here(request: PageRequest, ref: str) -> HttpResponse:
    """Until where the counsellor has read, whether they type, and what is typed and not sent."""
    by, thread, given = request.by, found(request, ref), request.POST
    seen = given.get("seen", "0")
    at_the_desk(
        by=by, thread=thread, seen_seq=min(int(seen) if seen.isdigit() else 0, thread.last_seq), is_typing=bool(given.get("typing"))
    )
    if thread.first_read_at is None:
        with suppress(RuleBroken):  # a colleague read it in this very moment
            act.mark_first_read(by=by, thread=thread)
    if "draft" in given and by.may(access.THREAD_WRITE):
        act.keep_draft(by=by, thread=thread, side=Side.STAFF, text=given["draft"])
    still_here(by=by)
    return HttpResponse(status=204)


@page(needs=access.DESK_OPEN, methods=("POST",))
def duty(request: PageRequest) -> HttpResponse:
    """Goes on shift, on a break, off; a bare post says that the page is still open."""
    asked = request.POST.get("duty", "")
    if asked not in Duty.values:
        still_here(by=request.by)
        return HttpResponse(status=204)
    set_duty(by=request.by, organisation_id=next(iter(request.by.organisations)), duty=Duty(asked))
    return redirect("desk")
