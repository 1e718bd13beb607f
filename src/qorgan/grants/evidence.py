"""What proves a result of each of the four kinds. The data are asked, not only the person who claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.directory.choices import Status
from qorgan.directory.hours import hours_on, of_service
from qorgan.directory.models import Schedule, ScheduleException, Service, ServiceAtLocation
from qorgan.grants import project_rules as rules
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Deliverable
from qorgan.grants.project_choices import DeliverableKind

DAY = timedelta(days=1)


def hours_of_the_week(schedules: Sequence[Schedule], exceptions: Iterable[ScheduleException], monday: date) -> int:
    """How many of the 168 hours of a week are covered, begun hours not counted; hours past midnight belong to the next day."""
    special = list(exceptions)
    minutes: set[int] = set()
    for number in range(-1, 7):
        day = monday + number * DAY
        for first, last in hours_on(day, schedules, special):
            begin = number * 1440 + _minute(first)
            end = number * 1440 + _minute(last) + (1440 if last <= first else 0)
            minutes.update(range(max(begin, 0), min(end, 7 * 1440)))
    return sum(all(minute in minutes for minute in range(hour * 60, hour * 60 + 60)) for hour in range(168))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def must_prove(deliverable: Deliverable, sites: Sequence[ServiceAtLocation], at: datetime) -> None:
    """Raises RuleBroken with the reason where the evidence of a kind is missing or the directory says otherwise."""
    kind = DeliverableKind(deliverable.kind)
    if kind is DeliverableKind.STUDY:
        _must_be_published(deliverable, timezone.localtime(at).date())
    elif kind is DeliverableKind.NETWORK:
        working = [one for one in sites if _works(one.service) and one.location.closed_on is None]
        rules.must_have_sites([one.location.organisation_id for one in working], granting().terms.network_sites)
    else:
        service = deliverable.service
        if service is None or not _works(service):
            raise RuleBroken(_("Name a service of the directory that works."), field="service")
        if kind is DeliverableKind.HELPLINE:
            schedules, exceptions = of_service(service)
            today = timezone.localtime(at).date()
            rules.must_cover_the_week(hours_of_the_week(schedules, exceptions, today - today.weekday() * DAY))


def _works(service: Service) -> bool:
    return service.status == Status.ACTIVE


def _must_be_published(deliverable: Deliverable, today: date) -> None:
    if not deliverable.address or deliverable.published_on is None or deliverable.published_on > today:
        raise RuleBroken(_("Name the address and the day of the publication."), field="address")
    if deliverable.document_id is None:
        raise RuleBroken(_("Add the study itself as a document."), field="document")
