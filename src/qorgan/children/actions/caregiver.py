"""Caregivers come, change and go."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.children import access
from qorgan.children.events import CaregiverAdded, CaregiverCorrected, CaregiverEnded
from qorgan.children.identity import CaregiverFacts
from qorgan.children.models import Care, Caregiver, Child
from qorgan.children.models.caregiver import SCOPE
from qorgan.journal.actions import action, record
from qorgan.vault.keys import new_key


@action(access.CHILD_CORRECT)
def add_caregiver(*, by: Principal, child: Child, facts: CaregiverFacts) -> Care:
    """Adds somebody who is not in the register yet. Raises RuleBroken for nobody's name and for a time that ends first."""
    _must_be_sound(facts)
    caregiver = Caregiver(id=uuid7(), **facts.own())
    new_key(subject=caregiver.id, scope=SCOPE)
    caregiver.save(force_insert=True)
    return _tie(by, child, caregiver, facts)


@action(access.CHILD_CORRECT)
def add_known_caregiver(*, by: Principal, child: Child, caregiver: Caregiver, facts: CaregiverFacts) -> Care:
    """Ties somebody who is in the register to one more child: the mother of brothers and sisters is one person."""
    if Care.objects.visible_to(by).filter(child=child, caregiver=caregiver, ended_on=None).exists():
        raise RuleBroken(_("This caregiver is named already."))
    _must_be_in_order(facts)
    return _tie(by, child, caregiver, facts)


def _tie(by: Principal, child: Child, caregiver: Caregiver, facts: CaregiverFacts) -> Care:
    tie = Care.objects.create(child=child, caregiver=caregiver, **facts.tie())
    _one_primary(by, tie)
    record(CaregiverAdded(subject=child.id, caregiver=caregiver.id, relation=tie.relation), by=by, about=(caregiver.id,))
    return tie


def _one_primary(by: Principal, tie: Care) -> None:
    if tie.is_primary:
        Care.objects.visible_to(by).filter(child_id=tie.child_id, is_primary=True).exclude(pk=tie.pk).update(is_primary=False)


def _must_be_sound(facts: CaregiverFacts) -> None:
    if not facts.is_named:
        raise RuleBroken(_("Please write the caregiver's name."), field="given")
    _must_be_in_order(facts)


def _must_be_in_order(facts: CaregiverFacts) -> None:
    first, last = facts.represents_from, facts.represents_until
    if first and last and last <= first:
        raise RuleBroken(_("The time ends before it begins."), field="represents_until")
    if (first or last) and not facts.basis:
        raise RuleBroken(_("Please say by what right this person represents the child."), field="basis")


@action(access.CHILD_CORRECT)
def correct_caregiver(*, by: Principal, tie: Care, facts: CaregiverFacts) -> Care:
    """Corrects the person, for all children that the person cares for, and the tie to this child."""
    _must_be_sound(facts)
    caregiver = Caregiver.objects.visible_to(by).select_for_update().get(pk=tie.caregiver_id)
    for name, value in facts.own().items():
        setattr(caregiver, name, value)
    caregiver.save()
    for name, value in facts.tie().items():
        setattr(tie, name, value)
    tie.save()
    _one_primary(by, tie)
    record(CaregiverCorrected(subject=tie.child_id, caregiver=caregiver.id), by=by, about=(caregiver.id,))
    return tie


@action(access.CHILD_CORRECT)
def end_caregiver(*, by: Principal, tie: Care, on: date) -> Care:
    """From a day on this person is no caregiver of the child, and represents the child no longer than that."""
    if tie.ended_on is not None:
        raise RuleBroken(_("This was ended already."))
    tie.ended_on, tie.is_primary = on, False
    if tie.represents is not None:
        first, last = tie.represents.lower, tie.represents.upper
        is_over = first is not None and first >= on
        if is_over:
            tie.represents, tie.basis = None, ""
        elif last is None or last > on:
            tie.represents = type(tie.represents)(first, on, "[)")
    tie.save()
    record(CaregiverEnded(subject=tie.child_id, caregiver=tie.caregiver_id), by=by, about=(tie.caregiver_id,))
    return tie
