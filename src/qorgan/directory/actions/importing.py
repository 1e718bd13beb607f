"""A list of services is kept, looked at and taken in."""

from __future__ import annotations

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.directory.access import SERVICE_IMPORT
from qorgan.directory.actions.capacity import set_capacity
from qorgan.directory.actions.hours import set_hours
from qorgan.directory.actions.service import add_service, change_service
from qorgan.directory.actions.site import add_site, place_service
from qorgan.directory.choices import LocationType, TaxonomyKey
from qorgan.directory.events import ServicesImported
from qorgan.directory.importing import ServicePlan, Told
from qorgan.directory.models import Location, Service, TaxonomyTerm
from qorgan.journal.actions import action, record
from qorgan.places.actions import close_draft, fingerprint, keep_draft
from qorgan.places.choices import SheetKind
from qorgan.places.models import SheetDraft
from qorgan.places.sheets import Tally


@action(SERVICE_IMPORT)
def take_in_services(*, by: Principal, plan: ServicePlan, content: bytes, unit: str = "place") -> Tally:
    """Writes a plan and gives its counts. `content` is the file, of which only the hash is remembered; `unit` is what
    its places are counted in. Whoever imports needs the right to keep what the list names.
    """
    counted_in = TaxonomyTerm.objects.of(TaxonomyKey.UNIT).get(code=unit)
    for _row, told in plan.added:
        made = add_service(by=by, organisation=told.organisation, facts=told.facts, key=told.key)
        _beside(by, made, told, counted_in)
    for service, told in plan.changed:
        change_service(by=by, service=service, facts=told.facts)
    event = ServicesImported(subject=uuid7(), added=len(plan.added), changed=len(plan.changed), file=fingerprint(content))
    record(event, by=by)
    return plan.tally


def _beside(by: Principal, service: Service, told: Told, unit: TaxonomyTerm) -> None:
    """Site, hours and places of a service that is new."""
    if told.place is not None and told.address:
        facts = {"location_type": LocationType.PHYSICAL, "address": told.address}
        there = Location.objects.open().filter(organisation=told.organisation, place=told.place, address=told.address)
        site = there.first() or add_site(by=by, organisation=told.organisation, place=told.place, facts=facts)
        place_service(by=by, service=service, location=site)
    if told.openings:
        set_hours(by=by, service=service, openings=told.openings)
    if told.available is not None:
        set_capacity(by=by, service=service, unit=unit, available=told.available, maximum=told.maximum)


@action(SERVICE_IMPORT)
def keep_service_sheet(*, by: Principal, sheet: bytes) -> SheetDraft:
    """Keeps an uploaded list of services."""
    return keep_draft(by, sheet, SheetKind.SERVICES)


@action(SERVICE_IMPORT)
def import_services_draft(*, by: Principal, draft: SheetDraft, plan: ServicePlan) -> Tally:
    """Takes in an uploaded list and closes its sheet."""
    tally = take_in_services(by=by, plan=plan, content=bytes(draft.content))
    close_draft(draft, tally)
    return tally
