"""A child of the register, and what its record said before it was corrected."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qorgan.access.guarded import Guarded, uuid7
from qorgan.access.principal import Principal
from qorgan.children import access
from qorgan.children.choices import Citizenship, Sex
from qorgan.children.models.registration import Registration
from qorgan.children.numbers import new_number, printed
from qorgan.matching.attributes import Attributes, Birth
from qorgan.matching.choices import Precision
from qorgan.matching.finding import matchable
from qorgan.places.models import Place
from qorgan.texts.dates import day
from qorgan.vault.fields import SealedJSON, SealedText

SCOPE = "children.child"
IDENTITY = ("given", "surname", "patronymic", "as_given", "also_called", "iin", "born", "birth_precision", "sex", "citizenship",
            "citizenships", "languages", "disability", "place", "address", "phone")  # fmt: skip
"""What a correction may change, in the order of the form."""


def _known(by: Principal) -> Q:
    return access.child(by, Registration.objects.all())


class Child(Guarded):
    """A child. Everything that names it is sealed with the child's own key (scope `children.child`).

    `survivor` is the record that stands for the child: itself, or the one that a keeper joined it with. `born` is a date as
    far as it is known: `2014-05-02`, `2014-05` or `2014`; `birth_precision` says whether a year comes from an age. In clear
    stay the year, the sex and the place (a district at the most), for lists and figures. `version` counts corrections.
    """

    number = models.CharField(max_length=8, unique=True, default=new_number, editable=False)
    survivor = models.ForeignKey("self", models.PROTECT, related_name="+")
    given = SealedText(key="id", most=120, default=str)
    surname = SealedText(key="id", most=120, default=str)
    patronymic = SealedText(key="id", most=120, default=str)
    as_given = SealedText(key="id", most=300, default=str)
    also_called = SealedText(key="id", most=300, default=str)
    iin = SealedText(key="id", most=40, default=str)
    born = SealedText(key="id", most=10, default=str)
    birth_precision = models.CharField(max_length=8, choices=Precision, blank=True)
    born_in = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    citizenship = models.CharField(max_length=12, choices=Citizenship, blank=True)
    citizenships = SealedJSON(key="id", default=list)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    disability = SealedText(key="id", most=24, default=str)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    address = SealedText(key="id", most=300, default=str)
    phone = SealedText(key="id", most=40, default=str)
    is_restricted = models.BooleanField(default=False)
    is_invented = models.BooleanField(default=False)
    registered_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    need_to_know = staticmethod(_known)
    wall = access.CHILD_WALL
    follows: ClassVar = {"survivor": "whoever knows a record knows the one that stands for the same child"}
    reads_are_journalled = True
    harmless: ClassVar = {"number": "random", "languages": "codes"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["survivor"], name="records_of_a_child"),
            models.Index(fields=["-registered_at"], name="children_newest"),
            models.Index(fields=["place"], name="children_of_a_place"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(born_in=None, birth_precision="") | (Q(born_in__isnull=False) & ~Q(birth_precision="")),
                name="a_birth_year_says_how_sure_it_is",
            ),
        ]

    def __str__(self) -> str:
        return printed(self.number)

    @property
    def read_subject(self) -> UUID:
        """Reading a record is reading of the child that it stands for."""
        return self.survivor_id

    @property
    def is_joined(self) -> bool:
        """Whether another record stands for this child."""
        return self.survivor_id != self.id

    @property
    def name(self) -> str:
        """The name in the order of documents: surname, given name, patronymic; as it was given where no part is known."""
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part) or str(self.as_given)

    @property
    def birth(self) -> Birth | None:
        """The birth date as far as it is known."""
        return birth_of(self.born, self.birth_precision)

    @property
    def born_words(self) -> str:
        """The birth date for people: `02.05.2014`, `05.2014`, `2014`, or the year with a mark where it comes from an age."""
        birth = self.birth
        if birth is None:
            return ""
        if birth.month and birth.day:
            return day(date(birth.year, birth.month, birth.day))
        if birth.month:
            return f"{birth.month:02}.{birth.year}"
        return f"≈ {birth.year}" if birth.precision == Precision.AGE else str(birth.year)

    def attributes(self) -> Attributes:
        """What matching compares."""
        path = self.place.path.split(".") if self.place else []
        region = path[1] if len(path) > 1 else ""
        given = self.given or (self.as_given if not self.surname else "")
        return Attributes(
            given=given, surname=self.surname, patronymic=self.patronymic, sex=self.sex, born=self.birth, region=region,
            district=".".join(path[1:3]) if len(path) > 2 else "", iin=self.iin,  # country, region, district
        )  # fmt: skip

    def age_on(self, today: date) -> int | None:
        """The age in whole years; None where no year is known, and the likelier of two where only the year is."""
        birth = self.birth
        if birth is None:
            return None
        had = (birth.month or 7, birth.day or 1) <= (today.month, today.day)
        return max(today.year - birth.year - (0 if had else 1), 0)


def birth_of(born: str, precision: str) -> Birth | None:
    """The birth date behind the two fields of a record; None for no date, and for what was erased."""
    parts = born.split("-") if precision else []
    if not parts or not all(part.isdigit() for part in parts):
        return None
    year, month, day = (*map(int, parts), None, None)[:3]
    return Birth(int(year or 0), month, day, Precision(precision))


class Correction(models.Model):
    """What a record said before it was corrected: `before` holds the changed fields alone, sealed with the child's key."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    child = models.ForeignKey(Child, models.CASCADE, related_name="+")
    corrected_at = models.DateTimeField(default=timezone.now)
    account_id = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=20))
    before = SealedJSON(key="child_id")

    wall = access.CORRECTION_WALL
    harmless: ClassVar = {"fields": "names of fields"}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["child", "-corrected_at"], name="corrections_of_a_child")]

    @property
    def said(self) -> dict[str, Any]:
        """The former values by field."""
        return dict(self.before)


matchable(Child, needs=access.CHILD_READ)
SURVIVES = Q(survivor_id=F("id"))
"""Records that stand for a child: what lists show."""
