"""What screens and rooms above read of referrals; always for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.referrals import access
from qorgan.referrals.choices import WAITING, Side, State, TermList
from qorgan.referrals.models import Limit, Referral, ServiceRecord, SharedItem, Term
from qorgan.texts.words import Words
from qorgan.ui.pieces import Happened, Step
from qorgan.vault.gone import is_gone


def limit(key: str, on: date | None = None) -> int | None:
    """The days of a limit that hold on a day (today unless given); None where the pack gives none."""
    day = on or timezone.localdate()
    return Limit.objects.filter(key=key, valid_from__lte=day).order_by("-valid_from").values_list("days", flat=True).first()


def terms(listed: TermList) -> list[Term]:
    """The entries of a list that may be chosen today."""
    return list(Term.objects.of(listed))


def _whole(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    return rows.select_related("service", "from_organisation", "to_organisation", "urgency", "need", "decline_reason", "outcome")


def sent_by(by: Principal) -> QuerySet[Referral]:
    """The referrals of the sending side that `by` may know, the newest first."""
    return _whole(Referral.objects.visible_to(by).filter(access.sender(by))).order_by("-drafted_at")


def received_by(by: Principal) -> QuerySet[Referral]:
    """The referrals to the services of one's own organisation, those that wait longest first."""
    return _whole(Referral.objects.visible_to(by).filter(access.receiver(by))).order_by("sent_at")


def known(by: Principal) -> QuerySet[Referral]:
    """The referrals that `by` may know from either side."""
    return _whole(Referral.objects.visible_to(by))


def waiting_for(by: Principal) -> int:
    """How many referrals wait for an answer of `by`'s organisation."""
    return Referral.objects.visible_to(by).filter(access.receiver(by), state__in=WAITING).count()


def referral(by: Principal, ref: str) -> Referral:
    """One referral by its public id. Raises Refused for one that is hidden or absent."""
    found = _whole(Referral.objects.visible_to(by)).filter(ref=ref).first()
    if found is None:
        raise Refused("referral")
    return found


def side_of(by: Principal, of: Referral) -> Side:
    """From which side `by` looks. Raises Refused for nobody's."""
    rows = Referral.objects.visible_to(by).filter(pk=of.pk)
    if rows.filter(access.sender(by)).exists():
        return Side.SENDER
    if rows.filter(access.receiver(by)).exists():
        return Side.SERVICE
    raise Refused("referral")


def of_subject(by: Principal, subject: UUID) -> QuerySet[Referral]:
    """The referrals that were asked for one subject of a room above (a case), the newest first."""
    return sent_by(by).filter(asked_for=subject)


def of_child(by: Principal, records: Iterable[UUID]) -> QuerySet[Referral]:
    """The referrals of a child that `by` knows from the sending side; `records` are the ids of all its records."""
    return sent_by(by).filter(child_id__in=list(records))


@dataclass(frozen=True, slots=True)
class Line:
    """One shared field as it reads now; `is_gone` where the copy was shredded: then only the label is left."""

    label: str
    value: str
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class SharedForm:
    """The shared fields of one form."""

    form: str
    title: str
    lines: tuple[Line, ...]


def shared(by: Principal, of: Referral) -> list[SharedForm]:
    """Exactly what the other side sees, form by form; to the sender also what it was, by codes, when the copy is gone."""
    rows = list(SharedItem.objects.visible_to(by).filter(referral=of).order_by("place_in_list"))
    found = []
    for form, items in groupby(rows, key=lambda row: row.form):
        own = list(items)
        words = (own[0].words or {}) if is_gone(own[0].content) else own[0].content
        title = _text(words.get("form", form))
        found.append(SharedForm(form, title, tuple(_line(row) for row in own)))
    return found


def _line(row: SharedItem) -> Line:
    content: Any = row.content
    if is_gone(content):
        return Line(_text((row.words or {}).get("label", row.name)), "", is_gone=True)
    return Line(_text(content["label"]), _text(content["value"]))


def _text(value: dict[str, str] | str) -> str:
    return str(Words(value)) if isinstance(value, dict) else value


def shared_keys(by: Principal, of: Referral) -> set[str]:
    """What is shared, as `form:name`."""
    return {f"{form}:{name}" for form, name in SharedItem.objects.visible_to(by).filter(referral=of).values_list("form", "name")}


def records(by: Principal, of: Referral) -> list[ServiceRecord]:
    """What the service did, the newest first."""
    rows = ServiceRecord.objects.visible_to(by).filter(referral=of).select_related("kind")
    return list(rows.order_by("-on", "-recorded_at"))


@dataclass(frozen=True, slots=True)
class Done:
    """How much a service did for one referral."""

    sessions: int
    attended: int
    minutes: int


def done(found: list[ServiceRecord]) -> Done:
    """The totals of a list of records; minutes of those that the child came to."""
    came = [one for one in found if one.is_attended]
    return Done(len(found), len(came), sum(one.minutes for one in came))


def history(of: Referral, most: int = 60) -> list[Happened]:
    """The referral's line of time from the journal, the newest first, with its clocks."""
    rows = Entry.objects.filter(stream=of.pk).exclude(verb__startswith="access.").order_by("-seq")
    return [Happened(at, label_of(verb)) for at, verb in rows.values_list("at", "verb")[:most]]


def steps(of: Referral) -> list[Step]:
    """Where a referral stands, in four steps: sent, accepted, acting, reported."""
    order = (State.SENT, State.ACCEPTED, State.UNDER_WAY, State.REPORTED)
    reached = {State.DRAFTED: 0, State.SENT: 1, State.ACKNOWLEDGED: 1, State.ACCEPTED: 2, State.UNDER_WAY: 3,
               State.REPORTED: 4, State.CLOSED: 4}.get(State(of.state), _reached(of))  # fmt: skip
    stopped = of.state in (State.DECLINED, State.REVOKED, State.EXPIRED)
    found = []
    for place, state in enumerate(order, 1):
        word = "done" if place <= reached else "next"
        if place == reached + 1:
            word = "stopped" if stopped else "here"
        found.append(Step(state.label, word))
    return found


def _reached(of: Referral) -> int:
    """How far an ended referral had come."""
    return sum(1 for at in (of.sent_at, of.answered_at if of.decline_reason_id is None else None, of.begun_at, of.reported_at) if at)


def counted(by: Principal, subjects: Iterable[UUID]) -> dict[UUID, int]:
    """How many open referrals each of these subjects of a room above has; one query."""
    rows = Referral.objects.visible_to(by).filter(access.sender(by), asked_for__in=list(subjects)).open()
    found = rows.order_by().values("asked_for").annotate(n=Count("pk"))
    return {row["asked_for"]: row["n"] for row in found if row["asked_for"]}


def unread_outcomes(by: Principal) -> QuerySet[Referral]:
    """Outcomes that the sending side has not finished yet, the oldest first."""
    return sent_by(by).filter(Q(state=State.REPORTED) | Q(state__in=[State.DECLINED, State.EXPIRED])).order_by("reported_at")
