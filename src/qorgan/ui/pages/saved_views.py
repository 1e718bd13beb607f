"""Saved views of tables: kept and removed from any list; both lead back to it."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from qorgan.ui.actions import remove_view, save_view
from qorgan.ui.forms import Form
from qorgan.ui.models import SavedView
from qorgan.ui.pages import SIGNED_IN, page, render
from qorgan.ui.way_back import way_back


class SaveView(Form):
    """A name for the filters of a table."""

    table = forms.RegexField(r"^[a-z_.]+\Z", max_length=80, widget=forms.HiddenInput)
    query = forms.CharField(max_length=1500, required=False, widget=forms.HiddenInput)
    next = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Keep these filters as"),
        max_length=60,
        help_text=_("No names of people here. Words typed into a search are not kept."),
    )
    is_shared = forms.BooleanField(label=_("Share within my organisation"), required=False)

    def command(self) -> dict[str, object]:
        return {name: value for name, value in super().command().items() if name != "next"}


@page(needs=SIGNED_IN, methods=("POST",))
def view_save(request: HttpRequest) -> HttpResponse:
    """Keeps the view and goes back; what is wrong is shown on a page of its own."""
    form = SaveView(request.POST)
    if form.is_valid():
        where = form.perform(save_view, by=request.by, then=way_back(request, "/"))  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    return render(request, "ui/view_save.html", {"form": form, "back": way_back(request, "/")}, status=422)


@page(needs=SIGNED_IN, methods=("POST",))
def view_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Removes one's own view and goes back."""
    by = request.by  # type: ignore[attr-defined]
    view = SavedView.objects.visible_to(by).filter(ref=ref).first()
    if view is None:
        raise Http404
    remove_view(by=by, view=view)
    return redirect(way_back(request, "/"))
