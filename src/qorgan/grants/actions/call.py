"""A call is prepared, opened, cancelled; experts are entered in the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Kind, Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks import queries as clocks
from qorgan.grants import call_access as access
from qorgan.grants import call_events as events
from qorgan.grants import call_rules as rules
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Call, Expert, Programme, Theme
from qorgan.grants.queries.theme import is_open_for_calls
from qorgan.journal.actions import action, record
from qorgan.organisations.models import Organisation
from qorgan.texts.words import Words


def own_house(by: Principal, organisation_id: UUID) -> None:
    """Raises Refused unless `by` works for this organisation."""
    if by.kind is not Kind.SYSTEM and organisation_id not in by.organisations:
        raise Refused("organisation")


def locked_call(by: Principal, call: Call) -> Call:
    """The call as it stands now, held until the transaction ends; of the own organisation."""
    own_house(by, call.run_by_id)
    return Call.objects.select_for_update().get(pk=call.pk)


@action(access.CALL_MANAGE)
def add_programme(
    *,
    by: Principal,
    code: str,
    names: Words,
    funder: Organisation,
    run_by: Organisation,
    starts_on: date,
    claims: Sequence[dict[str, Any]] = (),
    is_invented: bool = False,
) -> Programme:
    """Enters a programme of grants. Raises RuleBroken for a funder that the law does not let give grants."""
    own_house(by, run_by.pk)
    if not funder.kind.may_fund:
        raise RuleBroken(_("An organisation of this kind does not give grants."), field="funder")
    made = Programme.objects.create(
        code=code, names=names, funder=funder, run_by=run_by, starts_on=starts_on, claims=list(claims), is_invented=is_invented
    )
    record(events.ProgrammeAdded(subject=made.pk, organisation=run_by.pk), by=by)
    return made


@action(access.CALL_MANAGE)
def prepare_call(
    *,
    by: Principal,
    programme: Programme,
    theme: Theme,
    number: str,
    kind: str,
    ceiling: Decimal,
    closes_at: datetime,
    seed_source: str,
) -> Call:
    """Prepares a call with the rules of the pack. Nobody sees it yet."""
    own_house(by, programme.run_by_id)
    pack = granting()
    terms, _kind = pack.terms, pack.kind(kind)
    if Call.objects.filter(number=number).exists():
        raise RuleBroken(_("There is a call of this number."), field="number")
    made = Call.objects.create(
        programme=programme,
        theme=theme,
        theme_title=theme.title,
        run_by_id=programme.run_by_id,
        number=number,
        kind=kind,
        ceiling=ceiling,
        closes_at=closes_at,
        seed_source=seed_source,
        policy=str(terms.policy),
        ties=list(terms.ties),
        least_points=terms.least_points,
        spread=terms.spread,
        panel_size=terms.panel,
        reserve_size=terms.reserves,
        criteria=[{"code": one.code, "weight": one.weight, "most": one.most} for one in pack.criteria],
    )
    record(events.CallPrepared(subject=made.pk, theme=theme.pk, kind=kind), by=by, about=(theme.pk,))
    return made


@action(access.CALL_MANAGE)
def open_call(*, by: Principal, call: Call, on: date | None = None) -> Call:
    """Opens a call: its rules and the index of the year are frozen.

    Raises RuleBroken for a theme that lacks an approval, for a deadline that has passed, and where no public source of the seed is
    named. `on` is the day whose approvals and index count (demonstrations of the past; today unless given).
    """
    found = locked_call(by, call)
    state = rules.must(found, "open")
    day = on or timezone.localdate()
    rules.must_be_approved(is_open_for_calls(by, found.theme, on=day))
    if found.closes_at <= clocks.now() and by.kind is not Kind.SYSTEM:
        raise RuleBroken(_("The deadline has passed already."), field="closes_at")
    if not found.seed_source.strip():
        raise RuleBroken(_("Name the public source of the draw's seed before applications come in."), field="seed_source")
    found.index_amount = granting().index_of(day)
    found.theme_version, found.theme_title = found.theme.version, found.theme.title
    found.state, found.opens_at = state, clocks.now()
    found.save(update_fields=["state", "opens_at", "index_amount", "theme_version", "theme_title"])
    record(events.CallOpened(subject=found.pk, theme=found.theme_id, version=found.theme_version), by=by, about=(found.theme_id,))
    return found


@action(access.CALL_MANAGE)
def cancel_call(*, by: Principal, call: Call) -> Call:
    """Ends a call before its decision."""
    found = locked_call(by, call)
    found.state = rules.must(found, "cancel")
    found.save(update_fields=["state"])
    record(events.CallCancelled(subject=found.pk), by=by)
    return found


@action(access.CALL_MANAGE)
def register_expert(
    *,
    by: Principal,
    number: str,
    account_id: UUID,
    name: str,
    since: date,
    employer: Organisation | None = None,
    ties: Sequence[Organisation] = (),
) -> Expert:
    """Enters an expert in the public register. Raises RuleBroken for a number or a person that stands in it already."""
    if Expert.objects.filter(number=number).exists() or Expert.objects.filter(account_id=account_id).exists():
        raise RuleBroken(_("This expert stands in the register already."), field="number")
    made = Expert.objects.create(number=number, account_id=account_id, name=name, employer=employer, since=since)
    made.ties.set(ties)
    record(events.ExpertRegistered(subject=made.pk, account=account_id), by=by)
    return made
