"""Sites of a service: a new one, one that is there, changed, made confidential, given up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.directory import queries, rules
from qorgan.directory.access import SERVICE_KEEP
from qorgan.directory.actions import add_site, change_site, close_site, hide_site, place_service, withdraw_service
from qorgan.directory.actions.site import known_facts
from qorgan.directory.forms import ChooseSite, DescribeSite, GiveUpSite
from qorgan.directory.models import Location, Service, ServiceAtLocation
from qorgan.directory.pages.service import asked
from qorgan.ui.forms import Form
from qorgan.ui.pages import page


def _add_site_here(*, by: Principal, service: Service, **given: Any) -> Location:
    """A new site, and the service at it, as one thing that is done."""
    made = add_site(by=by, organisation=service.organisation, **given)
    place_service(by=by, service=service, location=made)
    return made


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def site_new(request: HttpRequest, ref: str) -> HttpResponse:
    """A new site, at which the service is given."""
    found = queries.own_service(request.by, ref)  # type: ignore[attr-defined]
    is_secret = rules.must_be_confidential(found.organisation)
    about = _("Every site of this kind of organisation is confidential.") if is_secret else ""
    form = DescribeSite(request.POST or None, is_always_confidential=is_secret)
    return asked(request, found, form, _add_site_here, title=_("New site"), verb=_("Enter"), about=about)


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def site_choose(request: HttpRequest, ref: str) -> HttpResponse:
    """A site that the organisation has already."""
    found = queries.own_service(request.by, ref)  # type: ignore[attr-defined]
    form = ChooseSite(request.POST or None, service=found)
    return asked(request, found, form, place_service, title=_("At another site"), verb=_("Keep"))


def _site_of(request: HttpRequest, ref: str, site: str) -> tuple[Service, ServiceAtLocation]:
    """A service and one of its sites, both one's own. Raises Refused for others, and for a site of another service."""
    by = request.by  # type: ignore[attr-defined]
    found, location = queries.own_service(by, ref), queries.own_site(by, site)
    at = ServiceAtLocation.objects.filter(service=found, location=location).select_related("service", "location__organisation").first()
    if at is None:
        raise Refused("site")
    return found, at


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def site_change(request: HttpRequest, ref: str, site: str) -> HttpResponse:
    """Where a site is and what it is called."""
    found, at = _site_of(request, ref, site)
    known = known_facts(request.by, at.location)  # type: ignore[attr-defined]
    form = DescribeSite(request.POST or None, location=at.location, known=known)
    return asked(request, found, form, change_site, title=_("Change the site"), verb=_("Keep"), location=at.location)


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def site_hide(request: HttpRequest, ref: str, site: str) -> HttpResponse:
    """A site becomes confidential; this is asked, because it cannot be taken back."""
    found, at = _site_of(request, ref, site)
    about = _("Name and address are sealed and leave the system in no way. This cannot be taken back.")
    return asked(request, found, Form(request.POST or None), hide_site,
                 title=_("Make the site confidential"), verb=_("Make confidential"), about=about, tone="danger",
                 location=at.location)  # fmt: skip


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def site_close(request: HttpRequest, ref: str, site: str) -> HttpResponse:
    """A site is given up."""
    found, at = _site_of(request, ref, site)
    about = _("No service is given at this site from then on.")
    return asked(request, found, GiveUpSite(request.POST or None), close_site,
                 title=_("Give the site up"), verb=_("Give up"), about=about, tone="danger", location=at.location)  # fmt: skip


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def site_withdraw(request: HttpRequest, ref: str, site: str) -> HttpResponse:
    """The service is no longer given at a site."""
    found, at = _site_of(request, ref, site)
    return asked(request, found, Form(request.POST or None), withdraw_service,
                 title=_("No longer at this site"), verb=_("Take away"),
                 about=_("The site stays; this service is no longer shown there."), at=at)  # fmt: skip
