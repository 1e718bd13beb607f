"""At the child's door: whether it helped."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.helpline.doorway import doorway, held, is_own_form
from qorgan.intake import access
from qorgan.intake.actions.follow_up import say_whether_it_helped
from qorgan.intake.choices import Helped
from qorgan.intake.models import FollowUp
from qorgan.ui.pages import PUBLIC, page


@doorway
@page(needs=PUBLIC, methods=("POST",), is_outside=True)
def helped(request: HttpRequest) -> HttpResponse:
    """The child says whether it helped, or that it does not want to say; then the conversation goes on."""
    found = held(request)
    if found is None or found.by.bearer_of is None:
        return HttpResponseRedirect(f"{resolve_url('help')}?lang={translation.get_language()}")
    if not is_own_form(request):
        return HttpResponse(_("Please open the page once more."), status=403, content_type="text/plain; charset=utf-8")
    child = Principal.bearer(found.by.bearer_of, access.DOOR)
    with reading(child):
        asked = FollowUp.objects.visible_to(child).filter(ref=request.POST.get("about", "")).first()
    said = request.POST.get("helped", "")
    if asked is not None:
        _say(child, asked, Helped(said) if said in Helped.values else None, request.POST.get("words", ""))
    return HttpResponseRedirect(f"{resolve_url('chat')}?lang={translation.get_language()}")


def _say(child: Principal, asked: FollowUp, helped: Helped | None, words: str) -> None:
    try:
        say_whether_it_helped(by=child, follow_up=asked, helped=helped, words=words if helped else "")
    except RuleBroken:
        return  # said on another page in the meantime: what was asked for is there
