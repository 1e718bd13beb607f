"""Who cares for a child, and by what right."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.children import access
from qorgan.children.choices import CaregiverSex, LegalBasis, Relation
from qorgan.children.models.child import Child
from qorgan.vault.fields import SealedText

SCOPE = "children.caregiver"


def _known(by: Principal) -> Q:
    return access.caregiver(Care.objects.visible_to(by))


def _known_tie(by: Principal) -> Q:
    return access.part(Child.objects.visible_to(by))


class Caregiver(Guarded):
    """A parent, a relative or another grown-up of a child. Sealed with a key of its own (scope `children.caregiver`): brothers and
    sisters share their mother's record, and erasing one of them must not erase her."""

    given = SealedText(key="id", most=120, default=str)
    surname = SealedText(key="id", most=120, default=str)
    patronymic = SealedText(key="id", most=120, default=str)
    as_given = SealedText(key="id", most=300, default=str)
    iin = SealedText(key="id", most=40, default=str)
    born = SealedText(key="id", most=10, default=str)
    phone = SealedText(key="id", most=40, default=str)
    address = SealedText(key="id", most=300, default=str)
    sex = models.CharField(max_length=8, choices=CaregiverSex, blank=True)
    language = models.CharField(max_length=8, blank=True)

    need_to_know = staticmethod(_known)
    wall = access.CAREGIVER_WALL
    follows: ClassVar = {}
    reads_are_journalled = True
    harmless: ClassVar = {"language": "a code"}

    class Meta:
        base_manager_name = "following"

    def __str__(self) -> str:
        return f"caregiver {self.ref}"

    @property
    def name(self) -> str:
        """The name in the order of documents, or as it was given."""
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part) or str(self.as_given)


class Care(Guarded):
    """What one grown-up is to one child. `represents` is the time in which this person represents the child in law, by
    `basis`; None where they do not. `ended_on` is the day from which they are no caregiver any more."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="+")
    caregiver = models.ForeignKey(Caregiver, models.CASCADE, related_name="+")
    relation = models.CharField(max_length=20, choices=Relation)
    is_primary = models.BooleanField(default=False)
    lives_with_child = models.BooleanField(null=True)
    basis = models.CharField(max_length=16, choices=LegalBasis, blank=True)
    represents = DateRangeField(null=True)
    ended_on = models.DateField(null=True)

    need_to_know = staticmethod(_known_tie)
    wall = access.CARE_WALL
    follows: ClassVar = {"child": "the tie is known with its child", "caregiver": "the caregiver is known with the child"}
    reads_are_journalled = False
    harmless: ClassVar = {}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["child"], name="carers_of_a_child"),
            models.Index(fields=["caregiver"], name="children_of_a_carer"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "caregiver"], condition=Q(ended_on=None), name="one_tie_at_a_time"),
            models.CheckConstraint(
                condition=Q(represents=None, basis="") | (Q(represents__isnull=False) & ~Q(basis="")),
                name="a_representative_has_a_basis",
            ),
        ]

    def represents_on(self, day: date) -> bool:
        """Whether this person represents the child in law on a day."""
        return self.represents is not None and day in self.represents
