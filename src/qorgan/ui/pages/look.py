"""Look of the screens: light or dark, dense or not, single keys on or off."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from qorgan.ui.actions import keep_preference
from qorgan.ui.forms import Form, ShortChoice
from qorgan.ui.pages import SIGNED_IN, page, render
from qorgan.ui.preferences import preference_of
from qorgan.ui.way_back import way_back

DEVICE = "device"


class KeepLook(Form):
    """How a reader wants the screens."""

    theme = ShortChoice(
        label=_("Light or dark"),
        choices=[(DEVICE, _("as the device")), ("light", _("light")), ("dark", _("dark"))],
    )
    is_compact = forms.BooleanField(label=_("Dense rows"), required=False)
    single_keys = forms.BooleanField(
        label=_("Keys without Ctrl"),
        required=False,
        help_text=_("One letter does something when you are not writing: N takes the next, J and K move along a list."),
    )


@page(needs=SIGNED_IN, methods=("GET", "POST"))
def screen(request: HttpRequest) -> HttpResponse:
    """The form; the switch in the top bar posts the theme alone and goes back where it came from."""
    kept = preference_of(request)
    before = {"theme": kept.theme or DEVICE, "is_compact": kept.is_compact, "single_keys": kept.single_keys}
    is_switch = request.method == "POST" and "next" in request.POST
    given = {**before, "theme": request.POST.get("theme", "")} if is_switch else request.POST or None
    form = KeepLook(given, initial=before)
    if form.is_bound and form.is_valid():
        answers = form.command()
        answers["theme"] = "" if answers["theme"] == DEVICE else answers["theme"]
        keep_preference(by=request.by, **answers)  # type: ignore[attr-defined]
        return redirect(way_back(request))
    return render(request, "ui/screen.html", {"form": form}, status=422 if form.is_bound else 200)
