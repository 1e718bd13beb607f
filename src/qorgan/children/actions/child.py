"""A child is registered and its record corrected."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.children import access, rules
from qorgan.children.choices import RegistrationWay
from qorgan.children.events import ChildCorrected, ChildRegistered, ChildReleased, ChildRestricted, ChildStands
from qorgan.children.identity import ChildFacts, columns, written
from qorgan.children.models import Child, Correction, Registration
from qorgan.children.models.child import SCOPE
from qorgan.children.numbers import new_number
from qorgan.children.queries.same import hints_for
from qorgan.journal.actions import action, record
from qorgan.matching import finding
from qorgan.matching.attributes import profile
from qorgan.matching.choices import Grade
from qorgan.vault.keys import new_key

LOOK = "children.look_for_same"
"""The job that looks for other records of a child, among those too that nobody here may know."""


@action(access.CHILD_REGISTER)
def register_child(
    *,
    by: Principal,
    facts: ChildFacts,
    way: RegistrationWay = RegistrationWay.BY_HAND,
    organisation_id: UUID | None = None,
    although_similar: bool = False,
    is_invented: bool = False,
) -> Child:
    """Enters a child. `organisation_id` is for system principals, which act for no organisation of their own.

    Raises RuleBroken for a child without any name, for a birth year of no child, and where a record that `by` may know looks
    like the same child, unless `although_similar` says that somebody looked. About records that `by` may not know it says
    nothing and takes no other way: a job puts them before the keeper afterwards.
    """
    _must_be_sound(facts)
    if not although_similar and _looks_known(by, facts):
        raise RuleBroken(_("This may be a child who is registered already. Please look at the records below."))
    child = written(Child(is_invented=is_invented, registered_at=timezone.now()), facts)
    child.survivor_id = child.id
    _enter(by, child, organisation_id or access.organisation_of(by), way)
    return child


def _looks_known(by: Principal, facts: ChildFacts) -> bool:
    return any(hint.grade in (Grade.CERTAIN, Grade.PROBABLE) for hint in hints_for(by, facts.attributes()))


def _enter(by: Principal, child: Child, organisation_id: UUID | None, way: RegistrationWay) -> None:
    if organisation_id is None:
        raise RuleBroken(_("A child is registered for an organisation."))
    _insert(child)
    Registration.objects.create(
        child_id=child.id,
        survivor_id=child.id,
        organisation_id=organisation_id,
        account_id=by.account_id,
        registered_at=timezone.now(),
        way=way,
    )
    finding.remember(record=child.id, profile=profile(child.attributes()))
    record(ChildRegistered(subject=child.id, organisation=organisation_id, way=str(way.value)), by=by)
    look_later(child)


@action(access.CHILD_REGISTER)
def stand_at(*, by: Principal, child: Child, organisation_id: UUID) -> Registration:
    """Lets a child stand in the register of an organisation that works for it, beside the one that registered it: those who
    oversee there know it from now on. Doing it again changes nothing but is written down."""
    held = Registration.objects.filter(survivor_id=child.survivor_id, organisation_id=organisation_id).first()
    made = held or Registration.objects.create(
        child_id=child.id,
        survivor_id=child.survivor_id,
        organisation_id=organisation_id,
        registered_at=timezone.now(),
        way=RegistrationWay.WORK,
    )
    record(ChildStands(subject=child.id, organisation=organisation_id), by=by)
    return made


def _insert(child: Child) -> None:
    """Writes the row. Among a million children a random number is taken once in 27,000 times: then another one is drawn."""
    new_key(subject=child.id, scope=SCOPE)
    while True:
        try:
            with transaction.atomic():
                child.save(force_insert=True)
        except IntegrityError as taken:
            if "children_child_number" not in str(taken):
                raise
            child.number = new_number()
        else:
            return


def look_later(child: Child) -> None:
    """Lets the finder look for other records of this child, in the same transaction and whatever was found before."""
    app.configure_task(LOOK).defer(child=str(child.id))


def _must_be_sound(facts: ChildFacts) -> None:
    if not facts.is_named:
        raise RuleBroken(_("Please write a name, or what the child is called."), field="given")
    if facts.birth and not rules.may_be_birth_year(facts.birth.year, today=timezone.localdate()):
        raise RuleBroken(_("This is not the birth year of a child."), field="born_on")


@action(access.CHILD_CORRECT)
def correct_child(*, by: Principal, child: Child, facts: ChildFacts, expected: int | None = None) -> Child:
    """Writes what the record should say. What it said before stays, sealed, beside it.

    Raises RuleBroken where nothing changes, and where the record is no longer at version `expected`: somebody was faster.
    """
    _must_be_sound(facts)
    held = Child.objects.visible_to(by).select_for_update(of=("self",)).select_related("place").get(pk=child.pk)
    if expected is not None and held.version != expected:
        raise RuleBroken(_("Somebody corrected this record meanwhile. Please look at it again."))
    wanted = columns(facts)
    changed = {name: getattr(held, name) for name, value in wanted.items() if getattr(held, name) != value}
    if not changed:
        raise RuleBroken(_("Nothing was changed."))
    Correction.objects.create(
        child=held, account_id=by.account_id, fields=sorted(changed), before={name: _plain(value) for name, value in changed.items()}
    )
    for name, value in wanted.items():
        setattr(held, name, value)
    held.version += 1
    held.save()
    finding.remember(record=held.id, profile=profile(held.attributes()))
    record(ChildCorrected(subject=held.id, fields=tuple(sorted(changed)), version=held.version), by=by)
    look_later(held)
    return held


def _plain(value: Any) -> Any:
    """A former value in JSON's types; a place by its id."""
    if value is None or isinstance(value, str | int | float | bool | list):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value.pk)


@action(access.CHILD_RESTRICT)
def restrict_child(*, by: Principal, child: Child) -> Child:
    """Closes a record to whoever knows it by overseeing an organisation or a place alone."""
    if child.is_restricted:
        raise RuleBroken(_("This record is restricted already."))
    child.is_restricted = True
    child.save(update_fields=["is_restricted"])
    record(ChildRestricted(subject=child.id), by=by)
    return child


@action(access.CHILD_RESTRICT)
def release_child(*, by: Principal, child: Child) -> Child:
    """Lifts a restriction."""
    if not child.is_restricted:
        raise RuleBroken(_("This record is not restricted."))
    child.is_restricted = False
    child.save(update_fields=["is_restricted"])
    record(ChildReleased(subject=child.id), by=by)
    return child


def register_other(*, by: Principal, child: Child, like: Child) -> None:
    """Enters a record that was parted from another, known to everybody who knew that one. Called inside an action."""
    _insert(child)
    now = timezone.now()
    rows = Registration.objects.filter(survivor_id=like.survivor_id).values_list("organisation_id", "account_id").distinct()
    Registration.objects.bulk_create(
        Registration(
            child_id=child.id, survivor_id=child.id, organisation_id=organisation, account_id=account, registered_at=now,
            way=RegistrationWay.SPLIT,
        )
        for organisation, account in rows
    )  # fmt: skip
    finding.remember(record=child.id, profile=profile(child.attributes()))


def fresh(facts: ChildFacts) -> Child:
    """A record with these facts that is not in the database yet and stands for itself."""
    child = written(Child(id=uuid7()), facts)
    child.survivor_id = child.id
    return child
