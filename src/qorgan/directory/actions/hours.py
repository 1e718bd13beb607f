"""Opening hours of a service, or of it at one site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.directory import access, events
from qorgan.directory.hours import Opening, days_in
from qorgan.directory.models import Schedule, ScheduleException, Service, ServiceAtLocation
from qorgan.journal.actions import action, record


@action(access.SERVICE_KEEP)
def set_hours(
    *, by: Principal, service: Service, openings: Sequence[Opening], at: ServiceAtLocation | None = None
) -> list[Schedule]:  # fmt: skip
    """Makes these the weekly hours. Rules that are not of the week alone (every second week, the first Monday) stay.

    Raises RuleBroken for a stretch without a day.
    """
    owner = _owner(by, service, at)
    if any(not one.days for one in openings):
        raise RuleBroken(_("Please say on which days."), field="hours")
    weekly = [one.pk for one in Schedule.objects.filter(**owner) if one.is_plain]
    Schedule.objects.filter(pk__in=weekly).delete()
    made = Schedule.objects.bulk_create(
        [Schedule(**owner, byday=one.byday, opens_at=one.opens_at, closes_at=one.closes_at) for one in openings]
    )
    _told(by, service, events.HoursSet(subject=service.pk, rules=len(made)))
    return made


@action(access.SERVICE_KEEP)
def add_rule(*, by: Principal, service: Service, rule: Schedule, at: ServiceAtLocation | None = None) -> Schedule:
    """Adds a rule that is not of the week alone, such as every second Saturday; `rule` names its fields and no owner.

    Raises RuleBroken for one without its days.
    """
    for name, value in _owner(by, service, at).items():
        setattr(rule, name, value)
    if not rule.bymonthday and not days_in(rule.byday):
        raise RuleBroken(_("Please say on which days."), field="byday")
    rule.save(force_insert=True)
    _told(by, service, events.HoursSet(subject=service.pk, rules=1))
    return rule


@action(access.SERVICE_KEEP)
def except_day(
    *,
    by: Principal,
    service: Service,
    on: date,
    opens_at: time | None = None,
    closes_at: time | None = None,
    at: ServiceAtLocation | None = None,
) -> ScheduleException:
    """On one day the service is closed, or open from `opens_at` to `closes_at`. A day said before is said anew.

    Raises RuleBroken for a day that is past, and for one hour without the other.
    """
    owner = _owner(by, service, at)
    if on < timezone.localdate():
        raise RuleBroken(_("This day is past."), field="on")
    if (opens_at is None) != (closes_at is None):
        raise RuleBroken(_("Please give both hours, or none for a closed day."), field="closes_at")
    every = {"service": None, "service_at_location": None, "location": None}
    made, _is_new = ScheduleException.objects.update_or_create(
        on=on, **(every | owner), defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    _told(by, service, events.DayExcepted(subject=service.pk, on=on, is_closed=made.is_closed))
    return made


def _owner(by: Principal, service: Service, at: ServiceAtLocation | None) -> dict[str, Any]:
    access.must_keep(by, service.organisation_id)
    if at is None:
        return {"service": service}
    if at.service_id != service.pk:
        raise RuleBroken(_("The service is not given at this site."))
    return {"service_at_location": at}


def _told(by: Principal, service: Service, event: Any) -> None:
    service.last_modified = timezone.now()
    service.save(update_fields=["last_modified"])
    record(event, by=by)
