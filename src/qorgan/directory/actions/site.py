"""Sites: entered, changed, made confidential, given up; and which service is given at which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.directory import access, events, rules
from qorgan.directory.choices import LocationType
from qorgan.directory.models import Location, SealedSite, Service, ServiceAtLocation
from qorgan.directory.models.site import IN_CLEAR
from qorgan.journal.actions import action, record
from qorgan.organisations.actions.register import SCOPE
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.places.paths import parents
from qorgan.texts.words import Words
from qorgan.vault.keys import has_key, new_key

OPEN_FACTS = ("location_type", "accessibility", "languages")
"""Facts that tell nobody where a site is, and stay in clear."""
POSITION = ("latitude", "longitude")


@action(access.SERVICE_KEEP)
def add_site(
    *, by: Principal, organisation: Organisation, place: Place, is_confidential: bool = False, facts: Mapping[str, Any]
) -> Location:  # fmt: skip
    """Enters a site. `facts` are columns of `Location`; of a confidential site those that tell where it is are sealed.

    A kind of organisation with a confidential site has no other sites, whatever was asked. Raises RuleBroken for an
    organisation that can have none, and for a public place to come to without its address.
    """
    access.must_keep(by, organisation.pk)
    if not rules.may_give_services(organisation):
        raise RuleBroken(_("This organisation can have no services."), field="organisation")
    made = Location(organisation=organisation, location_type=LocationType.PHYSICAL)
    made.is_confidential = is_confidential or rules.must_be_confidential(organisation)
    _write(made, place, _checked(made, facts))
    record(events.SiteAdded(subject=made.pk, organisation=organisation.pk, is_confidential=made.is_confidential), by=by)
    return made


@action(access.SERVICE_KEEP)
def change_site(*, by: Principal, location: Location, place: Place, facts: Mapping[str, Any]) -> Location:
    """Changes a site; whether it is confidential does not change here. Raises RuleBroken where nothing changes."""
    access.must_keep(by, location.organisation_id)
    before = known_facts(by, location)
    given = _checked(location, facts)
    changed = tuple(sorted(name for name, value in given.items() if before.get(name) != value))
    if place != location.place:
        changed += ("place",)
    if not changed:
        raise RuleBroken(_("Nothing was changed."))
    _write(location, place, before | given)
    record(events.SiteChanged(subject=location.pk, fields=changed), by=by)
    return location


@action(access.SERVICE_KEEP)
def hide_site(*, by: Principal, location: Location) -> Location:
    """Makes a site confidential: what tells where it is goes under seal. There is no way back: a site that was secret
    once is not published by a click. Raises RuleBroken for one that is confidential already.
    """
    access.must_keep(by, location.organisation_id)
    if location.is_confidential:
        raise RuleBroken(_("This site is confidential already."))
    facts = known_facts(by, location)
    location.is_confidential = True
    _write(location, location.place, facts)
    record(events.SiteHidden(subject=location.pk), by=by)
    return location


@action(access.SERVICE_KEEP)
def close_site(*, by: Principal, location: Location, on: date) -> Location:
    """A site is given up from a day on; services are no longer given there. Raises RuleBroken for one that was."""
    access.must_keep(by, location.organisation_id)
    if location.closed_on is not None:
        raise RuleBroken(_("This site was given up already."))
    location.closed_on = on
    location.save(update_fields=["closed_on"])
    record(events.SiteClosed(subject=location.pk, on=on), by=by)
    return location


@action(access.SERVICE_KEEP)
def place_service(*, by: Principal, service: Service, location: Location, description: Words | None = None) -> ServiceAtLocation:
    """A service is given at a site of the same organisation. Raises RuleBroken for another's site, or one given up."""
    access.must_keep(by, service.organisation_id)
    if not rules.may_place(service, location):
        raise RuleBroken(_("The service can be given only at a site of its organisation that is in use."), field="location")
    made, is_new = ServiceAtLocation.objects.get_or_create(
        service=service, location=location, defaults={"description": description or Words()}
    )
    if not is_new:
        raise RuleBroken(_("The service is given at this site already."), field="location")
    record(events.ServicePlaced(subject=service.pk, site=location.pk), by=by)
    return made


@action(access.SERVICE_KEEP)
def withdraw_service(*, by: Principal, at: ServiceAtLocation) -> None:
    """A service is no longer given at a site; its hours there go with it. Raises RuleBroken where a room above refers to it."""
    access.must_keep(by, at.service.organisation_id)
    record(events.ServiceWithdrawn(subject=at.service_id, site=at.location_id), by=by)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            at.delete()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # keys are looked at now, not when the page is long drawn
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        raise RuleBroken(
            _("Something else refers to this service at this site, for example the result of a project. It stays.")
        ) from None


def known_facts(by: Principal, location: Location) -> dict[str, Any]:
    """The facts of a site as its keeper has them: in clear, or opened from under the seal."""
    clear = {name: getattr(location, name) for name in (*OPEN_FACTS, *IN_CLEAR, *POSITION)}
    if not location.is_confidential:
        return clear
    sealed = SealedSite.objects.visible_to(by).filter(location=location).first()
    return clear | (_opened(sealed.facts) if sealed else {})


def _opened(facts: dict[str, Any]) -> dict[str, Any]:
    words = {name: Words(facts.get(name) or {}) for name in ("names", "description", "transportation")}
    texts = {name: facts.get(name) or "" for name in ("address", "postal_code", "url")}
    return {**words, **texts, **{name: Decimal(facts[name]) if facts.get(name) else None for name in POSITION}}


def _checked(location: Location, facts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - {*OPEN_FACTS, *IN_CLEAR, *POSITION}
    if unknown:
        raise TypeError(f"a site has no {', '.join(sorted(unknown))}")
    kind = facts.get("location_type", location.location_type)
    address = facts.get("address", location.address)
    if kind == LocationType.PHYSICAL and not address and not location.is_confidential:
        raise RuleBroken(_("Please give the address of the site."), field="address")
    return dict(facts)


def _write(location: Location, place: Place, facts: dict[str, Any]) -> None:
    """Saves a site: in clear what may stand in clear, everything else under the organisation's key."""
    for name in OPEN_FACTS:
        if name in facts:
            setattr(location, name, facts[name])
    secret = {name: value for name, value in facts.items() if name not in OPEN_FACTS}
    location.place = _coarse(place) if location.is_confidential else place
    blank = Location()
    for name in (*IN_CLEAR, *POSITION):
        if location.is_confidential:
            setattr(location, name, getattr(blank, name))
        elif name in secret:
            setattr(location, name, secret[name])
    location.save()
    if location.is_confidential:
        _seal(location, secret)


def _coarse(place: Place) -> Place:
    if place.level <= rules.DEEPEST_CONFIDENTIAL:
        return place
    return Place.objects.get(path__in=parents(place.path), level=rules.DEEPEST_CONFIDENTIAL)


def _seal(location: Location, facts: dict[str, Any]) -> None:
    if not has_key(location.organisation_id):
        new_key(subject=location.organisation_id, scope=SCOPE)
    plain = {name: value.plain() if isinstance(value, Words) else value for name, value in facts.items()}
    texts = {name: str(value) if name in POSITION and value is not None else value for name, value in plain.items()}
    there = SealedSite.objects.everything(because="the action above asked whether its actor keeps this site").filter(location=location)
    site = there.first() or SealedSite(location=location, organisation_id=location.organisation_id)
    site.facts = texts
    site.save()
