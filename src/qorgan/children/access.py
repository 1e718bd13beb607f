"""Who may know a child of the register, and who may do what with it.

Known are: the children that one registered oneself; to whoever oversees, all that the own organisation registered; to a body of
child protection, all that live in its places; those granted by a room above (an assignment, a referral, an emergency); to the
keeper of the registry, all. A restricted record is known to whoever registered it, to those it was granted to, and to the keeper.
Records that were joined are known together.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.grants import granted
from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall

CHILD_READ = permission("children.child.read", _("Read records of children"), shows_child=True)
CHILD_REGISTER = permission("children.child.register", _("Register children"), shows_child=True)
CHILD_CORRECT = permission("children.child.correct", _("Correct records of children, caregivers and households"), shows_child=True)
CHILD_SEARCH = permission("children.child.search", _("Search children"), shows_child=True)
CHILD_OVERSEE = permission("children.child.oversee", _("Know all children of the own organisation"), shows_child=True)
CHILD_RESTRICT = permission("children.child.restrict", _("Restrict and release records of children"), shows_child=True)
PLACE_OVERSEE = permission("children.place.oversee", _("Know all children of the own places"), shows_child=True)
REGISTRY_KEEP = permission("children.registry.keep", _("Keep the registry of children: join, part, tell apart"), shows_child=True)

# The name of a permission of `matching`, whose file is that room's own.
FINDER = declare_system("children.finder", CHILD_READ, "matching.pair.find")
"""Looks, after a child was registered or corrected, for other records of the same child."""

KEEPER = declare_system("children.keeper", CHILD_READ, CHILD_CORRECT)
"""Writes match keys again when the normaliser or a root key changed."""

_READS = "(SELECT qorgan_may('children.child.read'))"
_ALL = "((SELECT qorgan_is_system()) OR (SELECT qorgan_may('children.registry.keep')))"
_REGISTERED = (
    "EXISTS (SELECT 1 FROM children_registration r WHERE r.survivor_id = children_child.survivor_id "
    "AND r.organisation_id IN (SELECT qorgan_organisations()) AND (r.account_id = (SELECT qorgan_account()) "
    "OR (NOT children_child.is_restricted AND (SELECT qorgan_may('children.child.oversee')))))"
)
_OF_PLACE = (
    "(NOT is_restricted AND (SELECT qorgan_may('children.place.oversee')) AND place_id IN "
    "(SELECT p.id FROM places_place p JOIN qorgan_places() q ON p.path <@ q))"
)
_KNOWN = f"{_READS} AND ({_ALL} OR survivor_id IN (SELECT children_granted()) OR {_REGISTERED} OR {_OF_PLACE})"
_CORRECTS = "((SELECT qorgan_may('children.child.correct')) OR (SELECT qorgan_may('children.registry.keep')))"
_REGISTERS = f"((SELECT qorgan_may('children.child.register')) OR {_CORRECTS})"

CHILD_WALL = Wall(
    select=_KNOWN,
    write=f"{_KNOWN} AND {_REGISTERS}",
    insert=_REGISTERS,
    rights="SELECT, INSERT, UPDATE",
)
REGISTRATION_WALL = Wall(
    select=f"{_READS} AND ({_ALL} OR organisation_id IN (SELECT qorgan_organisations()) OR survivor_id IN (SELECT children_granted()))",
    write="(SELECT qorgan_may('children.registry.keep'))",
    insert=f"((organisation_id IN (SELECT qorgan_organisations()) OR (SELECT qorgan_is_system())) AND {_REGISTERS}) "
    "OR (SELECT qorgan_may('children.registry.keep'))",
    rights="SELECT, INSERT, UPDATE",
)
_OF_CHILD = "EXISTS (SELECT 1 FROM children_child c WHERE c.id = child_id)"
PART_WALL = Wall(select=_OF_CHILD, write=f"{_OF_CHILD} AND {_CORRECTS}", rights="SELECT, INSERT, UPDATE")
CARE_WALL = Wall(select=_OF_CHILD, write=f"{_OF_CHILD} AND {_REGISTERS}", rights="SELECT, INSERT, UPDATE")
CORRECTION_WALL = Wall(select=_OF_CHILD, write=f"{_OF_CHILD} AND {_CORRECTS}", rights="SELECT, INSERT")
_OF_CAREGIVER = "EXISTS (SELECT 1 FROM children_care t WHERE t.caregiver_id = children_caregiver.id)"
CAREGIVER_WALL = Wall(
    select=_OF_CAREGIVER, write=f"{_OF_CAREGIVER} AND {_REGISTERS}", insert=_REGISTERS, rights="SELECT, INSERT, UPDATE"
)
_OF_HOUSEHOLD = (
    "EXISTS (SELECT 1 FROM children_householdmember m WHERE m.household_id = children_household.id AND m.child_id IS NOT NULL)"
)
HOUSEHOLD_WALL = Wall(select=_OF_HOUSEHOLD, write=f"{_OF_HOUSEHOLD} AND {_CORRECTS}", insert=_CORRECTS, rights="SELECT, INSERT, UPDATE")
_OF_MEMBER = (
    "(child_id IS NOT NULL AND EXISTS (SELECT 1 FROM children_child c WHERE c.id = child_id)) OR "
    "(caregiver_id IS NOT NULL AND EXISTS (SELECT 1 FROM children_care t WHERE t.caregiver_id = children_householdmember.caregiver_id))"
)
MEMBER_WALL = Wall(select=_OF_MEMBER, write=f"({_OF_MEMBER}) AND {_CORRECTS}", rights="SELECT, INSERT, UPDATE")
MERGE_WALL = Wall(select="(SELECT qorgan_may('children.registry.keep'))", rights="SELECT, INSERT, UPDATE")


def child(by: Principal, registrations: QuerySet) -> Q:
    """The children that `by` may know. `registrations` are all of them; the model gives them, and this chooses."""
    if not by.may(CHILD_READ):
        return NOTHING
    if by.kind is Kind.SYSTEM or by.may(REGISTRY_KEEP):
        return Q()
    of_child = registrations.filter(survivor_id=OuterRef("survivor_id"), organisation_id__in=by.organisations)
    # A record that was joined with a granted one is granted: every record has a registration that names both.
    joined = registrations.filter(survivor_id=OuterRef("survivor_id"), child_id__in=granted(by))
    known = Q(Exists(of_child.filter(account_id=by.account_id))) | Q(Exists(joined))
    if by.may(CHILD_OVERSEE):
        known |= Q(Exists(of_child), is_restricted=False)
    if by.may(PLACE_OVERSEE):
        known |= Q(is_restricted=False) & _within(by.places)
    return known


def _within(places: tuple[str, ...]) -> Q:
    found = Q(pk__in=[])
    for path in places:
        found |= Q(place__path__within=path)
    return found


def part(children: QuerySet) -> Q:
    """Parts of a child's record are known with it; `children` are those that the asker knows."""
    return Q(child_id__in=children.values("pk"))


def caregiver(ties: QuerySet) -> Q:
    """A caregiver is known with any of the children cared for; `ties` are those that the asker knows."""
    return Q(Exists(ties.filter(caregiver_id=OuterRef("pk"))))


def household(members: QuerySet) -> Q:
    """A household is known with any child that lives or lived in it; `members` are those that the asker knows."""
    return Q(Exists(members.filter(household_id=OuterRef("pk"), child_id__isnull=False)))


def member(children: QuerySet, ties: QuerySet) -> Q:
    """A member of a household is known as a child or as a caregiver."""
    return Q(child_id__in=children.values("pk")) | Q(caregiver_id__in=ties.values("caregiver_id"))


def merge(by: Principal) -> Q:
    """Joinings are the keeper's; others see their effect alone."""
    return Q() if by.may(REGISTRY_KEEP) else NOTHING


def organisation_of(by: Principal) -> Any:
    """The organisation that somebody registers for: the own one of the role acted in."""
    return next(iter(sorted(by.organisations)), None)
