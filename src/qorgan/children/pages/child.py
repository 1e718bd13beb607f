"""The child's page and the list; corrections, restriction and parting."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.children import access, queries, rules
from qorgan.children.actions import correct_child, release_child, restrict_child, split_child
from qorgan.children.choices import Disability
from qorgan.children.forms import CorrectChild, SplitChild
from qorgan.children.models import Child
from qorgan.children.slots import CHILD, CHILD_ACTIONS
from qorgan.children.tables import Children, address_of
from qorgan.texts.languages import own_name
from qorgan.ui.forms import Form
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb


def all_children() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Children"), reverse("child_list"))


@page(needs=access.CHILD_READ)
def child_list(request: PageRequest) -> HttpResponse:
    """The children that the reader may know."""
    table = Children(queries.listed(request.by), request)
    if table.is_export:
        return table.exported()
    context = {
        "table": table, "may_register": request.by.may(access.CHILD_REGISTER), "may_search": request.by.may(access.CHILD_SEARCH),
    }  # fmt: skip
    return render(request, "children/child_list.html", context, partials=(table.id,))


@page(needs=access.CHILD_READ)
def child(request: PageRequest, ref: str) -> HttpResponse:
    """One child: who it is, who cares for it, where it lives, what happened; rooms above hang their panels here."""
    by = request.by
    found = queries.child(by, ref)
    if found.is_joined:
        return redirect("child", ref=queries.standing_for(by, found).ref)
    records = queries.records_of(by, found)
    rest = Child.objects.visible_to(by).filter(pk__in=records[1:]).select_related("place").order_by("registered_at", "pk")
    today = timezone.localdate()
    return render(request, "children/child.html", {
        "child": found, "crumbs": [all_children(), Crumb(str(found))], "others": list(rest), "age": found.age_on(today),
        "doubts": rules.iin_doubts(found.iin, today=today), "languages": [own_name(code) for code in found.languages],
        "disability": Disability(found.disability).label if found.disability in Disability.values else "",
        "carers": [(tie, tie.represents_on(today)) for tie in queries.carers(by, records)],
        "households": queries.households(by, records), "history": queries.history(records),
        "joinings": list(queries.joinings(by, found)) if by.may(access.REGISTRY_KEEP) else [],
        "may_correct": by.may(access.CHILD_CORRECT), "may_restrict": by.may(access.CHILD_RESTRICT),
        "may_keep": by.may(access.REGISTRY_KEEP), "undo_form": Form(),
        "panels": list(CHILD(request, child=found, records=records)), "buttons": list(CHILD_ACTIONS(request, child=found)),
    })  # fmt: skip


def asked(
    request: PageRequest,
    of: Child,
    form: Any,
    act: Any,
    *,
    title: Promise | str,
    verb: Promise | str,
    template: str = "children/child_form.html",
    about: Promise | str = "",
    **given: Any,
) -> HttpResponse:
    """One form about one child: the same page for every change."""
    if form.is_bound and form.is_valid():
        where = form.perform(act, by=request.by, then=address_of(of), **given)
        if where:
            return redirect(where)
    crumbs = [all_children(), Crumb(str(of), address_of(of)), Crumb(title)]
    context = {"form": form, "title": title, "verb": verb, "back": address_of(of), "crumbs": crumbs, "about": about}
    return render(request, template, context, status=422 if form.is_bound else 200)


@page(needs=access.CHILD_CORRECT, methods=("GET", "POST"))
def child_correct(request: PageRequest, ref: str) -> HttpResponse:
    """What the record should say."""
    found = queries.child(request.by, ref)
    form = CorrectChild(request.POST or None, child=found)
    title, verb = _("Correct the record"), _("Keep")
    return asked(request, found, form, correct_child, title=title, verb=verb, template="children/child_facts.html", child=found)


@page(needs=access.CHILD_RESTRICT, methods=("GET", "POST"))
def child_restrict(request: PageRequest, ref: str) -> HttpResponse:
    """Closes a record, or opens it again."""
    found = queries.child(request.by, ref)
    act, title = (release_child, _("Lift the restriction")) if found.is_restricted else (restrict_child, _("Restrict the record"))
    about = (
        _("Everybody who oversees the organisation or the place can open the record again.")
        if found.is_restricted
        else _("Only people who work with the child can open it then. Whoever only oversees an organisation or a place no longer can.")
    )
    return asked(request, found, Form(request.POST or None), act, title=title, verb=title, about=about, child=found)


@page(needs=access.REGISTRY_KEEP, methods=("GET", "POST"))
def child_split(request: PageRequest, ref: str) -> HttpResponse:
    """One record told of two children: the other one gets a record of its own."""
    found = queries.child(request.by, ref)
    form = SplitChild(request.POST or None)
    title, verb = _("Part into two children"), _("Make the other record")
    return asked(request, found, form, split_child, title=title, verb=verb, template="children/child_facts.html", child=found)
