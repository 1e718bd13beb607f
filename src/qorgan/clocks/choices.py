"""Vocabularies of clocks."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Unit(TextChoices):
    """What a limit is counted in.

    Minutes and hours run in real time, day and night, holidays too. The others follow a calendar.
    """

    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    WORKING_HOURS = "working_hours", _("working hours")
    CALENDAR_DAYS = "calendar_days", _("calendar days")
    WORKING_DAYS = "working_days", _("working days")


REAL = frozenset({Unit.MINUTES, Unit.HOURS})
"""Units that no calendar slows down."""
IN_DAYS = frozenset({Unit.CALENDAR_DAYS, Unit.WORKING_DAYS})


class State(TextChoices):
    """Whether a clock runs."""

    RUNNING = "running", _("limit runs")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class Outcome(TextChoices):
    """How a clock ended: what was asked for happened in time or late, or the clock lost its sense."""

    MET = "met", _("done in time")
    LATE = "late", _("done late")
    STOPPED = "stopped", _("limit stopped")
    RESTARTED = "restarted", _("started anew")


class StepKind(TextChoices):
    """What a step of a clock does."""

    REMIND = "remind", _("reminder")
    MISS = "miss", _("limit passed")
    ESCALATE = "escalate", _("escalation")


class To(TextChoices):
    """Whom a step turns to. Rooms above find the people or bodies behind it."""

    OWNER = "owner", _("whoever owns the clock")
    ROLE = "role", _("a role in the organisation")
    ORGANISATION_KIND = "organisation_kind", _("a body of a kind")
    NAMED = "named", _("an addressee that the room names")


class Basis(TextChoices):
    """How sure a limit is: it stands in the law, it is our own setting, or it was not found."""

    LAW = "law", _("the law")
    SETTING = "setting", _("setting of the operator")
    TO_BE_CONFIRMED = "to_be_confirmed", _("to be confirmed")
