"""The pack's calendar and limits in the database: checked against a second source, and against broken packs."""

from __future__ import annotations

import shutil
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from qorgan.clocks.loading import ClocksBroken, load_calendars, load_policies
from qorgan.clocks.models import Policy
from qorgan.clocks.reading import NoPolicy, policy_in_force, working_calendar

pytestmark = pytest.mark.django_db
OTHER = tomllib.loads((Path(__file__).parent / "kz_days.toml").read_text(encoding="utf-8"))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the pack that a test may change."""
    for name in ("calendar.toml", "policies.toml"):
        shutil.copy(settings.PACK / name, tmp_path / name)
    return tmp_path


def change(pack: Path, name: str, before: str, after: str) -> None:
    text = (pack / name).read_text(encoding="utf-8")
    assert before in text
    (pack / name).write_text(text.replace(before, after, 1), encoding="utf-8")


def is_worked_elsewhere(day: date) -> bool:
    """What the second source says of a day."""
    year = OTHER[str(day.year)]
    return day in year["work"] or (day.isoweekday() < 6 and day not in year["rest"])


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_every_day_of_the_pack_is_what_an_independent_source_says(limits, year: int) -> None:
    table = working_calendar("kz")
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    differing = [day for day in days if day.year == year and table.is_working(day) != is_worked_elsewhere(day)]
    assert differing == []


def test_a_holiday_that_is_left_out_makes_the_comparison_red(pack, owner) -> None:
    """The planted fault."""
    change(pack, "calendar.toml", "month = 12\nday = 16", "month = 12\nday = 17")
    with owner():
        load_calendars(pack)
    assert working_calendar("kz").is_working(date(2026, 12, 16)) != is_worked_elsewhere(date(2026, 12, 16))


def test_years_say_whether_they_are_final_and_duty_always_is(limits) -> None:
    table = working_calendar("kz")
    assert [table.is_confirmed(date(year, 6, 1)) for year in (2024, 2025, 2026, 2027, 2030)] == [True, True, False, False, False]
    assert working_calendar("duty").is_confirmed(date(2030, 1, 1))
    assert working_calendar("duty").is_working(date(2026, 1, 1))


def test_loading_twice_changes_nothing(limits, owner) -> None:
    before = set(Policy.objects.values_list("pk", flat=True))
    with owner():
        load_calendars(settings.PACK)
        load_policies(settings.PACK)
    assert set(Policy.objects.values_list("pk", flat=True)) == before


def test_a_new_value_holds_from_its_day_and_the_old_one_until_then(pack, owner) -> None:
    change(
        pack,
        "policies.toml",
        '[[policy]]\nkey = "case.task"\nvalid_from = 2026-11-22\n',
        '[[policy]]\nkey = "case.task"\nvalid_from = 2027-02-01\nnames = { en = "Task" }\namount = 5\nunit = "working_days"\n'
        'calendar = "kz"\nbasis = "law"\nsource = { kk = "б", ru = "п", en = "an order" }\n\n'
        '[[policy]]\nkey = "case.task"\nvalid_from = 2026-11-22\nvalid_to = 2027-02-01\n',
    )
    with owner():
        load_calendars(pack)
        load_policies(pack)
    assert policy_in_force("case.task", datetime(2027, 1, 31, 18, 0, tzinfo=UTC)).amount == 10
    assert policy_in_force("case.task", datetime(2027, 1, 31, 19, 0, tzinfo=UTC)).amount == 5, "in Almaty it is February already"
    assert policy_in_force("case.task", datetime(2020, 1, 1, tzinfo=UTC)).amount == 10, "before its first day the oldest holds"


def test_an_unknown_limit_is_an_error_and_not_a_guess(limits) -> None:
    with pytest.raises(NoPolicy):
        policy_in_force("nobody.knows", datetime(2026, 12, 1, tzinfo=UTC))


def test_a_limit_that_the_pack_drops_goes_unless_a_clock_runs_under_it(pack, owner, start) -> None:
    start("case.assess.high", subject=uuid4())
    for key in ("case.assess.high", "child.follow_up"):
        change(pack, "policies.toml", f'key = "{key}"', f'key = "{key}.renamed"')
    with owner():
        load_policies(pack)
    kept = set(Policy.objects.values_list("key", flat=True))
    assert "case.assess.high" in kept
    assert "child.follow_up" not in kept


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("calendar.toml", '["09:00", "13:00"]', '["13:00", "09:00"]'),
        ("calendar.toml", 'kind = "moved_work"', 'kind = "half_day"'),
        ("policies.toml", 'unit = "minutes"', 'unit = "fortnights"'),
        ("policies.toml", 'basis = "law"', 'basis = "hearsay"'),
        ("policies.toml", "source = { kk = ", "source = { de = "),
        ("policies.toml", 'to_kind = "owner"', 'to_kind = "everybody"'),
        ("policies.toml", "valid_from = 2026-11-22", "valid_from = soon"),
    ],
)
def test_a_broken_pack_is_refused_with_its_fault(pack, owner, name, before, after) -> None:
    change(pack, name, before, after)
    load = load_calendars if name == "calendar.toml" else load_policies
    with owner():
        if load is load_policies:
            load_calendars(pack)
        with pytest.raises(ClocksBroken, match=name):
            load(pack)
