"""Vocabularies of the directory. Values that HSDS 3.1 names are written as HSDS writes them."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """HSDS `service.status`."""

    ACTIVE = "active", _("Works")
    INACTIVE = "inactive", _("Not offered at present")
    DEFUNCT = "defunct", _("Ended for good")
    CLOSED = "temporarily closed", _("Closed for a time")


class LocationType(TextChoices):
    """HSDS `location.location_type`."""

    PHYSICAL = "physical", _("A place to come to")
    VIRTUAL = "virtual", _("By telephone or internet")
    POSTAL = "postal", _("By post")


class Sex(TextChoices):
    """Whom a service takes."""

    ANY = "any", _("girls and boys")
    GIRL = "girl", _("girls")
    BOY = "boy", _("boys")


class Frequency(TextChoices):
    """HSDS `schedule.freq`."""

    WEEKLY = "WEEKLY", _("every week")
    MONTHLY = "MONTHLY", _("every month")


class Weekday(TextChoices):
    """Days as RFC 5545 writes them, Monday first."""

    MO = "MO", _("Monday")
    TU = "TU", _("Tuesday")
    WE = "WE", _("Wednesday")
    TH = "TH", _("Thursday")
    FR = "FR", _("Friday")
    SA = "SA", _("Saturday")
    SU = "SU", _("Sunday")


class TaxonomyKey(TextChoices):
    """Which list of the country pack a term belongs to."""

    KIND = "service_kind", _("Kind of service")
    NEED = "need", _("Need")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    UNIT = "unit", _("Unit of capacity")
    LANGUAGE = "language", _("Language")


class VerificationOutcome(TextChoices):
    """What came out when somebody checked an entry."""

    CONFIRMED = "confirmed", _("everything is right")
    CORRECTED = "corrected", _("right after corrections")
    UNREACHABLE = "unreachable", _("nobody answered")


class Standing(IntegerChoices):
    """Where a service stands in a search: what helps a child soonest comes first."""

    FREE = 1, _("Places free")
    NOT_COUNTED = 2, _("Places are not counted")
    UNSURE = 3, _("Places not confirmed lately")
    FULL = 4, _("Full")
    CLOSED = 5, _("Closed")


TAKEN_IN = (Standing.FREE, Standing.NOT_COUNTED, Standing.UNSURE)
"""A referral to these goes out without a warning."""
