"""Routes of the sending side before a referral leaves: drafted, what is shared chosen form by form, consent, sent, or thrown away.

For whom a referral is asked is said as the sending side's own name of it (`origin`): `case:<ref>`, `case:<ref>:<ref of a planned
service>` or `child:<ref>`. What may be shared comes from there and is copied when it is chosen.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Field
from pydantic import StringConstraints

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.models import Service, TaxonomyTerm
from qorgan.directory.queries import public_services
from qorgan.directory.queries import terms as directory_terms
from qorgan.referrals import access, queries, rules
from qorgan.referrals.actions import (
    change_referral,
    choose_shared,
    discard_referral,
    draft_referral,
    note_consent,
    note_exception,
    send_referral,
)
from qorgan.referrals.api.answering import ReferralWhole, done_to, door, term_named, whole_of
from qorgan.referrals.asking import Asking, asking_of, chosen
from qorgan.referrals.choices import ConsentGiver, Side, TermList
from qorgan.referrals.models import Referral
from qorgan.ui.api.door import Answer, ApiRequest
from qorgan.ui.api.problems import Problem
from qorgan.ui.api.shapes import Asked, Code, Ref, Shape, one_of, texts

_REF = "[2-9a-hjkmnp-z]{16}"
OriginIn = Annotated[
    str, StringConstraints(pattern=rf"^(case:{_REF}(:{_REF})?|child:{_REF})$"), Field(examples=["case:k7m29qxh4v8twzpd"])
]
FieldIn = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,80}:[A-Za-z0-9_./-]{1,200}$"), Field(examples=["child:age"])]
GiverCode = one_of(ConsentGiver)


class ReferralChanged(Asked):
    """Which service is asked, and for what."""

    service: Ref
    urgency: Code = Field(description="A code of the country's list")
    need: Code | None = Field(None, description="A code of the directory's list of needs")
    message: texts(2_000) = ""


class ReferralDrafted(ReferralChanged):
    """A draft for a child or a case that the key may know."""

    origin: OriginIn


class OfferShape(Shape):
    """One field that may be shared, as it reads now."""

    field: str = Field(description="How it is named when it is chosen", examples=["child:age"])
    label: str
    value: str
    is_identifying: bool = Field(description="Whether it tells who the child is")
    is_shared: bool


class OffersOfForm(Shape):
    """The fields of one form that may be shared."""

    form: str
    title: str
    fields: list[OfferShape]


class Offers(Shape):
    """Everything that may be shared in a referral."""

    forms: list[OffersOfForm]


class SharedChosen(Asked):
    """The fields that are shared, and no others; each is copied as it reads now."""

    fields: list[FieldIn] = Field(max_length=1_000)


class ConsentGiven(Asked):
    """Who agreed, and when."""

    given_by: GiverCode
    on: date


class ConsentLeftOut(Asked):
    """The ground on which the law allows the sharing without consent, in the country's list and in words."""

    ground: Code
    note: texts(1_000, 1)


class ReferralSentOff(Asked):
    """The last word."""

    although: bool = Field(False, description="Send although the service is closed or full")


class Discarded(Shape):
    """A draft that is gone."""

    ref: Ref


class NothingMore(Asked):
    """Nothing to say: the address says it all."""


def _service(ref: str) -> Service:
    """A service of the public directory, which every program may read."""
    found: Service | None = public_services().filter(ref=ref).first()
    if found is None:
        raise RuleBroken(_("There is no such service."), field="service")
    return found


def _need(code: str | None) -> TaxonomyTerm | None:
    if code is None:
        return None
    found = next((one for one in directory_terms(TaxonomyKey.NEED) if one.code == code), None)
    if found is None:
        raise RuleBroken(_("Choose from the list."), field="need")
    return found


def _command(request: ApiRequest, body: ReferralChanged) -> dict[str, Any]:
    """What the actions are given for what was asked."""
    urgency = term_named(TermList.URGENCY, body.urgency, field="urgency")
    return {"service": _service(body.service), "urgency": urgency, "need": _need(body.need), "message": body.message}


def _own(request: ApiRequest, ref: str) -> Referral:
    """A referral of the sending side. Raises Refused for every other, and RuleBroken for one that has left."""
    found = queries.referral(request.by, ref)
    if queries.side_of(request.by, found) is not Side.SENDER:
        raise Refused("referral")
    rules.must(found, "change")
    return found


def _asking(request: ApiRequest, ref: str) -> tuple[Referral, Asking]:
    found = _own(request, ref)
    return found, asking_of(request, found.origin)


@door.post("/referrals", needs=access.REFERRAL_SEND, gives=ReferralWhole)
def draft_a_referral(request: ApiRequest, body: ReferralDrafted) -> Answer:
    """Draft a referral. Nothing leaves yet."""
    asking = asking_of(request, body.origin)
    told: dict[str, Any] = {"child": asking.child, "asked_for": asking.asked_for, "origin": asking.origin}
    made = draft_referral(by=request.by, **told, **_command(request, body))
    return Answer(whole_of(request, made.ref), location=f"/api/v1/referrals/{made.ref}")


@door.put("/referrals/{slug:ref}/draft", needs=access.REFERRAL_SEND, gives=ReferralWhole)
def change_a_referral(request: ApiRequest, ref: str, body: ReferralChanged) -> Answer:
    """Give a draft another service, urgency, need or message."""
    change_referral(by=request.by, referral=_own(request, ref), **_command(request, body))
    return Answer(whole_of(request, ref))


@door.get("/referrals/{slug:ref}/offers", needs=access.REFERRAL_SEND, gives=Offers)
def read_offers(request: ApiRequest, ref: str) -> Offers:
    """Read what may be shared in a draft, form by form."""
    found, asking = _asking(request, ref)
    shared = queries.shared_keys(request.by, found)
    return Offers(forms=[
        OffersOfForm(form=sheet.form, title=str(sheet.title), fields=[
            OfferShape(field=f"{sheet.form}:{one.name}", label=str(one.label), value=str(one.value),
                       is_identifying=one.is_identifying, is_shared=f"{sheet.form}:{one.name}" in shared)
            for one in sheet.offers
        ])
        for sheet in asking.sheets
    ])  # fmt: skip


@door.put("/referrals/{slug:ref}/shared", needs=access.REFERRAL_SEND, gives=ReferralWhole)
def choose_what_is_shared(request: ApiRequest, ref: str, body: SharedChosen) -> Answer:
    """Choose what is shared. What the draft shows afterwards is exactly what leaves."""
    found, asking = _asking(request, ref)
    offered = {f"{sheet.form}:{one.name}" for sheet in asking.sheets for one in sheet.offers}
    unknown = [place for place, name in enumerate(body.fields) if name not in offered]
    if unknown:
        said = _("This is not offered for sharing.")
        raise Problem(422, "invalid", errors=[{"pointer": f"#/fields/{place}", "detail": said} for place in unknown])
    choose_shared(by=request.by, referral=found, shared=chosen(asking.sheets, frozenset(body.fields)))
    return Answer(whole_of(request, ref))


@door.put("/referrals/{slug:ref}/consent", needs=access.REFERRAL_SEND, gives=ReferralWhole)
def write_down_consent(request: ApiRequest, ref: str, body: ConsentGiven) -> Answer:
    """Write down that consent was given."""
    found, asking = _asking(request, ref)
    note_consent(by=request.by, referral=found, consent_record=asking.consent_record, **body.model_dump())
    return Answer(whole_of(request, ref))


@door.put("/referrals/{slug:ref}/exception", needs=access.CONSENT_OVERRIDE, gives=ReferralWhole)
def write_down_the_exception(request: ApiRequest, ref: str, body: ConsentLeftOut) -> Answer:
    """Write down the ground on which the law allows the sharing without consent."""
    ground = term_named(TermList.EXCEPTION, body.ground, field="ground")
    note_exception(by=request.by, referral=_own(request, ref), ground=ground, note=body.note)
    return Answer(whole_of(request, ref))


@door.post("/referrals/{slug:ref}/send", needs=access.REFERRAL_SEND, gives=ReferralWhole, status=200)
def send(request: ApiRequest, ref: str, body: ReferralSentOff) -> Answer:
    """Send a referral; the time for its answer begins to run."""
    return done_to(request, ref, send_referral, although=body.although)


@door.post("/referrals/{slug:ref}/discard", needs=access.REFERRAL_SEND, gives=Discarded, status=200)
def discard(request: ApiRequest, ref: str, body: NothingMore) -> Answer:
    """Throw a draft away; what was prepared is erased."""
    discard_referral(by=request.by, referral=queries.referral(request.by, ref))
    return Answer(Discarded(ref=ref))
