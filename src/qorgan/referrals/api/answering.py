"""Routes of referrals: both sides read them; the service's side answers, records what it did, and reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Field, Query

from qorgan.access.refusals import RuleBroken
from qorgan.referrals import access, queries
from qorgan.referrals.actions import (
    accept_referral,
    acknowledge_referral,
    close_referral,
    decline_referral,
    record_service,
    report_outcome,
    revoke_referral,
)
from qorgan.referrals.choices import Side, State, TermList
from qorgan.referrals.models import Referral, Term
from qorgan.ui.api.door import Answer, ApiRequest, Door
from qorgan.ui.api.paging import Following, changed_since, page_of
from qorgan.ui.api.shapes import Asked, Code, Moment, Named, Ref, Shape, named, one_of, texts

door = Door("Referrals", widens=(access.REFERRAL_OVERSEE,))
SideCode = one_of(Side)
StateCode = one_of(State)


class ReferralLine(Shape):
    """A referral as it stands in a list. Of the child nothing is said here."""

    ref: Ref
    number: str = Field(examples=["R-1204"])
    side: SideCode = Field(description="From which side the key looks: who asks for help, or the service")
    state: StateCode
    service: Named
    from_organisation: Named
    to_organisation: Named
    urgency: str = Field(description="A code of the country's list")
    need: str | None = Field(description="A code of the directory's list of needs")
    sent_at: Moment | None
    acknowledged_at: Moment | None
    answered_at: Moment | None
    begun_at: Moment | None
    reported_at: Moment | None
    ended_at: Moment | None


class Referrals(Shape):
    """One page of referrals."""

    items: list[ReferralLine]
    next: str | None


class ReferralsWanted(Following):
    """Which referrals."""

    side: SideCode | None = None
    state: StateCode | None = None


class SharedLine(Shape):
    """One shared field as it reads; `is_gone` where the copy was shredded."""

    label: str
    value: str
    is_gone: bool


class SharedForm(Shape):
    """The shared fields of one form."""

    form: str
    title: str
    lines: list[SharedLine]


class RecordShape(Shape):
    """Something that the service did for the child."""

    ref: Ref
    on: date
    kind: str
    minutes: int = Field(description="Minutes", ge=0)
    is_attended: bool
    note: str


class ReferralWhole(ReferralLine):
    """One referral: what is asked, what was shared, what became of it."""

    origin: str = Field(description="The asking side's own name of it, for that side alone", examples=["case:k7m29qxh4v8twzpd"])
    message: str
    consent_basis: str
    shared: list[SharedForm]
    records: list[RecordShape]
    decline_reason: str | None
    decline_note: str
    outcome: str | None
    report: str


class Declined(Asked):
    """Why the service does not take the child."""

    reason: Code
    note: texts(1_000) = ""


class Recorded(Asked):
    """Something that was done."""

    on: date
    kind: Code
    minutes: int = Field(0, ge=0, le=1_440)
    is_attended: bool = True
    note: texts(2_000) = ""


class Reported(Asked):
    """What came out."""

    outcome: Code
    report: texts(4_000) = ""
    is_place_free: bool = False


class Nothing(Asked):
    """Nothing to say: the address says it all."""


_PLAIN = ("ref", "state", "sent_at", "acknowledged_at", "answered_at", "begun_at", "reported_at", "ended_at")


def _line(of: Referral, side: Side) -> dict[str, Any]:
    return {
        **{name: getattr(of, name) for name in _PLAIN},
        "number": str(of),
        "side": side,
        "service": named(of.service),
        "from_organisation": named(of.from_organisation),
        "to_organisation": named(of.to_organisation),
        "urgency": of.urgency.code,
        "need": of.need.code if of.need else None,
    }


def _record(one: Any) -> RecordShape:
    plain = {name: getattr(one, name) for name in ("ref", "on", "minutes", "is_attended")}
    return RecordShape(**plain, kind=one.kind.code, note=one.note or "")


def _text(value: Any) -> str:
    """A sealed text whose key may be gone: then there is none."""
    return value if isinstance(value, str) else ""


def whole_of(request: ApiRequest, ref: str) -> ReferralWhole:
    """One referral as the key sees it, from its side. Raises Refused for one that is hidden or absent."""
    found = queries.referral(request.by, ref)
    side = queries.side_of(request.by, found)
    return ReferralWhole(
        **_line(found, side),
        origin=found.origin if side is Side.SENDER else "",
        message=_text(found.message),
        consent_basis=found.consent_basis,
        shared=[SharedForm.model_validate(form) for form in queries.shared(request.by, found)],
        records=[_record(one) for one in queries.records(request.by, found)],
        decline_reason=found.decline_reason.code if found.decline_reason else None,
        decline_note=_text(found.decline_note),
        outcome=found.outcome.code if found.outcome else None,
        report=_text(found.report),
    )


def term_named(listed: TermList, code: str, *, field: str) -> Term:
    """An entry of a list of the pack. Raises RuleBroken at the field for none."""
    found = next((term for term in queries.terms(listed) if term.code == code), None)
    if found is None:
        raise RuleBroken(_("Choose from the list."), field=field)
    return found


def done_to(request: ApiRequest, ref: str, act: Callable[..., Any], **given: Any) -> Answer:
    """Does an action to a referral and answers with what it is then."""
    act(by=request.by, referral=queries.referral(request.by, ref), **given)
    return Answer(whole_of(request, ref))


@door.get("/referrals", needs=access.REFERRAL_READ, gives=Referrals)
def list_referrals(request: ApiRequest, wanted: Query[ReferralsWanted]) -> Referrals:
    """List referrals, sent and received."""
    by = request.by
    sent, received = queries.sent_by(by), queries.received_by(by)
    rows = {Side.SENDER: sent, Side.SERVICE: received}.get(wanted.side) if wanted.side else queries.known(by)
    rows = changed_since(rows, wanted)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    of_sender: set[Any] = set()

    def load(shown: list[Any]) -> None:
        of_sender.update(sent.filter(pk__in=[row.pk for row in shown]).values_list("pk", flat=True))

    def shape(row: Any) -> ReferralLine:
        return ReferralLine(**_line(row, Side.SENDER if row.pk in of_sender else Side.SERVICE))

    return Referrals(**page_of(request, rows, wanted, shape, load=load))


@door.get("/referrals/{slug:ref}", needs=access.REFERRAL_READ, gives=ReferralWhole)
def read_referral(request: ApiRequest, ref: str) -> ReferralWhole:
    """Read one referral with what was shared."""
    return whole_of(request, ref)


@door.post("/referrals/{slug:ref}/acknowledge", needs=access.REFERRAL_RECEIVE, gives=ReferralWhole, status=200)
def acknowledge(request: ApiRequest, ref: str, body: Nothing) -> Answer:
    """Say that a referral was received."""
    return done_to(request, ref, acknowledge_referral)


@door.post("/referrals/{slug:ref}/accept", needs=access.REFERRAL_RECEIVE, gives=ReferralWhole, status=200)
def accept(request: ApiRequest, ref: str, body: Nothing) -> Answer:
    """Take the child in."""
    return done_to(request, ref, accept_referral)


@door.post("/referrals/{slug:ref}/decline", needs=access.REFERRAL_RECEIVE, gives=ReferralWhole, status=200)
def decline(request: ApiRequest, ref: str, body: Declined) -> Answer:
    """Decline a referral with a reason; the copy of what was shared is shredded."""
    return done_to(request, ref, decline_referral, reason=term_named(TermList.DECLINE, body.reason, field="reason"), note=body.note)


@door.post("/referrals/{slug:ref}/records", needs=access.REFERRAL_RECEIVE, gives=RecordShape)
def record(request: ApiRequest, ref: str, body: Recorded) -> Answer:
    """Record something that was done for the child."""
    kind = term_named(TermList.RECORD, body.kind, field="kind")
    given = body.model_dump(exclude={"kind"})
    return Answer(_record(record_service(by=request.by, referral=queries.referral(request.by, ref), kind=kind, **given)))


@door.post("/referrals/{slug:ref}/report", needs=access.REFERRAL_RECEIVE, gives=ReferralWhole, status=200)
def report(request: ApiRequest, ref: str, body: Reported) -> Answer:
    """Report what came out."""
    outcome = term_named(TermList.OUTCOME, body.outcome, field="outcome")
    return done_to(request, ref, report_outcome, outcome=outcome, report=body.report, is_place_free=body.is_place_free)


@door.post("/referrals/{slug:ref}/close", needs=access.REFERRAL_SEND, gives=ReferralWhole, status=200)
def close(request: ApiRequest, ref: str, body: Nothing) -> Answer:
    """Finish a referral whose outcome the sending side has read."""
    return done_to(request, ref, close_referral)


@door.post("/referrals/{slug:ref}/revoke", needs=access.REFERRAL_SEND, gives=ReferralWhole, status=200)
def revoke(request: ApiRequest, ref: str, body: Nothing) -> Answer:
    """Take a referral back: the service loses it at once."""
    return done_to(request, ref, revoke_referral)
