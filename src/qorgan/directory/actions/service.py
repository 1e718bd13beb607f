"""What happens to a service: entered, changed, closed, opened again, checked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.directory import access, events, queries, rules
from qorgan.directory.choices import Status, VerificationOutcome
from qorgan.directory.described import COLUMNS, Band, ServiceFacts
from qorgan.directory.models import (
    Attribute,
    Eligibility,
    Phone,
    Service,
    ServiceArea,
    Verification,
)
from qorgan.journal.actions import action, record
from qorgan.organisations.models import Organisation
from qorgan.texts.folding import fold


@action(access.SERVICE_KEEP)
def add_service(
    *,
    by: Principal,
    organisation: Organisation,
    facts: ServiceFacts,
    key: str | None = None,
    is_invented: bool = False,
) -> Service:
    """Enters a service of an organisation. Refused for another organisation than one's own, unless `by` keeps all.

    Raises RuleBroken for a party, a closed organisation, a service without a name or a kind, and impossible ages.
    """
    access.must_keep(by, organisation.pk)
    if not rules.may_give_services(organisation):
        raise RuleBroken(_("This organisation can have no services."), field="organisation")
    rules.must_fit(facts)
    made = Service(organisation=organisation, key=key, is_invented=is_invented)
    _write(made, facts)
    record(events.ServiceAdded(subject=made.pk, organisation=organisation.pk), by=by)
    return made


@action(access.SERVICE_KEEP)
def change_service(*, by: Principal, service: Service, facts: ServiceFacts) -> Service:
    """Brings a service to other facts. Raises RuleBroken where nothing changes."""
    access.must_keep(by, service.organisation_id)
    rules.must_fit(facts)
    before = queries.facts_of(service)
    changed = tuple(name for name in sorted(ServiceFacts.__dataclass_fields__) if getattr(before, name) != getattr(facts, name))
    if not changed:
        raise RuleBroken(_("Nothing was changed."))
    _write(service, facts)
    record(events.ServiceChanged(subject=service.pk, fields=changed), by=by)
    return service


def _write(service: Service, facts: ServiceFacts) -> None:
    for name in COLUMNS:
        setattr(service, name, getattr(facts, name))
    service.languages = list(facts.languages)
    service.minimum_age, service.maximum_age = rules.hull(facts.bands)
    named = (*facts.names.values(), *facts.alternate_names.values(), *(word for kind in facts.kinds for word in kind.names.values()))
    service.folded = " | ".join(dict.fromkeys(fold(name) for name in named if fold(name)))
    service.last_modified = timezone.now()
    service.save()
    _replace(Attribute, service, [{"term": term} for term in dict.fromkeys((*facts.kinds, *facts.needs))])
    _replace(Eligibility, service, [_band(band) for band in dict.fromkeys(facts.bands)])
    _replace(ServiceArea, service, [{"place": place} for place in dict.fromkeys(facts.areas)])
    _replace(Phone, service, [{"number": one, "place_in_list": n} for n, one in enumerate(dict.fromkeys(facts.phones))])


def _band(band: Band) -> dict[str, Any]:
    return {"minimum_age": band.minimum_age, "maximum_age": band.maximum_age, "sex": band.sex, "need": band.need}


def _replace(part: Any, service: Service, wanted: list[dict[str, Any]]) -> None:
    """Makes the parts of a service exactly these; what stays keeps its row."""
    there = list(part.objects.filter(service=service))
    kept = [one for one in there if any(all(getattr(one, name) == value for name, value in row.items()) for row in wanted)]
    gone = {one.pk for one in there} - {one.pk for one in kept}
    if gone:
        part.objects.filter(pk__in=gone).delete()
    new = [row for row in wanted if not any(all(getattr(one, name) == value for name, value in row.items()) for one in kept)]
    part.objects.bulk_create([part(service=service, **row) for row in new])


@action(access.SERVICE_KEEP)
def close_service(*, by: Principal, service: Service, status: str, until: date | None = None) -> Service:
    """Says that a service is not given: for a time (`until` the day it begins again), at present, or for good.

    Raises RuleBroken for one that ended, for the state it has already, and for a day that is past.
    """
    access.must_keep(by, service.organisation_id)
    wanted = Status(status)
    if wanted is Status.ACTIVE or not rules.may_close(service) or service.status == wanted:
        raise RuleBroken(_("The service stands so already."))
    if until is not None and (wanted is not Status.CLOSED or until <= timezone.localdate()):
        raise RuleBroken(_("Only a service closed for a time has a coming day of its return."), field="until")
    service.status, service.status_until = wanted, until
    _touch(service, "status", "status_until")
    record(events.ServiceClosed(subject=service.pk, status=wanted.value.replace(" ", "_"), until=until), by=by)
    return service


@action(access.SERVICE_KEEP)
def reopen_service(*, by: Principal, service: Service) -> Service:
    """A service is given again. Raises RuleBroken for one that works, and for one that ended for good."""
    access.must_keep(by, service.organisation_id)
    if not rules.may_reopen(service):
        raise RuleBroken(_("This service is not closed for a time."))
    service.status, service.status_until = Status.ACTIVE, None
    _touch(service, "status", "status_until")
    record(events.ServiceReopened(subject=service.pk), by=by)
    return service


@action(access.SERVICE_KEEP)
def verify_service(
    *, by: Principal, service: Service, outcome: str, next_check_on: date | None = None
) -> Verification:  # fmt: skip
    """Writes down that somebody checked the entry. Without a day the next check follows the pack's limit.

    An entry that nobody answered for is not assured: it is due again at once. Raises RuleBroken for a day that is past.
    """
    access.must_keep(by, service.organisation_id)
    today, found = timezone.localdate(), VerificationOutcome(outcome)
    due = next_check_on or _next_check(found, today)
    if due < today:
        raise RuleBroken(_("The next check is in the past."), field="next_check_on")
    made = Verification.objects.create(service=service, on=today, by_account=by.account_id, outcome=found, next_check_on=due)
    service.next_check_on = due
    if found is not VerificationOutcome.UNREACHABLE:
        service.assured_date, service.assured_by = today, by.account_id
    _touch(service, "assured_date", "assured_by", "next_check_on")
    record(events.ServiceVerified(subject=service.pk, outcome=found.value, next_check_on=due), by=by)
    return made


def _next_check(outcome: VerificationOutcome, today: date) -> date:
    if outcome is VerificationOutcome.UNREACHABLE:
        return today
    days = queries.limit("check_every")
    if days is None:
        raise RuleBroken(_("Please say when the entry is checked next."), field="next_check_on")
    return today + timedelta(days=days)


def _touch(service: Service, *fields: str) -> None:
    service.last_modified = timezone.now()
    service.save(update_fields=[*fields, "last_modified"])
