"""One service, and what its keeper does with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.directory import access, hours, queries, rules
from qorgan.directory.access import CAPACITY_SET, SERVICE_KEEP, SERVICE_READ
from qorgan.directory.actions import (
    change_service,
    close_service,
    except_day,
    reopen_service,
    set_capacity,
    set_hours,
    verify_service,
)
from qorgan.directory.choices import TaxonomyKey, Weekday
from qorgan.directory.forms import CloseService, CountPlaces, DescribeService, ExceptDay, SetHours, VerifyService
from qorgan.directory.models import Capacity, CostOption, Service
from qorgan.directory.pages.service_list import all_services
from qorgan.directory.slots import SERVICE
from qorgan.directory.tables import address_of, ages_of, day_words, standing_of
from qorgan.places.queries import history
from qorgan.ui.forms import Form
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb


@page(needs=SERVICE_READ)
def service(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of a service; rooms above hang their panels here."""
    by = request.by  # type: ignore[attr-defined]
    found = queries.service(by, ref)
    schedules, exceptions = hours.of_service(found)
    today = timezone.localdate()
    may_keep = access.keeps(by, found.organisation_id)
    return render(request, "directory/service.html", {
        "service": found, "crumbs": [all_services(), Crumb(found.names)], "facts": queries.facts_of(found),
        "standing": standing_of(found), "ages": ages_of(found), "warning": queries.outlook(found).warning,
        "capacities": Capacity.objects.filter(service=found).select_related("unit").order_by("pk"),
        "costs": CostOption.objects.filter(service=found).order_by("amount"),
        "languages": _languages(found), "week": _week(schedules),
        "other_rules": [one for one in schedules if not one.is_plain],
        "exceptions": [one for one in exceptions if one.on >= today],
        "is_open": hours.is_open(timezone.now(), schedules, exceptions) if schedules else None,
        "sites": queries.sites_of(by, found), "history": history(found.pk) if may_keep else [],
        "is_due": found.next_check_on is None or found.next_check_on <= today,
        "may_keep": may_keep, "may_count": access.counts(by, found.organisation_id),
        "may_reopen": may_keep and rules.may_reopen(found), "panels": list(SERVICE(request, service=found)),
    })  # fmt: skip


def _languages(of: Service) -> list[str]:
    words = {term.code: str(term.names) for term in queries.terms(TaxonomyKey.LANGUAGE)}
    return [words.get(code, code) for code in of.languages]


def _week(schedules: list[Any]) -> list[dict[str, Any]]:
    labels = {day.value: day.label for day in Weekday}
    return [
        {"days": day_words(one.days, labels), "opens": one.opens_at, "closes": one.closes_at,
         "is_whole_day": one.opens_at == one.closes_at}
        for one in hours.weekly(schedules)
    ]  # fmt: skip


def asked(
    request: HttpRequest, of: Service, form: Any, act: Any, *, title: Promise | str, verb: Promise | str, about: Promise | str = "",
    tone: str = "primary", **given: Any,
) -> HttpResponse:  # fmt: skip
    """One form about one service: the same page for every change."""
    if form.is_bound and form.is_valid():
        where = form.perform(act, by=request.by, then=address_of(of), **(given or {"service": of}))  # type: ignore[attr-defined]
        if where:
            return redirect(where)
    crumbs = [all_services(), Crumb(of.names, address_of(of)), Crumb(title)]
    context = {"form": form, "title": title, "verb": verb, "back": address_of(of), "crumbs": crumbs, "about": about, "tone": tone}
    return render(request, "directory/form.html", context, status=422 if form.is_bound else 200)


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def service_change(request: HttpRequest, ref: str) -> HttpResponse:
    """What is said of a service."""
    by = request.by  # type: ignore[attr-defined]
    found = queries.own_service(by, ref)
    form = DescribeService(request.POST or None, by=by, service=found)
    return asked(request, found, form, change_service, title=_("Change"), verb=_("Keep"))


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def service_close(request: HttpRequest, ref: str) -> HttpResponse:
    """A service is not given, for a time or for good."""
    found = queries.own_service(request.by, ref)  # type: ignore[attr-defined]
    return asked(request, found, CloseService(request.POST or None), close_service, title=_("Close the service"), verb=_("Close"))


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def service_reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """A service is given again."""
    found = queries.own_service(request.by, ref)  # type: ignore[attr-defined]
    return asked(request, found, Form(request.POST or None), reopen_service, title=_("Open again"), verb=_("Open again"),
                 about=_("The service is shown as open again from now on."))  # fmt: skip


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def service_verify(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody checked the entry."""
    found = queries.own_service(request.by, ref)  # type: ignore[attr-defined]
    about = _("Check name, telephone numbers, hours, ages and places. What is wrong is changed first.")
    return asked(request, found, VerifyService(request.POST or None), verify_service,
                 title=_("Check the entry"), verb=_("Keep"), about=about)  # fmt: skip


@page(needs=CAPACITY_SET, methods=("GET", "POST"))
def service_capacity(request: HttpRequest, ref: str) -> HttpResponse:
    """How many places are free."""
    found = queries.counted_service(request.by, ref)  # type: ignore[attr-defined]
    about = _("The same figures again confirm them.")
    form = CountPlaces(request.POST or None, service=found)
    return asked(request, found, form, set_capacity, title=_("Free places"), verb=_("Keep"), about=about)


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def service_hours(request: HttpRequest, ref: str) -> HttpResponse:
    """The hours of a week."""
    found = queries.own_service(request.by, ref)  # type: ignore[attr-defined]
    about = _("Empty: closed. Two stretches: 09:00-13:00, 14:00-18:00. The whole day: 00:00-24:00.")
    form = SetHours(request.POST or None, service=found)
    return asked(request, found, form, set_hours, title=_("Opening hours"), verb=_("Keep"), about=about)


@page(needs=SERVICE_KEEP, methods=("GET", "POST"))
def service_day(request: HttpRequest, ref: str) -> HttpResponse:
    """One day at other hours."""
    found = queries.own_service(request.by, ref)  # type: ignore[attr-defined]
    return asked(request, found, ExceptDay(request.POST or None), except_day, title=_("Another day"), verb=_("Keep"))
