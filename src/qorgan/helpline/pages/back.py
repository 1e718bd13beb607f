"""Coming back with six words."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.helpline import codes, door_keys, tickets
from qorgan.helpline.actions.door import come_back, door_of
from qorgan.helpline.doorway import doorway, give_key, show
from qorgan.helpline.models import Thread
from qorgan.ui.pages import PUBLIC, page


@doorway
@page(needs=PUBLIC, methods=("GET", "POST"), is_outside=True)
def back(request: HttpRequest) -> HttpResponse:
    """Asks for the words, and opens the conversation that they belong to."""
    if request.method != "POST":
        return _form(request)
    typed, text = request.POST.get("words", "")[:200], request.POST.get("ticket", "")
    if not _is_paid(text, request.POST.get("work", "")):
        return _form(request, error=_("One moment, please. Press «Open» once more."), words=typed)
    by = _found(typed)
    if by is None:
        return _form(request, error=_("These words were not found."), words=typed)
    with reading(by):
        thread = Thread.objects.visible_to(by).get()
    with acting(by):
        come_back(by=by, thread=thread)
        key = door_keys.open_key(may_see_earlier=False)
    address = f"{resolve_url('chat')}?lang={translation.get_language()}"
    return give_key(HttpResponseRedirect(address), key)


def _is_paid(text: str, answer: str) -> bool:
    """Whether the form's ticket is ours, unused, and paid for with work or time."""
    try:
        return tickets.spend(tickets.read(text, "return"), has_worked=tickets.is_work(text, answer))
    except tickets.TicketRefused:
        return False


def _form(request: HttpRequest, *, error: str = "", words: str = "") -> HttpResponse:
    context = {"ticket": tickets.issue("return"), "bits": tickets.WORK_BITS, "error": error, "words": words}
    return show(request, "return", context, status=422 if error else 200)


def _found(typed: str) -> Principal | None:
    """The bearer of the conversation, or None: for unknown words, wrong words and resting ones the answer and its work are the same."""
    try:
        code = codes.read(typed)
    except codes.UnknownWords:
        return None
    for place in codes.locators(code):
        with connection.cursor() as cursor:
            cursor.execute("SELECT thread_id, secret, locked_until FROM helpline_code_find(%s)", [place])
            row = cursor.fetchone()
        if row is None:
            continue
        thread_id, secret, locked_until = row
        is_right = codes.matches(code, secret)
        if is_right and not (locked_until and locked_until > timezone.now()):
            _note(place, "helpline_code_used")
            return door_of(thread_id)
        _note(place, "helpline_code_failed")
        return None
    codes.matches(code, None)
    return None


def _note(place: bytes, function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [place])
