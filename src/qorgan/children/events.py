"""What is remembered of children. Ids, codes and numbers only; a search stands in the stream of who searched, and what a keeper
sees of pairs in the stream of the pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ChildRegistered(Event):
    verb: ClassVar = "children.child.registered"
    label: ClassVar = _("Child registered")
    organisation: UUID | None
    way: str


@dataclass(frozen=True, kw_only=True)
class ChildStands(Event):
    verb: ClassVar = "children.child.stands"
    label: ClassVar = _("Child entered for an organisation that works for it")
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class ChildCorrected(Event):
    verb: ClassVar = "children.child.corrected"
    label: ClassVar = _("Record of the child corrected")
    fields: tuple[str, ...]
    version: int


@dataclass(frozen=True, kw_only=True)
class ChildRestricted(Event):
    verb: ClassVar = "children.child.restricted"
    label: ClassVar = _("Record restricted")


@dataclass(frozen=True, kw_only=True)
class ChildReleased(Event):
    verb: ClassVar = "children.child.released"
    label: ClassVar = _("Restriction of the record lifted")


@dataclass(frozen=True, kw_only=True)
class ChildrenMerged(Event):
    """`subject` stands for the child from now on. Keys of upper rooms need not move: ask `queries.records_of(child)`."""

    verb: ClassVar = "children.child.merged"
    label: ClassVar = _("Joined with another record of the same child")
    joined: UUID


@dataclass(frozen=True, kw_only=True)
class ChildrenParted(Event):
    """A joining was undone; both records stand for themselves again."""

    verb: ClassVar = "children.child.parted"
    label: ClassVar = _("Joining of two records undone")
    joined: UUID


@dataclass(frozen=True, kw_only=True)
class ChildSplit(Event):
    """One record told of two children; `other` is the new one. Upper rooms let their people sort what belongs to whom."""

    verb: ClassVar = "children.child.split"
    label: ClassVar = _("Parted into two children")
    other: UUID


@dataclass(frozen=True, kw_only=True)
class CaregiverAdded(Event):
    verb: ClassVar = "children.caregiver.added"
    label: ClassVar = _("Caregiver added")
    caregiver: UUID
    relation: str


@dataclass(frozen=True, kw_only=True)
class CaregiverCorrected(Event):
    verb: ClassVar = "children.caregiver.corrected"
    label: ClassVar = _("Caregiver corrected")
    caregiver: UUID


@dataclass(frozen=True, kw_only=True)
class CaregiverEnded(Event):
    verb: ClassVar = "children.caregiver.ended"
    label: ClassVar = _("No caregiver any more")
    caregiver: UUID


@dataclass(frozen=True, kw_only=True)
class HouseholdMade(Event):
    verb: ClassVar = "children.household.made"
    label: ClassVar = _("Household noted")
    household: UUID


@dataclass(frozen=True, kw_only=True)
class MemberMovedIn(Event):
    verb: ClassVar = "children.household.moved_in"
    label: ClassVar = _("Moved into a household")
    household: UUID


@dataclass(frozen=True, kw_only=True)
class MemberMovedOut(Event):
    verb: ClassVar = "children.household.moved_out"
    label: ClassVar = _("Moved out of a household")
    household: UUID


@dataclass(frozen=True, kw_only=True)
class ChildSearched(Event):
    """`subject` is the account that searched; `asked` are the names of the fields that were filled in, never their values."""

    verb: ClassVar = "children.child.searched"
    label: ClassVar = _("Children searched")
    purpose: str
    asked: tuple[str, ...]
    found: int
