"""The keeper of the registry: pairs that wait, two records side by side, joining, telling apart, and taking back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.children import access, queries
from qorgan.children.actions import merge_children, refuse_pair, undo_merge, undo_refusal
from qorgan.children.models import Merge
from qorgan.children.slots import PAIR
from qorgan.children.tables import address_of
from qorgan.matching.choices import PairState
from qorgan.matching.models import Pair
from qorgan.ui.forms import Form
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb


def _queue() -> Crumb:
    return Crumb(_("Same child?"), reverse("pair_list"))


@page(needs=access.REGISTRY_KEEP)
def pair_list(request: PageRequest) -> HttpResponse:
    """What waits, the oldest first, and what was told apart of late."""
    context = {"queue": queries.queue(request.by), "apart": queries.told_apart_lately(request.by)}
    return render(request, "children/pair_list.html", context)


def _found(request: PageRequest, ref: str) -> queries.Comparing:
    pair = Pair.objects.visible_to(request.by).filter(ref=ref).first()
    comparing = queries.comparing(request.by, pair) if pair else None
    if comparing is None:
        raise Http404
    return comparing


@page(needs=access.REGISTRY_KEEP, methods=("GET", "POST"))
def pair(request: PageRequest, ref: str) -> HttpResponse:
    """Two records side by side. `do` is `refuse`, `reopen`, or the public id of the record that stays."""
    comparing = _found(request, ref)
    form = Form(request.POST or None)
    if form.is_bound and form.is_valid():
        where = _done(request, form, comparing)
        if where:
            return redirect(where)
    sides = [(one, list(PAIR(request, child=one))) for one in (comparing.one, comparing.other)]
    context = {
        "comparing": comparing, "rows": queries.side_by_side(comparing), "sides": sides,
        "form": form, "is_waiting": comparing.pair.state == PairState.WAITING, "is_apart": comparing.pair.state == PairState.DIFFERENT,
        "crumbs": [_queue(), Crumb(_("Two records"))],
    }  # fmt: skip
    return render(request, "children/pair.html", context, status=422 if form.is_bound else 200)


def _done(request: PageRequest, form: Form, comparing: queries.Comparing) -> str | None:
    by, asked, queue = request.by, request.POST.get("do", ""), reverse("pair_list")
    if asked == "refuse":
        return form.perform(refuse_pair, by=by, then=queue, pair=comparing.pair)
    if asked == "reopen":
        return form.perform(undo_refusal, by=by, then=queue, pair=comparing.pair)
    sides = {comparing.one.ref: (comparing.one, comparing.other), comparing.other.ref: (comparing.other, comparing.one)}
    if asked not in sides:
        form.add_error(None, str(_("Please choose which record stays.")))
        return None
    kept, joined = (queries.standing_for(by, one) for one in sides[asked])
    return form.perform(merge_children, by=by, then=_page_of_kept, kept=kept, joined=joined)


def _page_of_kept(merge: Any) -> str:
    return address_of(merge.kept)


@page(needs=access.REGISTRY_KEEP, methods=("POST",))
def merge_undo(request: PageRequest, ref: str) -> HttpResponse:
    """Takes a joining back."""
    merge = Merge.objects.visible_to(request.by).select_related("kept").filter(ref=ref).first()
    if merge is None:
        raise Http404
    form = Form(request.POST)
    where = form.perform(undo_merge, by=request.by, then=address_of(merge.kept), merge=merge) if form.is_valid() else None
    return redirect(where or address_of(merge.kept))
