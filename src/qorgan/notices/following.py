"""What notices listen to: time limits that remind, pass and escalate. And what open pages follow: one's own bell."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.clocks.choices import To
from qorgan.clocks.events import ClockEscalated, ClockMissed, ClockReminded
from qorgan.clocks.models import Clock
from qorgan.journal.actions import on, record
from qorgan.live.sources import Source
from qorgan.notices.actions.send import send_notice
from qorgan.notices.addressees import Addressee, account, holders, named, organisation, role
from qorgan.notices.events import NobodyFound
from qorgan.notices.parameters import CLOCK_KIND, MOMENT, NUMBER, REF
from qorgan.notices.wordings import Wording, declare

_OF_CLOCK = {"number": REF, "kind": CLOCK_KIND, "due": MOMENT}
REMINDED = declare(
    Wording(
        "notices.clock_reminded",
        title=_("Time limit %(number)s ends soon"),
        body=_("%(kind)s. Time limit %(number)s ends at %(due)s."),
        parameters=_OF_CLOCK,
    )
)
MISSED = declare(
    Wording(
        "notices.clock_missed",
        title=_("Time limit %(number)s has passed"),
        body=_("%(kind)s. Time limit %(number)s ended at %(due)s. Please act now."),
        parameters=_OF_CLOCK,
        is_urgent=True,
    )
)
ESCALATED = declare(
    Wording(
        "notices.clock_escalated",
        title=_("No answer: time limit %(number)s"),
        body=_("%(kind)s. Nobody answered by %(due)s. Time limit %(number)s is passed on to you, step %(level)s."),
        parameters={**_OF_CLOCK, "level": NUMBER},
        is_urgent=True,
    )
)
PAGE = "/clocks/to"


@on(ClockReminded)
def remind(event: ClockReminded, *, by: Principal) -> None:
    """Whoever the step names is reminded."""
    _tell(REMINDED, event, event.to_kind, event.to, {}, by=by)


@on(ClockMissed)
def tell_missed(event: ClockMissed, *, by: Principal) -> None:
    """The owner is told that the limit has passed."""
    _tell(MISSED, event, To.OWNER, "", {}, by=by)


@on(ClockEscalated)
def escalate(event: ClockEscalated, *, by: Principal) -> None:
    """The next one is told. Where nobody is behind the addressee, that itself is written down and shown as a fault."""
    _tell(ESCALATED, event, event.to_kind, event.to, {"level": event.level}, by=by)


def _tell(
    wording: Wording,
    event: ClockReminded | ClockMissed | ClockEscalated,
    to_kind: str,
    to: str,
    more: dict[str, int],
    *,
    by: Principal,
) -> None:
    clock = Clock.objects.visible_to(by).get(pk=event.clock)
    addressee = addressee_of(clock, to_kind, to)
    if addressee is None or not holders(addressee):
        record(NobodyFound(subject=event.subject, clock=event.clock, to_kind=to_kind, to=to), by=by)
        return
    send_notice(
        by=Principal.system("notices.sender"),
        wording=wording,
        to=addressee,
        subject=event.subject,
        key=f"step:{event.step}",
        values={"number": str(clock), "kind": clock.kind, "due": event.due_at, **more},
        path=f"{PAGE}/{clock.ref}",
    )


def addressee_of(clock: Clock, to_kind: str, to: str) -> Addressee | None:
    """Whom a step of a clock turns to; None where the clock has no such owner."""
    house = clock.owner_organisation
    if to_kind == To.OWNER:
        return _owner(clock)
    if to_kind == To.ROLE:
        return role(to, house) if house else None
    if to_kind == To.ORGANISATION_KIND:
        return Addressee("organisation_kind", clock.subject, to)
    return named(to, clock.subject)


def _owner(clock: Clock) -> Addressee | None:
    if clock.owner_account:
        return account(clock.owner_account)
    if clock.owner_organisation and clock.owner_role:
        return role(clock.owner_role, clock.owner_organisation)
    return organisation(clock.owner_organisation) if clock.owner_organisation else None


def may_follow_bell(by: Principal, key: str) -> bool:
    """One's own; the key is the account's id."""
    try:
        return by.account_id is not None and UUID(key) == by.account_id
    except ValueError:
        return False


BELL = Source("notices.bell", may=may_follow_bell)
