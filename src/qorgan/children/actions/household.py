"""Households and who lives in them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.children import access, rules
from qorgan.children.events import HouseholdMade, MemberMovedIn, MemberMovedOut
from qorgan.children.models import Caregiver, Child, Household, HouseholdMember
from qorgan.children.models.household import SCOPE
from qorgan.journal.actions import action, record
from qorgan.places.models import Place
from qorgan.vault.keys import new_key


@action(access.CHILD_CORRECT)
def make_household(
    *, by: Principal, child: Child, place: Place | None = None, address: str = "", since: date | None = None
) -> Household:
    """Notes a household with this child as its first member. Raises RuleBroken where the child lives in one at that time."""
    made = Household(id=uuid7(), place=place, address=address, made_at=timezone.now())
    new_key(subject=made.id, scope=SCOPE)
    made.save(force_insert=True)
    _enter(HouseholdMember(household=made, child=child, lives=Range(since, None, "[)")))
    record(HouseholdMade(subject=child.id, household=made.id), by=by, about=(made.id,))
    return made


@action(access.CHILD_CORRECT)
def move_in(
    *, by: Principal, household: Household, child: Child | None = None, caregiver: Caregiver | None = None, since: date | None = None
) -> HouseholdMember:
    """A child or a grown-up lives in the household from a day on. Raises RuleBroken for somebody who lives elsewhere then."""
    if (child is None) == (caregiver is None):
        raise ValueError("one child or one caregiver moves in")
    made = HouseholdMember(household=household, child=child, caregiver=caregiver, lives=Range(since, None, "[)"))
    _enter(made)
    who = child.id if child else caregiver.id  # type: ignore[union-attr]  # one of them is given
    record(MemberMovedIn(subject=who, household=household.id), by=by, about=(household.id,))
    return made


def _enter(member: HouseholdMember) -> None:
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError:
        raise RuleBroken(_("This person lives in another household at that time. Please end that first."), field="since") from None


@action(access.CHILD_CORRECT)
def move_out(*, by: Principal, member: HouseholdMember, on: date) -> HouseholdMember:
    """The last day was the one before `on`."""
    if not rules.may_move_out(member, on):
        raise RuleBroken(_("The day lies before moving in, or the move was noted already."), field="on")
    member.lives = Range(member.lives.lower, on, "[)")
    member.save(update_fields=["lives"])
    who: UUID = member.child_id or member.caregiver_id  # type: ignore[assignment]  # the database keeps one of them
    record(MemberMovedOut(subject=who, household=member.household_id), by=by, about=(member.household_id,))
    return member
