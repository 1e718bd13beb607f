"""Caregivers and households of a child."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.children import access, queries
from qorgan.children.actions import (
    add_caregiver,
    add_known_caregiver,
    correct_caregiver,
    end_caregiver,
    make_household,
    move_in,
    move_out,
)
from qorgan.children.forms import AddCaregiver, EndCaregiver, MakeHousehold, MoveIn, MoveOut, TieCaregiver
from qorgan.children.models import Care, Child, HouseholdMember
from qorgan.children.pages.child import asked
from qorgan.ui.pages import PageRequest, page


@page(needs=access.CHILD_CORRECT, methods=("GET", "POST"))
def caregiver_new(request: PageRequest, ref: str) -> HttpResponse:
    """Somebody who is not in the register yet."""
    found = queries.child(request.by, ref)
    form = AddCaregiver(request.POST or None)
    return asked(request, found, form, add_caregiver, title=_("Add a caregiver"), verb=_("Add"), child=found)


@page(needs=access.CHILD_CORRECT, methods=("GET", "POST"))
def caregiver_known(request: PageRequest, ref: str) -> HttpResponse:
    """Somebody who cares for another child of the household."""
    found = queries.child(request.by, ref)
    form = TieCaregiver(request.POST or None, known=queries.carers_of_siblings(request.by, found))
    return asked(request, found, form, add_known_caregiver, title=_("Caregiver from the household"), verb=_("Add"), child=found)


def _tie(request: PageRequest, ref: str) -> tuple[Care, Child]:
    tie = Care.objects.visible_to(request.by).select_related("caregiver").filter(ref=ref).first()
    if tie is None:
        raise Http404
    return tie, Child.objects.visible_to(request.by).get(pk=tie.child_id)


@page(needs=access.CHILD_CORRECT, methods=("GET", "POST"))
def caregiver_correct(request: PageRequest, ref: str) -> HttpResponse:
    """What is known of somebody, and what this one is to the child."""
    tie, found = _tie(request, ref)
    form = AddCaregiver(request.POST or None, initial=AddCaregiver.said(tie))
    return asked(request, found, form, correct_caregiver, title=_("Correct the caregiver"), verb=_("Keep"), tie=tie)


@page(needs=access.CHILD_CORRECT, methods=("GET", "POST"))
def caregiver_end(request: PageRequest, ref: str) -> HttpResponse:
    """The day from which somebody is no caregiver any more."""
    tie, found = _tie(request, ref)
    form = EndCaregiver(request.POST or None)
    return asked(request, found, form, end_caregiver, title=_("No caregiver any more"), verb=_("Keep"), tie=tie)


@page(needs=access.CHILD_CORRECT, methods=("GET", "POST"))
def household_new(request: PageRequest, ref: str) -> HttpResponse:
    """Where the child lives."""
    found = queries.child(request.by, ref)
    form = MakeHousehold(request.POST or None)
    return asked(request, found, form, make_household, title=_("Note a household"), verb=_("Keep"), child=found)


@page(needs=access.CHILD_CORRECT, methods=("GET", "POST"))
def member_new(request: PageRequest, ref: str) -> HttpResponse:
    """Who else lives with the child."""
    by = request.by
    own = HouseholdMember.objects.visible_to(by).select_related("household").filter(ref=ref, child__isnull=False).first()
    if own is None:
        raise Http404
    found = Child.objects.visible_to(by).get(pk=own.child_id)
    form = MoveIn(request.POST or None, ties=queries.carers(by, queries.records_of(by, found)))

    def enter(*, by: Principal, number: str, who: str, since: date | None) -> HouseholdMember:
        other = queries.by_number(by, number) if number else None
        carer = form.carers.get(who)
        if (other is None) == (carer is None):
            raise RuleBroken(_("Please name one person: a caregiver, or a child by a number that you may know."), field="number")
        return move_in(household=own.household, child=other, caregiver=carer, since=since, by=by)

    return asked(request, found, form, enter, title=_("Who else lives there"), verb=_("Add"))


@page(needs=access.CHILD_CORRECT, methods=("GET", "POST"))
def member_end(request: PageRequest, ref: str) -> HttpResponse:
    """The day from which somebody does not live there any more; back to a child of the household."""
    by = request.by
    member = HouseholdMember.objects.visible_to(by).filter(ref=ref).first()
    found = queries.child_of_member(by, member) if member else None
    if member is None or found is None:
        raise Http404
    return asked(request, found, MoveOut(request.POST or None), move_out, title=_("Moved out"), verb=_("Keep"), member=member)
