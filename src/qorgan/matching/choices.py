"""The vocabularies of matching."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Grade(TextChoices):
    """How sure it is that two records are of one person. Source: FHIR `Patient/$match`, extension match-grade."""

    CERTAIN = "certain", _("Very likely the same")
    PROBABLE = "probable", _("Probably the same")
    POSSIBLE = "possible", _("Possibly the same")


class PairState(TextChoices):
    """What became of a pair of records that may be one person."""

    WAITING = "waiting", _("waits for a decision")
    SAME = "same", _("the same person")
    DIFFERENT = "different", _("different people")


class Precision(TextChoices):
    """How much of a birth date is known. `age` is a year worked out from an age that somebody gave."""

    DAY = "day", _("The day is known")
    MONTH = "month", _("The month is known")
    YEAR = "year", _("The year is known")
    AGE = "age", _("Only the age is known, about")
