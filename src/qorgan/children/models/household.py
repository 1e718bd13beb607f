"""A household, and who lives or lived in it from when to when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.children import access
from qorgan.children.models.caregiver import Care, Caregiver
from qorgan.children.models.child import Child
from qorgan.children.numbers import new_number, printed
from qorgan.places.models import Place
from qorgan.vault.fields import SealedText

SCOPE = "children.household"


def _known(by: Principal) -> Q:
    return access.household(HouseholdMember.objects.visible_to(by))


def _known_member(by: Principal) -> Q:
    return access.member(Child.objects.visible_to(by), Care.objects.visible_to(by))


class Household(Guarded):
    """People who live together. Its address is sealed with the household's own key (scope `children.household`)."""

    number = models.CharField(max_length=8, unique=True, default=new_number, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    address = SealedText(key="id", most=300, default=str)
    made_at = models.DateTimeField(default=timezone.now)

    need_to_know = staticmethod(_known)
    wall = access.HOUSEHOLD_WALL
    follows: ClassVar = {}
    reads_are_journalled = True
    harmless: ClassVar = {"number": "random"}

    class Meta:
        base_manager_name = "following"

    def __str__(self) -> str:
        return printed(self.number)


class HouseholdMember(Guarded):
    """That a child or a grown-up lives in a household, from a day (included; open where nobody knows) to a day (excluded).

    Nobody lives in two households on one day: the database refuses it.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, null=True, related_name="+")
    caregiver = models.ForeignKey(Caregiver, models.CASCADE, null=True, related_name="+")
    lives = DateRangeField()

    need_to_know = staticmethod(_known_member)
    wall = access.MEMBER_WALL
    follows: ClassVar = {
        "household": "who knows a member knows where the member lives",
        "child": "the member is known as this child",
        "caregiver": "the member is known as this caregiver",
    }
    reads_are_journalled = False
    harmless: ClassVar = {}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["household"], name="members_of_a_household")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(child__isnull=False, caregiver=None) | Q(child=None, caregiver__isnull=False), name="a_member_is_one_person"
            ),
            ExclusionConstraint(
                name="a_child_lives_in_one_household",
                expressions=[("child", RangeOperators.EQUAL), ("lives", RangeOperators.OVERLAPS)],
                condition=Q(child__isnull=False),
            ),
            ExclusionConstraint(
                name="a_carer_lives_in_one_household",
                expressions=[("caregiver", RangeOperators.EQUAL), ("lives", RangeOperators.OVERLAPS)],
                condition=Q(caregiver__isnull=False),
            ),
        ]

    def lives_here_on(self, day: date) -> bool:
        """Whether this member lives in the household on a day."""
        return day in self.lives
