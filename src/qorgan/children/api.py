"""Routes of children: one child, the search for one, and the registration. A name stands in no address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Field

from qorgan.access.refusals import RuleBroken
from qorgan.children import access
from qorgan.children.actions import register_child, search_children
from qorgan.children.choices import RegistrationWay, Sex
from qorgan.children.identity import ChildFacts
from qorgan.children.models import Child
from qorgan.children.queries.whole import child as child_of
from qorgan.children.queries.whole import standing_for
from qorgan.matching.attributes import Attributes, Birth
from qorgan.matching.choices import Grade
from qorgan.places.models import Place
from qorgan.ui.api.door import Answer, ApiRequest, Door
from qorgan.ui.api.shapes import Asked, Named, Ref, Shape, named, one_of, texts

door = Door("Children", widens=(access.CHILD_OVERSEE, access.PLACE_OVERSEE))
SexCode = one_of(Sex)
GradeCode = one_of(Grade)
NAME = texts(100)
YEAR = r"^(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
"""A birth date as far as it is known: a day, a month, or a year."""


class ChildShape(Shape):
    """A child that the key may know."""

    ref: Ref
    number: str = Field(examples=["4K7M-29QX"])
    given: str
    surname: str
    patronymic: str
    born: str = Field(description="As far as it is known: 2014-05-02, 2014-05 or 2014", examples=["2014-05"])
    sex: str
    languages: list[str]
    place: Named | None
    version: int = Field(ge=1)


class Likely(Shape):
    """A child that may be the one described, and how sure that is."""

    child: ChildShape
    grade: GradeCode
    reasons: list[str]


class Found(Shape):
    """The likeliest first; only children that the key may know."""

    items: list[Likely]


class Described(Asked):
    """A child as somebody describes it."""

    given: NAME = ""
    surname: NAME = ""
    patronymic: NAME = ""
    born: str = Field("", pattern=rf"^$|{YEAR}", examples=["2014-05"])
    sex: SexCode | None = None


class ChildWanted(Described):
    """Two things at least, one of them a name; an IIN stands alone."""

    iin: str = Field("", pattern=r"^(\d{12})?$")


class ChildRegistered(Described):
    """A child to be registered for the key's organisation."""

    place: Ref | None = None
    although_similar: bool = Field(False, description="Somebody looked at the similar records: it is another child")


def _born(text: str) -> Birth | None:
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    try:
        if len(parts) == 3:
            return Birth.on(date(*parts))
        return Birth.in_month(*parts) if len(parts) == 2 else Birth.in_year(parts[0])
    except ValueError:
        raise RuleBroken(_("There is no such day."), field="born") from None


def _shape(of: Child) -> ChildShape:
    plain: dict[str, Any] = {name: str(getattr(of, name) or "") for name in ("given", "surname", "patronymic", "born", "sex")}
    place = named(of.place) if of.place else None
    return ChildShape(ref=of.ref, number=str(of), languages=list(of.languages), place=place, version=of.version, **plain)


@door.post("/children/search", needs=access.CHILD_SEARCH, gives=Found, status=200)
def search(request: ApiRequest, body: ChildWanted) -> Found:
    """Search a child.

    A search is an access: it is limited and written down, also when it finds nobody.
    """
    given = body.model_dump(exclude={"born", "sex"})
    asked = Attributes(**given, sex=body.sex or "", born=_born(body.born))
    hints = search_children(by=request.by, asked=asked)
    return Found(
        items=[Likely(child=_shape(hint.child), grade=hint.grade, reasons=[str(one) for one in hint.reasons]) for hint in hints]
    )


@door.get("/children/{slug:ref}", needs=access.CHILD_READ, gives=ChildShape, versioned=True)
def read_child(request: ApiRequest, ref: str) -> Answer:
    """Read one child; the record that stands for it today."""
    found = standing_for(request.by, child_of(request.by, ref))
    return Answer(_shape(found), version=found.version)


@door.post("/children", needs=access.CHILD_REGISTER, gives=ChildShape)
def register(request: ApiRequest, body: ChildRegistered) -> Answer:
    """Register a child."""
    place = Place.objects.filter(ref=body.place).first() if body.place else None
    if body.place and place is None:
        raise RuleBroken(_("There is no such place."), field="place")
    facts = ChildFacts(
        given=body.given, surname=body.surname, patronymic=body.patronymic, birth=_born(body.born), sex=body.sex or "", place=place
    )
    made = register_child(by=request.by, facts=facts, way=RegistrationWay.BY_HAND, although_similar=body.although_similar)
    return Answer(_shape(made), version=made.version, location=f"/api/v1/children/{made.ref}")
