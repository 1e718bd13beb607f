"""What somebody says of a child or of a grown-up: the values that a form, an import or a room above hands to an action."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from psycopg.types.range import Range

from qorgan.children.choices import CaregiverSex, Citizenship, Disability, LegalBasis, Relation, Sex
from qorgan.children.models import Caregiver, Child
from qorgan.matching.attributes import Attributes, Birth
from qorgan.matching.choices import Precision
from qorgan.places.models import Place


@dataclass(frozen=True, kw_only=True, repr=False)
class ChildFacts:
    """What is known of a child; everything may be missing but a name of some sort. Never shows itself in an error."""

    given: str = ""
    surname: str = ""
    patronymic: str = ""
    as_given: str = ""
    also_called: str = ""
    birth: Birth | None = None
    sex: Sex | str = ""
    iin: str = ""
    languages: tuple[str, ...] = ()
    citizenship: Citizenship | str = ""
    citizenships: tuple[str, ...] = ()
    disability: Disability | str = ""
    place: Place | None = None
    address: str = ""
    phone: str = ""

    @property
    def is_named(self) -> bool:
        """Whether there is a name of some sort, or what the child is called."""
        return any((self.given, self.surname, self.as_given, self.also_called))

    def attributes(self) -> Attributes:
        """What matching compares."""
        return written(Child(), self).attributes()

    @classmethod
    def of(cls, child: Child) -> ChildFacts:
        """What a record says now; the start of a correction."""
        return cls(
            given=child.given, surname=child.surname, patronymic=child.patronymic, as_given=child.as_given,
            also_called=child.also_called, birth=child.birth, sex=child.sex, iin=child.iin, languages=tuple(child.languages),
            citizenship=child.citizenship, citizenships=tuple(child.citizenships), disability=child.disability, place=child.place,
            address=child.address, phone=child.phone,
        )  # fmt: skip


def born_text(birth: Birth | None) -> str:
    """A birth date as a record keeps it: `2014-05-02`, `2014-05`, `2014`, or empty."""
    if birth is None:
        return ""
    parts = (f"{birth.year:04}", f"{birth.month:02}" if birth.month else "", f"{birth.day:02}" if birth.day else "")
    return "-".join(part for part in parts if part)


def columns(facts: ChildFacts) -> dict[str, Any]:
    """The columns of a record and what these facts write into them."""
    same = {one.name: getattr(facts, one.name) for one in fields(ChildFacts) if one.name not in ("birth", "languages", "citizenships")}
    return {
        **{name: str(getattr(value, "value", value)) if isinstance(value, str) else value for name, value in same.items()},
        "languages": list(facts.languages),
        "citizenships": list(facts.citizenships),
        "born": born_text(facts.birth),
        "birth_precision": str(Precision(facts.birth.precision).value) if facts.birth else "",
        "born_in": facts.birth.year if facts.birth else None,
    }


def written(child: Child, facts: ChildFacts) -> Child:
    """The record with these facts in it, not saved."""
    for name, value in columns(facts).items():
        setattr(child, name, value)
    return child


@dataclass(frozen=True, kw_only=True, repr=False)
class CaregiverFacts:
    """What is known of a grown-up, and what this one is to the child."""

    given: str = ""
    surname: str = ""
    patronymic: str = ""
    as_given: str = ""
    sex: CaregiverSex | str = ""
    born: str = ""
    iin: str = ""
    phone: str = ""
    address: str = ""
    language: str = ""
    relation: Relation = Relation.OTHER
    is_primary: bool = False
    lives_with_child: bool | None = None
    basis: LegalBasis | str = ""
    represents_from: date | None = None
    represents_until: date | None = None

    @property
    def is_named(self) -> bool:
        """Whether there is a name of some sort."""
        return any((self.given, self.surname, self.as_given))

    def own(self) -> dict[str, str]:
        """The columns of the caregiver's own record."""
        names = ("given", "surname", "patronymic", "as_given", "sex", "born", "iin", "phone", "address", "language")
        return {name: str(getattr(getattr(self, name), "value", getattr(self, name))) for name in names}

    def tie(self) -> dict[str, Any]:
        """The columns of the tie to the child. Without a basis nobody represents anybody."""
        represents = Range(self.represents_from, self.represents_until, "[)") if self.basis else None
        return {
            "relation": Relation(self.relation).value,
            "is_primary": self.is_primary,
            "lives_with_child": self.lives_with_child,
            "basis": str(getattr(self.basis, "value", self.basis)),
            "represents": represents,
        }

    @classmethod
    def of(cls, caregiver: Caregiver, tie: Any) -> CaregiverFacts:
        """What the records say now."""
        return cls(
            **{name: getattr(caregiver, name) for name in cls().own()},
            relation=Relation(tie.relation), is_primary=tie.is_primary, lives_with_child=tie.lives_with_child, basis=tie.basis,
            represents_from=tie.represents.lower if tie.represents else None,
            represents_until=tie.represents.upper if tie.represents else None,
        )  # fmt: skip
