"""Routes of the register of organisations. What is public of a body is public here; no address of a confidential site is."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from ninja import Field, Query

from qorgan.access.refusals import Refused
from qorgan.organisations.choices import ContactKind, State
from qorgan.organisations.models import Contact, Organisation
from qorgan.places.models import Place
from qorgan.ui.api.door import ApiRequest, Door
from qorgan.ui.api.paging import Paging, page_of
from qorgan.ui.api.shapes import Code, Ref, Shape, Words, named, one_of
from qorgan.ui.api.shapes import Named as PlaceNamed
from qorgan.ui.pages import PUBLIC

door = Door("Registry")
ContactKindCode = one_of(ContactKind)
StateCode = one_of(State)


class ContactShape(Shape):
    """A public way to reach a body, never a person."""

    kind: ContactKindCode
    value: str


class OrganisationShape(Shape):
    """A body of the register."""

    ref: Ref
    name: str = Field(description="In the language of the request")
    names: Words
    kind: str = Field(description="A code of the country's kinds", examples=["family_support_centre"])
    kind_name: str
    state: StateCode
    place: PlaceNamed
    bin: str = Field(description="The body's own public number; empty where it is not known", examples=["000140000000"])
    address: str = Field(description="Empty for a kind with a confidential site")
    contacts: list[ContactShape]
    is_invented: bool = Field(description="Whether it belongs to a demonstration")


class Organisations(Shape):
    """One page of organisations."""

    items: list[OrganisationShape]
    next: str | None


class OrganisationsWanted(Paging):
    """Which organisations."""

    kind: Code | None = None
    state: StateCode | None = None
    place: Ref | None = Field(None, description="A place: bodies there and everywhere below it")
    bin: str | None = Field(None, pattern=r"^\d{12}$")


def _rows() -> Any:
    contacts = Prefetch("contacts", Contact.objects.order_by("pk"))
    return Organisation.objects.select_related("kind", "place").prefetch_related(contacts)


def _shape(of: Organisation) -> OrganisationShape:
    return OrganisationShape(
        ref=of.ref,
        name=str(of.names),
        names=Words(**of.names),
        kind=of.kind_id,
        kind_name=str(of.kind.names),
        state=State(of.state),
        place=named(of.place),
        bin=of.bin,
        address="" if of.kind.confidential_site else of.address,
        contacts=[ContactShape(kind=ContactKind(one.kind), value=one.value) for one in of.contacts.all()],
        is_invented=of.is_invented,
    )


@door.get("/organisations", needs=PUBLIC, gives=Organisations)
def list_organisations(request: ApiRequest, wanted: Query[OrganisationsWanted]) -> Organisations:
    """List the bodies of the register."""
    rows = _rows()
    for name, value in (("kind", wanted.kind), ("state", wanted.state), ("bin", wanted.bin)):
        rows = rows if value is None else rows.filter(**{name: value})
    if wanted.place is not None:
        top = Place.objects.filter(ref=wanted.place).first()
        rows = rows.filter(place__path__within=top.path) if top else rows.none()
    return Organisations(**page_of(request, rows, wanted, _shape))


@door.get("/organisations/{slug:ref}", needs=PUBLIC, gives=OrganisationShape)
def read_organisation(request: ApiRequest, ref: str) -> OrganisationShape:
    """Read one body of the register."""
    found = _rows().filter(ref=ref).first()
    if found is None:
        raise Refused("organisation")
    return _shape(found)
