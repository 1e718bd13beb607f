"""Screens of clocks."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from qorgan.clocks import access
from qorgan.clocks.actions import Owner, start_clock
from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.clocks.models import Calendar, Day, Policy
from qorgan.texts.words import Words
from tests.house.rows import Stage, screen


def calendars(stage: Stage) -> None:
    if "calendars" not in stage.kept:
        stage.kept["calendars"] = load_calendars(settings.PACK)


@screen("clocks.clocks", "/clocks", needs=(access.CLOCK_OVERSEE, access.CLOCK_KEEP))
def clock(stage: Stage, number: int) -> None:
    """Each of another owner, so that no name is fetched row by row unnoticed."""
    calendars(stage)
    if number == 0:
        load_policies(settings.PACK)
    owner = Owner(organisation=stage.cast.here, account=uuid4())
    start_clock(by=stage.by, subject=uuid4(), kind="toy.answer", policy="case.assess.high", owner=owner)


@screen("clocks.policies", "/limits", needs=(access.POLICY_READ,))
def policy(stage: Stage, number: int) -> None:
    calendars(stage)
    made = Policy.objects.create(
        key=f"toy.{number}",
        names=Words(en=f"Limit {number}"),
        valid=(None, None),
        amount=3,
        unit="working_days",
        calendar=Calendar.objects.get(pk="kz"),
        basis="setting",
        source=Words(en="test"),
    )
    made.steps.create(order=0, kind="escalate", amount=1, unit="hours", to_kind="named", to="supervisor", level=1)


@screen("clocks.days", "/limits/calendar", needs=(access.POLICY_READ,))
def day(stage: Stage, number: int) -> None:
    calendars(stage)
    if number == 0:
        Day.objects.all().delete()
    calendar = Calendar.objects.get(pk="kz")
    first = Day.objects.order_by("-day").values_list("day", flat=True).first()
    following = (first or timezone.localdate()) + timedelta(days=1)
    Day.objects.create(calendar=calendar, day=following, kind="holiday", names=Words(en=f"Day {number}"))
