"""One child with everything that its records say, and the list of children."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.children.models import Care, Child, HouseholdMember
from qorgan.children.models.child import SURVIVES
from qorgan.children.numbers import read_number
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.ui.pieces import Happened


def child(by: Principal, ref: str) -> Child:
    """The record behind an address. Raises Refused for one that is hidden or absent."""
    found = Child.objects.visible_to(by).select_related("place", "survivor").filter(ref=ref).first()
    if found is None:
        raise Refused("child")
    return found


def by_number(by: Principal, typed: str) -> Child | None:
    """The child of a public number; None for one that is hidden, absent or mistyped, which look alike."""
    number = read_number(typed)
    row = Child.objects.visible_to(by).select_related("survivor").filter(number=number).first() if number else None
    return row.survivor if row else None


def listed(by: Principal) -> QuerySet[Child]:
    """The children that `by` may know, each once."""
    return Child.objects.visible_to(by).filter(SURVIVES).select_related("place")


def standing_for(by: Principal, one: Child) -> Child:
    """The record that stands for a child today: what a room above shows beside its own rows."""
    if not one.is_joined:
        return one
    return Child.objects.visible_to(by).select_related("place").get(pk=one.survivor_id)


def records_of(by: Principal, one: Child) -> list[UUID]:
    """The ids of all records of a child, its own first: rooms above look for their rows with `child_id__in`."""
    rows = Child.objects.visible_to(by).filter(survivor_id=one.survivor_id).exclude(pk=one.pk).order_by("registered_at", "pk")
    return [one.pk, *rows.values_list("pk", flat=True)]


def carers(by: Principal, records: list[UUID]) -> list[Care]:
    """Who cares or cared for a child: the primary caregiver first, those of the past last."""
    ties = Care.objects.visible_to(by).filter(child_id__in=records).select_related("caregiver")
    return sorted(ties, key=lambda tie: (tie.ended_on is not None, not tie.is_primary, tie.relation, tie.id))


def carers_of_siblings(by: Principal, one: Child) -> list[Care]:
    """The present caregivers of other children who live or lived in a household of this child, each person once."""
    records = records_of(by, one)
    members = HouseholdMember.objects.visible_to(by)
    homes = members.filter(child_id__in=records).values("household_id")
    siblings = members.filter(household_id__in=homes, child_id__isnull=False).exclude(child_id__in=records).values("child_id")
    known = {tie.caregiver_id for tie in carers(by, records) if tie.ended_on is None}
    ties = Care.objects.visible_to(by).filter(child_id__in=siblings, ended_on=None).select_related("caregiver").order_by("pk")
    return list({tie.caregiver_id: tie for tie in ties if tie.caregiver_id not in known}.values())


def households(by: Principal, records: list[UUID]) -> list[tuple[HouseholdMember, list[HouseholdMember]]]:
    """Where a child lives or lived, the present one first, each with everybody of it that `by` may know."""
    own = list(HouseholdMember.objects.visible_to(by).filter(child_id__in=records).select_related("household", "household__place"))
    others: dict[UUID, list[HouseholdMember]] = {one.household_id: [] for one in own}
    rows = HouseholdMember.objects.visible_to(by).filter(household_id__in=others).exclude(pk__in=[one.pk for one in own])
    for member in rows.select_related("child", "caregiver").order_by("pk"):
        others[member.household_id].append(member)
    own.sort(key=lambda one: (one.lives.upper is not None, str(one.lives.lower or "")))
    return [(one, others[one.household_id]) for one in own]


def child_of_member(by: Principal, member: HouseholdMember) -> Child | None:
    """The child that a member is, or else a child of the member's household that `by` may know."""
    rows = HouseholdMember.objects.visible_to(by).filter(household_id=member.household_id, child_id__isnull=False).order_by("pk")
    wanted = member.child_id or rows.values_list("child_id", flat=True).first()
    return Child.objects.visible_to(by).filter(pk=wanted).first() if wanted else None


def history(records: list[UUID], most: int = 40) -> list[Happened]:
    """What was remembered of a child's records, the newest first. Pairs that wait for a keeper have streams of their own."""
    named = Q(stream__in=records) | Q(about__overlap=records, verb__startswith="children.")
    rows = Entry.objects.filter(named).exclude(verb__startswith="access.").order_by("-at", "-seq")
    return [Happened(at, label_of(verb)) for at, verb in rows.values_list("at", "verb")[:most]]
