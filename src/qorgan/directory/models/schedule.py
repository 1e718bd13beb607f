"""When a service, a site, or a service at a site is open: recurring hours as RFC 5545 writes them, and single days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from qorgan.access.guarded import uuid7
from qorgan.directory.choices import Frequency, Weekday
from qorgan.directory.models.service import Service, ServiceAtLocation
from qorgan.directory.models.site import Location
from qorgan.texts.fields import WordsField

_ONE_OWNER = (
    Q(service__isnull=False, service_at_location=None, location=None)
    | Q(service=None, service_at_location__isnull=False, location=None)
    | Q(service=None, service_at_location=None, location__isnull=False)
)


class Schedule(models.Model):
    """HSDS `schedule`: one rule of opening, of exactly one of a service, a service at a site, a site.

    The rule's fields are those of RFC 5545 (`hours.py` reads them with dateutil): `byday` is `MO,TU` or, every month,
    `1MO,-1FR`; `bymonthday` is `1,15,-1`. Hours are local, of the installation's time zone; `closes_at` before
    `opens_at` means the next morning, equal ones the whole day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.CASCADE, null=True, related_name="schedules")
    service_at_location = models.ForeignKey(ServiceAtLocation, models.CASCADE, null=True, related_name="schedules")
    location = models.ForeignKey(Location, models.CASCADE, null=True, related_name="schedules")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    dtstart = models.DateField(null=True)
    until = models.DateField(null=True)
    count = models.PositiveIntegerField(null=True)
    wkst = models.CharField(max_length=2, choices=Weekday.choices, default=Weekday.MO)
    freq = models.CharField(max_length=8, choices=Frequency.choices, default=Frequency.WEEKLY)
    interval = models.PositiveSmallIntegerField(default=1)
    byday = models.CharField(max_length=60, blank=True, default="")
    bymonthday = models.CharField(max_length=120, blank=True, default="")
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    description = WordsField(max_length=300, every_language=False, blank=True)

    harmless: ClassVar = {
        "byday": "codes of days",
        "bymonthday": "days of the month",
        "description": "words on hours",
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_schedule_has_one_owner", condition=_ONE_OWNER),
            models.CheckConstraint(
                name="a_schedule_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
            ),
            models.CheckConstraint(
                name="a_schedule_names_its_days",
                condition=~Q(byday="") | ~Q(bymonthday=""),
            ),
            models.CheckConstraint(
                name="counted_from_a_day",
                condition=Q(interval=1, count=None) | Q(dtstart__isnull=False),
            ),
            models.CheckConstraint(name="every_so_many", condition=Q(interval__gte=1)),
        ]

    @property
    def is_plain(self) -> bool:
        """Whether the week alone decides: such a rule is answered by the database."""
        return self.freq == Frequency.WEEKLY and self.interval == 1 and self.count is None and not self.bymonthday


class ScheduleException(models.Model):
    """One day on which a service, a service at a site, or a site is closed, or open at other hours."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.CASCADE, null=True, related_name="schedule_exceptions")
    service_at_location = models.ForeignKey(ServiceAtLocation, models.CASCADE, null=True, related_name="schedule_exceptions")
    location = models.ForeignKey(Location, models.CASCADE, null=True, related_name="schedule_exceptions")
    on = models.DateField()
    opens_at = models.TimeField(null=True)
    closes_at = models.TimeField(null=True)
    description = WordsField(max_length=300, every_language=False, blank=True)

    harmless: ClassVar = {"description": "words on a day"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="an_exception_has_one_owner", condition=_ONE_OWNER),
            models.CheckConstraint(
                name="closed_or_both_hours",
                condition=Q(opens_at=None, closes_at=None) | Q(opens_at__isnull=False, closes_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["service", "service_at_location", "location", "on"], name="one_exception_a_day", nulls_distinct=False
            ),
        ]

    @property
    def is_closed(self) -> bool:
        """Whether nothing is open on this day."""
        return self.opens_at is None
