"""A clock knows its state, its colour, its share; initials are those of the name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from qorgan.ui.pieces import Clock, initials
from qorgan.ui.templatetags.ui import remaining, remaining_words

START = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)


def clock(minutes: float, *, level: int | None = None, acknowledged: float | None = None) -> Clock:
    """A limit of ten minutes, looked at after some."""
    done = START + timedelta(minutes=acknowledged) if acknowledged is not None else None
    return Clock(
        "x",
        START + timedelta(minutes=10),
        START,
        level=level,
        acknowledged_at=done,
        now=START + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize(
    ("minutes", "state", "tone"),
    [(0, "running", "info"), (7.4, "running", "info"), (7.6, "low", "warn"), (10, "over", "danger")],
)
def test_it_runs_turns_urgent_in_its_last_quarter_and_ends(minutes, state, tone):
    assert (clock(minutes).state, clock(minutes).tone) == (state, tone)


def test_a_danger_clock_is_red_from_its_start_and_green_when_confirmed():
    assert clock(1, level=3).tone == "danger"
    confirmed = clock(30, level=3, acknowledged=4.5)
    assert (confirmed.state, confirmed.tone, confirmed.left) == ("acknowledged", "ok", timedelta(minutes=4, seconds=30))


def test_over_time_counts_up():
    assert remaining(clock(12.25).left) == "02:15"
    with translation.override("ru"):
        assert remaining_words(clock(12.25)) == "Просрочено на 2 мин"


def test_the_figure_changes_its_form_at_an_hour_and_at_a_day():
    assert remaining(timedelta(seconds=59)) == "00:59"
    assert remaining(timedelta(hours=3, minutes=6, seconds=18)) == "3:06:18"
    with translation.override("kk"):
        assert remaining(timedelta(days=1, hours=22)) == "1 күн 22 сағ"


@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e6))
def test_the_share_stays_within_the_bar(now, length):
    made = Clock("x", START + timedelta(minutes=length), START, now=START + timedelta(minutes=now))
    assert 0 <= made.share <= 100
    assert made.left >= timedelta(0)


def test_initials_are_the_first_letters_of_two_words():
    assert initials("Серікова Айару Асқарқызы") == "СА"
    assert initials("әсел") == "Ә"
    assert initials("") == ""
