"""When is it allowed: pure questions about services, their ages, places and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.directory.choices import Standing, Status
from qorgan.directory.described import Band, ServiceFacts
from qorgan.directory.models import Location, Service
from qorgan.organisations.choices import State
from qorgan.organisations.models import Organisation

OLDEST = 130
DEEPEST_CONFIDENTIAL = 2
"""A confidential site is known by its district, which is the second level."""


def must_fit(facts: ServiceFacts) -> None:
    """Raises RuleBroken for a service without a name or a kind, and for ages that are none."""
    if not facts.names:
        raise RuleBroken(_("Please give the service a name."), field="names")
    if not facts.kinds:
        raise RuleBroken(_("Please say what kind of service it is."), field="kinds")
    for band in facts.bands:
        ages = [age for age in (band.minimum_age, band.maximum_age) if age is not None]
        if ages != sorted(ages) or any(not 0 <= age <= OLDEST for age in ages):
            raise RuleBroken(_("The lowest age is above the highest."), field="maximum_age")


def hull(bands: Iterable[Band]) -> tuple[int | None, int | None]:
    """The lowest and the highest age of all bands, as HSDS knows them; None where a band has no end."""
    found = list(bands)
    lows, highs = [band.minimum_age for band in found], [band.maximum_age for band in found]
    low = None if not lows or None in lows else min(age for age in lows if age is not None)
    high = None if not highs or None in highs else max(age for age in highs if age is not None)
    return low, high


def may_give_services(organisation: Organisation) -> bool:
    """Whether an organisation may have services: it works, and it is no party."""
    return organisation.state == State.ACTIVE and not organisation.kind.is_party


def must_be_confidential(organisation: Organisation) -> bool:
    """Whether every site of this organisation is confidential, by its kind."""
    return organisation.kind.confidential_site


def may_close(service: Service) -> bool:
    """Whether there is anything to close."""
    return service.status != Status.DEFUNCT


def may_reopen(service: Service) -> bool:
    """Whether a service may work again: what ended for good is entered anew."""
    return service.status in (Status.CLOSED, Status.INACTIVE)


def must_count(available: int, maximum: int | None) -> None:
    """Raises RuleBroken for more free places than there are."""
    if available < 0 or (maximum is not None and available > maximum):
        raise RuleBroken(_("There are more free places than places."), field="available")


def may_place(service: Service, location: Location) -> bool:
    """Whether a service may be given at a site: one of the same organisation that is in use."""
    return service.organisation_id == location.organisation_id and location.closed_on is None


def warning_of(standing: Any) -> Any:
    """What a sender is told before a referral leaves: None where nothing speaks against it."""
    if standing == Standing.CLOSED:
        return _("This service is closed at present.")
    if standing == Standing.FULL:
        return _("This service has no free place at present.")
    if standing == Standing.UNSURE:
        return _("The free places were not confirmed lately. Please call before you send.")
    return None
