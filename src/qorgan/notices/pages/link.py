"""The page of a one-time link. Looking at it changes nothing; the second factor is sent by a form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.clocks.reading import now
from qorgan.notices import purposes
from qorgan.notices.actions.link import Found, find_link, open_link, send_link_code
from qorgan.notices.choices import LinkState
from qorgan.notices.forms import GiveCode
from qorgan.notices.links import give_pass
from qorgan.ui.pages import PUBLIC, page, render


@page(needs=PUBLIC, methods=("GET", "POST"))
def link(request: Any, token: str) -> HttpResponse:
    """Asks for the code, and leads on where it is right. A link that is unknown and one that is over look the same."""
    found = find_link(token)
    purpose = purposes.find(found.purpose) if found else None
    if found is None or purpose is None or found.state(now()) is not LinkState.OPEN:
        return _shown(request, None, None, "", status=404)
    _speak(request, found)
    if request.method != "POST":
        return _shown(request, GiveCode(), found, token)
    form = GiveCode(request.POST)
    if not form.is_valid():
        return _shown(request, form, found, token, status=422)
    try:
        passed = open_link(by=Principal.system("notices.door"), token=token, given=form.cleaned_data["code"])
    except RuleBroken:
        return _shown(request, None, None, "", status=404)
    if passed is None:
        form.add_error("code", _("This code is not right."))
        return _shown(request, form, found, token, status=422)
    return give_pass(HttpResponseRedirect(reverse(purpose.landing)), passed)


@page(needs=PUBLIC, methods=("POST",))
def link_code(request: Any, token: str) -> HttpResponse:
    """Has a code sent to the telephone that is kept; the answer never says to which."""
    found = find_link(token)
    if found is None or found.state(now()) is not LinkState.OPEN:
        return _shown(request, None, None, "", status=404)
    _speak(request, found)
    form = GiveCode()
    try:
        send_link_code(by=Principal.system("notices.door"), token=token)
    except RuleBroken as broken:
        return _shown(request, form, found, token, status=422, said=str(broken.message))
    return _shown(request, form, found, token, said=_("A code was sent. It holds for ten minutes."))


def _speak(request: HttpRequest, found: Found) -> None:
    """In the language of whoever the link was made for, unless the reader chose another on this page."""
    if found.language and "lang" not in request.GET:
        translation.activate(found.language)


def _shown(
    request: HttpRequest, form: GiveCode | None, found: Found | None, token: str, *, status: int = 200, said: str = ""
) -> HttpResponse:
    purpose = purposes.find(found.purpose) if found else None
    context = {
        "form": form,
        "purpose": purpose.label if purpose else "",
        "token": token,
        "is_sent_by_sms": bool(found and found.factor == purposes.SMS),
        "said": said,
    }
    response = render(request, "notices/link.html", context, status=status)
    # Never `no-referrer`: with it a browser sends its own form with `Origin: null`, and the form is refused as a stranger's.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
