"""Registering a child, with hints at records of the same one, and searching. Names never stand in an address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.children import access, queries
from qorgan.children.actions import register_child, search_children
from qorgan.children.choices import Purpose
from qorgan.children.forms import RegisterChild, SearchChild
from qorgan.children.pages.child import all_children
from qorgan.children.queries import Hint
from qorgan.children.tables import address_of
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb


@page(needs=access.CHILD_REGISTER, methods=("GET", "POST"))
def child_new(request: PageRequest) -> HttpResponse:
    """Registration. Without script the hints come with the first sending; with it, while one writes."""
    form = RegisterChild(request.POST or None)
    hints: list[Hint] = []
    if form.is_bound and form.is_valid():
        said = form.facts()  # before it is sent: an answer that the rules refuse is no longer among those of the form
        where = form.perform(register_child, by=request.by, then=address_of)
        if where:
            return redirect(where)
        hints = queries.hints_for(request.by, said.attributes())
    context = {"form": form, "hints": hints, "doubts": form.doubts(), "crumbs": [all_children(), Crumb(_("Register a child"))]}
    return render(request, "children/child_new.html", context, status=422 if form.is_bound else 200)


@page(needs=access.CHILD_REGISTER, methods=("POST",))
def child_hints(request: PageRequest) -> HttpResponse:
    """Who may be meant, while a child is being registered; always the same shape, often empty."""
    form = SearchChild(request.POST)
    hints: list[Hint] = []
    problem = ""
    if form.is_valid() and request.by.may(access.CHILD_SEARCH):
        try:
            hints = search_children(by=request.by, asked=form.asked(), purpose=Purpose.REGISTER, most=5)
        except RuleBroken as broken:  # too little was written yet, which is no problem, or too much was asked
            problem = str(broken.message) if broken.field == "limit" else ""
    return render(request, "children/parts/hints.html", {"hints": hints, "problem": problem})


@page(needs=access.CHILD_SEARCH, methods=("GET", "POST"))
def child_search(request: PageRequest) -> HttpResponse:
    """Looking for a child by a description, an IIN, or the number of the record."""
    form = SearchChild(request.POST or None)
    context: dict[str, Any] = {"form": form, "crumbs": [all_children(), Crumb(_("Search a child"))]}
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["number"]
        found = queries.by_number(request.by, number) if number else None
        if found is not None:
            return redirect(address_of(found))
        try:
            context["hints"] = [] if number else search_children(by=request.by, asked=form.asked())
        except RuleBroken as broken:
            form.show(broken)
    is_wrong = form.is_bound and bool(form.errors)
    return render(request, "children/child_search.html", context, status=422 if is_wrong else 200)
