"""Calendars of working time: which days a country, or a duty room, works. Dated data of the country pack."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from qorgan.access.wall import Open
from qorgan.texts.fields import WordsField


class Calendar(models.Model):
    """One calendar. `rest_days` are ISO weekdays (1 = Monday) that rest every week; `spans` are the working hours of a
    working day as pairs of minutes after midnight in `time_zone`, in order, for example `[[540, 780], [870, 1110]]`.
    """

    key = models.CharField(max_length=64, primary_key=True)
    names = WordsField()
    time_zone = models.CharField(max_length=64)
    rest_days = ArrayField(models.PositiveSmallIntegerField(), default=list)
    spans = ArrayField(ArrayField(models.PositiveSmallIntegerField(), size=2))
    source = models.CharField(max_length=400, blank=True)
    source_url = models.URLField(max_length=400, blank=True)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {
        "key": "a code",
        "names": "words for the code",
        "time_zone": "a name of the tz database",
        "spans": "minutes of a day",
        "source": "where the rule stands",
        "source_url": "where the rule stands",
    }

    def __str__(self) -> str:
        return str(self.names)


class Day(models.Model):
    """A day that differs from its weekday: a holiday, a day of rest moved here, or a working day in its place."""

    class Kind(models.TextChoices):
        """Why the day differs."""

        HOLIDAY = "holiday", _("holiday")
        OBSERVED = "observed", _("rest instead of a holiday on a day of rest")
        MOVED_REST = "moved_rest", _("day of rest, moved here")
        MOVED_WORK = "moved_work", _("working day, its rest was moved")

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    names = WordsField()
    is_confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=400, blank=True)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"names": "the holiday's name", "source": "where the day stands"}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "day"], name="a_day_differs_once")]

    @property
    def is_working(self) -> bool:
        """Whether people work on it."""
        return self.kind == self.Kind.MOVED_WORK


class CalendarYear(models.Model):
    """A year of a calendar, and whether its days stand: before the government names the moved days they are a forecast."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    is_confirmed = models.BooleanField(default=False)
    source = WordsField(max_length=400, blank=True)
    source_url = models.URLField(max_length=400, blank=True)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"source": "where the days stand", "source_url": "where the days stand"}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "year"], name="a_year_stands_once")]
