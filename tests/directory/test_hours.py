"""Opening hours: read, written, worked out one by one and over all services alike."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.access.acting import acting
from qorgan.access.refusals import RuleBroken
from qorgan.directory.access import PACK
from qorgan.directory.actions import add_rule, except_day, set_hours
from qorgan.directory.hours import DAYS, Opening, UnclearHours, hours_on, is_on, is_open, of_service, open_at, read_hours, written
from qorgan.directory.models import Schedule, ScheduleException, Service, ServiceAtLocation

ALMATY = ZoneInfo("Asia/Almaty")
MONDAY = date(2026, 11, 23)


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ALMATY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Fr 09:00-18:00; Sa 10:00-14:00", "Mo,Tu,We,Th,Fr 09:00-18:00; Sa 10:00-14:00"),
        ("Пн-Пт 9.00-18.00", "Mo,Tu,We,Th,Fr 09:00-18:00"),
        ("Дс, Жк 9:00–24:00", "Mo,Su 09:00-00:00"),
        ("Sa-Mo 22:00-06:00", "Mo,Sa,Su 22:00-06:00"),
        ("24/7", "Mo,Tu,We,Th,Fr,Sa,Su 00:00-00:00"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert written(read_hours(text)) == expected
    assert read_hours(expected) == read_hours(text)


@pytest.mark.parametrize("text", ["always", "Mo 9-18", "Xx 09:00-18:00", "Mo-Xx 09:00-18:00", "Mo 25:00-26:00", "Mo"])
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(UnclearHours):
        read_hours(text)


def test_every_second_saturday_and_the_first_monday_are_worked_out() -> None:
    second = Schedule(byday="SA", interval=2, dtstart=date(2026, 11, 7), opens_at=time(10), closes_at=time(12))
    assert [is_on(second, date(2026, 11, day)) for day in (7, 14, 21, 28)] == [True, False, True, False]
    first = Schedule(freq="MONTHLY", byday="1MO", opens_at=time(9), closes_at=time(10))
    assert [is_on(first, date(2026, 11, day)) for day in (2, 9)] == [True, False]
    last = Schedule(freq="MONTHLY", bymonthday="-1", opens_at=time(9), closes_at=time(10))
    assert is_on(last, date(2026, 11, 30))
    three = Schedule(byday="MO", count=3, dtstart=MONDAY, opens_at=time(9), closes_at=time(10))
    assert [is_on(three, MONDAY + timedelta(weeks=n)) for n in range(4)] == [True, True, True, False]


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    night = [Schedule(byday="MO", opens_at=time(22), closes_at=time(6))]
    assert is_open(at(MONDAY, "23:00"), night, [])
    assert is_open(at(MONDAY + timedelta(days=1), "05:59"), night, [])
    assert not is_open(at(MONDAY + timedelta(days=1), "06:00"), night, [])
    assert not is_open(at(MONDAY, "05:00"), night, [])


def test_an_exception_takes_the_place_of_the_rule() -> None:
    rule = [Schedule(byday="MO", opens_at=time(9), closes_at=time(18))]
    closed = [ScheduleException(on=MONDAY)]
    assert hours_on(MONDAY, rule, closed) == []
    assert hours_on(MONDAY, rule, [ScheduleException(on=MONDAY, opens_at=time(1), closes_at=time(2))]) == [(time(1), time(2))]


stretches = st.builds(
    Opening,
    st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(lambda days: tuple(d for d in DAYS if d in days)),
    st.times().map(lambda t: t.replace(minute=t.minute // 15 * 15, second=0, microsecond=0, fold=0)),
    st.times().map(lambda t: t.replace(minute=t.minute // 15 * 15, second=0, microsecond=0, fold=0)),
)


@given(st.lists(stretches, min_size=1, max_size=3))
def test_what_is_written_is_read_back(openings: list[Opening]) -> None:
    assert read_hours(written(openings)) == openings


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    weekly=st.lists(stretches, max_size=3), here=st.lists(stretches, max_size=1), minutes=st.integers(0, 21 * 24 * 4),
    special=st.sampled_from([None, "closed", "short", "night"]), monthly=st.booleans(),
)  # fmt: skip
def test_open_now_over_all_services_says_what_is_worked_out_for_each(service, office, weekly, here, minutes, special, monthly) -> None:
    moment = at(MONDAY, "00:00") + timedelta(minutes=15 * minutes)
    with acting(PACK):
        Schedule.objects.all().delete()
        ScheduleException.objects.all().delete()
        for one in weekly:
            Schedule.objects.create(service=service, byday=one.byday, opens_at=one.opens_at, closes_at=one.closes_at)
        for one in here:
            Schedule.objects.create(location=office, byday=one.byday, opens_at=one.opens_at, closes_at=one.closes_at)
        if monthly:
            Schedule.objects.create(service=service, freq="MONTHLY", byday="2TU,-1FR", opens_at=time(8), closes_at=time(20))
        if special and (weekly or monthly):
            hours = {"closed": (None, None), "short": (time(10), time(11)), "night": (time(20), time(4))}[special]
            day = moment.astimezone(ALMATY).date()
            ScheduleException.objects.create(service=service, on=day, opens_at=hours[0], closes_at=hours[1])
    rules, exceptions = of_service(service)
    assert Service.objects.filter(open_at(moment)).exists() == is_open(moment, rules, exceptions)


@pytest.mark.django_db
def test_the_week_is_set_anew_and_other_rules_stay(worker, service) -> None:
    set_hours(by=worker, service=service, openings=read_hours("Mo-Fr 09:00-18:00"))
    rule = Schedule(freq="MONTHLY", byday="1SA", opens_at=time(10), closes_at=time(12))
    add_rule(by=worker, service=service, rule=rule)
    set_hours(by=worker, service=service, openings=read_hours("Mo 10:00-11:00"))
    assert sorted(Schedule.objects.values_list("byday", flat=True)) == ["1SA", "MO"]
    set_hours(by=worker, service=service, openings=[])
    assert Schedule.objects.count() == 1


@pytest.mark.django_db
def test_a_day_is_excepted_once_and_not_in_the_past(worker, service, office) -> None:
    with time_machine.travel(at(MONDAY, "12:00"), tick=False):
        except_day(by=worker, service=service, on=MONDAY)
        except_day(by=worker, service=service, on=MONDAY, opens_at=time(9), closes_at=time(10))
        assert not ScheduleException.objects.get().is_closed
        here = ServiceAtLocation.objects.get(service=service)
        except_day(by=worker, service=service, on=MONDAY, at=here)
        assert ScheduleException.objects.count() == 2
        for wrong in ({"on": MONDAY - timedelta(days=1)}, {"on": MONDAY, "opens_at": time(9)}):
            with pytest.raises(RuleBroken):
                except_day(by=worker, service=service, **wrong)
