"""How many places are free: counted by the service, and moved when somebody is taken in or leaves."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.directory import access, events, rules
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.models import Capacity, Service, ServiceAtLocation, TaxonomyTerm
from qorgan.journal.actions import action, record


@action(access.CAPACITY_SET)
def set_capacity(
    *,
    by: Principal,
    service: Service,
    unit: TaxonomyTerm,
    available: int,
    maximum: int | None = None,
    at: ServiceAtLocation | None = None,
) -> Capacity:
    """Says how many units are free, of how many, for a service or for it at one site.

    Setting the same figures again confirms them. Raises RuleBroken for more free places than there are.
    """
    _must_count(by, service)
    rules.must_count(available, maximum)
    if unit.taxonomy != TaxonomyKey.UNIT or (at is not None and at.service_id != service.pk):
        raise RuleBroken(_("This is no unit of places."), field="unit")
    made, _is_new = Capacity.objects.update_or_create(
        service=service, service_at_location=at, unit=unit,
        defaults={"available": available, "maximum": maximum, "updated": timezone.now(), "updated_by": by.account_id},
    )  # fmt: skip
    _touch(service)
    record(events.CapacitySet(subject=service.pk, unit=unit.code, available=available, maximum=maximum), by=by)
    return made


@action(access.CAPACITY_SET)
def take_place(*, by: Principal, service: Service) -> Capacity:
    """Somebody is taken in: one place less is free. Of two at once the second gets the next place, or none.

    Raises RuleBroken for a service that is full, and for one that does not count its places.
    """
    _must_count(by, service)
    rows = list(Capacity.objects.select_for_update(of=("self",)).filter(service=service).select_related("unit").order_by("-available"))
    if not rows:
        raise RuleBroken(_("This service does not count its places."))
    found = rows[0]
    if found.available == 0:
        raise RuleBroken(_("This service has no free place at present."))
    return _move(by, found, -1)


@action(access.CAPACITY_SET)
def free_place(*, by: Principal, service: Service) -> Capacity:
    """Somebody has left: one place more is free. Raises RuleBroken where all places are free already, or none is counted."""
    _must_count(by, service)
    rows = Capacity.objects.select_for_update(of=("self",)).filter(service=service).select_related("unit").order_by("available")
    found = next((one for one in rows if one.maximum is None or one.available < one.maximum), None)
    if found is None:
        raise RuleBroken(_("No place of this service is taken."))
    return _move(by, found, 1)


def _move(by: Principal, row: Capacity, step: int) -> Capacity:
    row.available += step
    row.updated, row.updated_by = timezone.now(), by.account_id
    row.save(update_fields=["available", "updated", "updated_by"])
    told = events.PlaceTaken if step < 0 else events.PlaceFreed
    record(told(subject=row.service_id, unit=row.unit.code, available=row.available), by=by)
    return row


def _must_count(by: Principal, service: Service) -> None:
    if not access.counts(by, service.organisation_id):
        raise Refused("capacity")


def _touch(service: Service) -> None:
    service.last_modified = timezone.now()
    service.save(update_fields=["last_modified"])
