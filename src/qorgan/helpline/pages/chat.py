"""The child's open page: read, write, keep or refuse the words, leave."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.helpline import door_keys, queries
from qorgan.helpline.actions import door
from qorgan.helpline.actions.messages import AlreadySent
from qorgan.helpline.door_keys import COOKIE
from qorgan.helpline.doorway import allow_frame, be_framed, doorway, form_key, held, is_own_form, message_key, show, take_key
from qorgan.helpline.models import Thread
from qorgan.helpline.slots import DOOR, SEEN
from qorgan.ui.pages import PUBLIC, page


def open_page(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page of the conversation: needs the key of an open page, and for a form the form's own key."""

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def run(request: HttpRequest) -> HttpResponse:
            found = held(request)
            if found is None:
                if request.headers.get("X-Door") or "news" in request.path:
                    raise Http404
                return HttpResponseRedirect(f"{resolve_url('help')}?lang={translation.get_language()}")
            if request.method == "POST" and not is_own_form(request):
                return HttpResponse(_("Please open the page once more."), status=403, content_type="text/plain; charset=utf-8")
            return view(request, found)

        return doorway(page(needs=PUBLIC, methods=methods, is_outside=True)(run))

    return declare


def conversation(
    request: HttpRequest,
    *,
    by: Principal,
    key: str,
    words: tuple[str, ...] = (),
    may_see_earlier: bool = True,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    """The conversation as the child sees it: on coming back the newest answer first, earlier messages after another tap."""
    with reading(by):
        thread = Thread.objects.visible_to(by).get()
        said, hidden = queries.said_to_child(by, thread, everything=may_see_earlier)
        context = {
            "thread": thread,
            "messages": said,
            "hidden_count": hidden,
            "last_seq": thread.last_seq,
            "words": words,
            "has_school": thread.origin_until is not None,
            "form_key": form_key(key),
            "message_key": uuid4(),
            "asked": list(DOOR(request, thread=thread, form_key=form_key(key), language=translation.get_language())),
            **queries.door_state(by, thread),
            **shown,
        }
        return allow_frame(show(request, "chat", context, status=status))


def _again() -> HttpResponse:
    return HttpResponseRedirect(f"{resolve_url('chat')}?lang={translation.get_language()}")


@open_page("GET", "POST")
def chat(request: HttpRequest, found: door_keys.Held) -> HttpResponse:
    """Reads, or writes one message."""
    key = request.COOKIES[COOKIE]
    if request.method != "POST":
        return conversation(request, by=found.by, key=key, may_see_earlier=found.may_see_earlier)
    text = request.POST.get("text", "")
    try:
        _write(found.by, text, request.POST.get("key", ""))
    except RuleBroken as broken:
        if request.headers.get("X-Door"):
            return HttpResponse(str(broken.message), status=422, content_type="text/plain; charset=utf-8")
        return conversation(
            request, by=found.by, key=key, may_see_earlier=found.may_see_earlier, status=422, error=broken.message, text=text
        )
    return HttpResponse(status=204) if request.headers.get("X-Door") else _again()


def _write(by: Principal, text: str, key: str) -> None:
    with reading(by):
        thread = Thread.objects.visible_to(by).get()
    try:
        door.write_as_child(by=by, thread=thread, text=text, client_key=message_key(key))
    except AlreadySent:
        return


@open_page("GET")
def chat_log(request: HttpRequest, found: door_keys.Held) -> HttpResponse:
    """Without a script: the messages alone, in a frame that renews itself."""
    with reading(found.by):
        thread = Thread.objects.visible_to(found.by).get()
        said, _hidden = queries.said_to_child(found.by, thread, everything=found.may_see_earlier)
        return be_framed(show(request, "log", {"messages": said, **queries.door_state(found.by, thread)}))


@open_page("GET")
def chat_news(request: HttpRequest, found: door_keys.Held) -> HttpResponse:
    """With a script: what came after the last message seen, and how things stand."""
    if request.headers.get("X-Door") not in (None, form_key(request.COOKIES[COOKIE])):
        return HttpResponse(status=409)  # this page shows another conversation than the one that the browser's key opens now
    after = request.GET.get("after", "0")
    with reading(found.by):
        thread = Thread.objects.visible_to(found.by).get()
        said = queries.said_after(found.by, thread, int(after) if after.isdigit() else 0)
        return show(request, "news", {"messages": said, **queries.door_state(found.by, thread)})


@open_page("POST")
def chat_here(request: HttpRequest, found: door_keys.Held) -> HttpResponse:
    """Until where the child has read, and whether they write."""
    seen = request.POST.get("seen", "0")
    with reading(found.by):
        thread = Thread.objects.visible_to(found.by).get()
    seq = min(int(seen) if seen.isdigit() else 0, thread.last_seq)
    door.at_the_door(by=found.by, thread=thread, seen_seq=seq, is_typing=bool(request.POST.get("typing")))
    list(SEEN(request, thread=thread, seq=seq))
    return HttpResponse(status=204)


@open_page("POST")
def chat_earlier(request: HttpRequest, found: door_keys.Held) -> HttpResponse:
    """The other tap: shows what was written before."""
    with acting(found.by):
        door_keys.show_earlier(request.COOKIES[COOKIE])
    return _again()


@open_page("POST")
def chat_code(request: HttpRequest, found: door_keys.Held) -> HttpResponse:
    """New words, no words, words that stop working; or no school."""
    asked = request.POST.get("do", "")
    with reading(found.by):
        thread = Thread.objects.visible_to(found.by).get()
    words: tuple[str, ...] = ()
    if asked == "keep":
        words = door.keep_code(by=found.by, thread=thread)
    elif asked == "refuse":
        door.refuse_code(by=found.by, thread=thread)
    elif asked == "destroy":
        door.destroy_code(by=found.by, thread=thread)
    elif asked == "school":
        door.remove_origin(by=found.by, thread=thread)
    if not words:
        return _again()
    return conversation(request, by=found.by, key=request.COOKIES[COOKIE], may_see_earlier=found.may_see_earlier, words=words)


@open_page("GET", "POST")
def chat_end(request: HttpRequest, found: door_keys.Held) -> HttpResponse:
    """Ends the conversation, or destroys it."""
    asked, key = request.POST.get("do", ""), request.COOKIES[COOKIE]
    if request.method != "POST" or asked not in ("end", "destroy"):
        return show(request, "end", {"form_key": form_key(key)})
    with reading(found.by):
        thread = Thread.objects.visible_to(found.by).get()
    if asked == "destroy":
        if not door.destroy_thread(by=found.by, thread=thread):
            return show(request, "end", {"form_key": form_key(key), "held": True})
    else:
        _leave(found.by, thread)
    door_keys.close_key(key)
    return take_key(show(request, "done", {"is_deleted": asked == "destroy"}))


def _leave(by: Principal, thread: Thread) -> None:
    try:
        door.leave(by=by, thread=thread)
    except RuleBroken:
        return  # ended from the other side in the meantime: that is what was asked for


@doorway
@page(needs=PUBLIC, methods=("POST",), is_outside=True)
def exit_(request: HttpRequest) -> HttpResponse:
    """The beacon of the exit button: the open page's key opens nothing any more."""
    if request.COOKIES.get(COOKIE) and is_own_form(request):
        door_keys.close_key(request.COOKIES[COOKIE])
    return take_key(HttpResponse(status=204))
