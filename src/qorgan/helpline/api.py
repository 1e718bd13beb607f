"""Routes of the helpline: contact records by their coded answers. No conversation, no name, no number leaves this way.

A call centre's own program begins a record and gives the answers of the country's form; answers that identify or tell a
story may be written by this way and are never read by it.
"""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Field, Query
from pydantic import JsonValue

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.forms.models import AnswersChanged
from qorgan.forms.programs import answered
from qorgan.helpline import access
from qorgan.helpline.actions.contact import begin_contact, finalise_contact, save_contact
from qorgan.helpline.choices import Channel
from qorgan.helpline.models import Contact
from qorgan.texts.languages import codes
from qorgan.ui.api.door import Answer, ApiRequest, Door, must_be_version
from qorgan.ui.api.gates import house_of, must_hold
from qorgan.ui.api.paging import Following, changed_since, page_of
from qorgan.ui.api.problems import stale
from qorgan.ui.api.shapes import Asked, Code, Moment, Ref, Shape, one_of

door = Door("Contacts", widens=(access.CONTACT_SEARCH, access.CONTACT_FINALISE))
ChannelCode = one_of(Channel)
ProgramsChannelCode: Any = Literal.__getitem__(tuple(one.value for one in Channel if one not in (Channel.WEB, Channel.QR)))
"""A conversation by writing has its own record, begun by the desk."""
LanguageCode: Any = Literal.__getitem__(tuple(codes()))


class ContactLine(Shape):
    """A contact record as it stands in a list. Codes are those of the country's form."""

    ref: Ref
    number: str = Field(examples=["C-2041"])
    channel: ChannelCode
    language: str
    began_at: Moment
    ended_at: Moment | None
    ending: str
    finalised_at: Moment | None
    call_type: str
    is_data: bool | None = Field(description="Whether it tells something about a child; null while it is a draft")
    age: str
    gender: str
    region: str
    categories: list[str]
    version: int = Field(ge=1)


class ContactWhole(ContactLine):
    """One record with its coded answers."""

    form_version: int = Field(description="The version of the country's form that was filled in")
    answers: dict[str, JsonValue] = Field(description="Answers by the names of the form; none that identifies or tells a story")


class Contacts(Shape):
    """One page of records."""

    items: list[ContactLine]
    next: str | None


class ContactsWanted(Following):
    """Which records."""

    channel: ChannelCode | None = None
    call_type: Code | None = None
    is_final: bool | None = None


class ContactBegun(Asked):
    """A contact that came by telephone, in person or by letter, with the answers known so far."""

    channel: ProgramsChannelCode
    language: LanguageCode
    answers: dict[Code, JsonValue] = Field(default_factory=dict, max_length=300, description="By the names of the form")
    is_final: bool = Field(False, description="Whether the answers are complete; a final record is never changed")


class AnswersGiven(Asked):
    """More answers; those that are not named stay."""

    answers: dict[Code, JsonValue] = Field(default_factory=dict, max_length=300)
    is_final: bool = False


_PLAIN = ("ref", "channel", "language", "began_at", "ended_at", "ending", "finalised_at", "call_type", "is_data", "age", "gender",
          "region", "categories", "version")  # fmt: skip


def _line(of: Contact) -> dict[str, Any]:
    return {**{name: getattr(of, name) for name in _PLAIN}, "number": str(of)}


def _whole(of: Contact) -> ContactWhole:
    return ContactWhole(**_line(of), form_version=of.form_version.number, answers=of.plain)


def _found(request: ApiRequest, ref: str) -> Contact:
    found = Contact.objects.visible_to(request.by).select_related("form_version").filter(ref=ref).first()
    if found is None:
        raise Refused("contact")
    return found


def _answered(by: Principal, contact: Contact, answers: dict[str, Any], *, is_final: bool) -> Contact:
    """Binds the answers as a screen would; what does not fit is named by its question, in the form's own words."""
    if is_final:
        must_hold(by, access.CONTACT_FINALISE)
    bound = answered(contact.form_version.form, answers, contact.answers, final=is_final)
    act = finalise_contact if is_final else save_contact
    return act(by=by, contact=contact, bound=bound, expected=contact.version)


@door.get("/contacts", needs=access.CONTACT_READ, gives=Contacts)
def list_contacts(request: ApiRequest, wanted: Query[ContactsWanted]) -> Contacts:
    """List contact records."""
    rows = changed_since(Contact.objects.visible_to(request.by), wanted)
    if wanted.channel is not None:
        rows = rows.filter(channel=wanted.channel)
    if wanted.call_type is not None:
        rows = rows.filter(call_type=wanted.call_type)
    if wanted.is_final is not None:
        rows = rows.filter(finalised_at__isnull=not wanted.is_final)
    return Contacts(**page_of(request, rows, wanted, lambda row: ContactLine(**_line(row))))


@door.get("/contacts/{slug:ref}", needs=access.CONTACT_READ, gives=ContactWhole, versioned=True)
def read_contact(request: ApiRequest, ref: str) -> Answer:
    """Read one contact record by its coded answers."""
    found = _found(request, ref)
    return Answer(_whole(found), version=found.version)


@door.post("/contacts", needs=access.CONTACT_WRITE, gives=ContactWhole)
def begin_a_contact(request: ApiRequest, body: ContactBegun) -> Answer:
    """Begin a contact record that a call centre's program keeps."""
    made = begin_contact(by=request.by, organisation_id=house_of(request.by), channel=Channel(body.channel), language=body.language)
    if body.answers or body.is_final:
        made = _answered(request.by, made, body.answers, is_final=body.is_final)
    return Answer(_whole(made), version=made.version, location=f"/api/v1/contacts/{made.ref}")


@door.patch("/contacts/{slug:ref}", needs=access.CONTACT_WRITE, gives=ContactWhole)
def answer_a_contact(request: ApiRequest, ref: str, body: AnswersGiven) -> Answer:
    """Give answers of a contact record, or complete it."""
    found = _found(request, ref)
    must_be_version(request, found.version)
    if found.counsellor != request.by.account:
        raise RuleBroken(_("Another counsellor keeps this record."))
    try:
        kept = _answered(request.by, found, body.answers, is_final=body.is_final)
    except AnswersChanged as changed:
        raise stale(changed.version) from None
    return Answer(_whole(kept), version=kept.version)
