"""Screens of clocks: numbers, kinds, due times and owners; limits with their sources; the calendar."""

from __future__ import annotations

import pytest

from qorgan.clocks import access, kinds
from qorgan.clocks.actions import stop_clock
from tests.notices.conftest import sit  # noqa: F401  (a browser in which somebody sits)

pytestmark = pytest.mark.django_db


@pytest.fixture
def saule(cast):
    return cast.person(access.CLOCK_OVERSEE, access.CLOCK_READ, access.POLICY_READ)


def test_the_list_shows_number_kind_due_time_and_owner_and_no_subject(at, start, saule, sit) -> None:  # noqa: F811
    at(2026, 12, 1, 7, 0)
    clock = start()
    page = sit(saule).get("/clocks").content.decode()
    assert str(clock) in page
    assert "Answer of the toy" in page
    assert "01.12.2026" in page
    assert str(clock.subject) not in page


def test_what_has_ended_is_not_in_the_list(at, start, saule, aigerim, sit) -> None:  # noqa: F811
    at(2026, 12, 1, 7, 0)
    clock = start()
    stop_clock(by=aigerim, clock=clock)
    assert str(clock) not in sit(saule).get("/clocks").content.decode()


def test_a_clock_leads_to_its_subject_where_the_reader_may_open_it(at, start, saule, sit, monkeypatch) -> None:  # noqa: F811
    at(2026, 12, 1, 7, 0)
    clock = start()
    browser = sit(saule)
    assert browser.get(f"/clocks/to/{clock.ref}").status_code == 200
    kind = kinds.ClockKind("toy.answer", "Answer of the toy", address=lambda by, subject: f"/toy/{subject}")
    monkeypatch.setattr(kinds, "_kinds", {kind.name: kind})
    assert browser.get(f"/clocks/to/{clock.ref}")["Location"] == f"/toy/{clock.subject}"


def test_a_clock_of_another_house_is_absent(at, start, cast, sit) -> None:  # noqa: F811
    at(2026, 12, 1, 7, 0)
    clock = start()
    stranger = cast.person(access.CLOCK_OVERSEE, at=cast.elsewhere)
    browser = sit(stranger)
    assert browser.get(f"/clocks/to/{clock.ref}").status_code == 404
    assert str(clock) not in browser.get("/clocks").content.decode()


def test_limits_are_shown_with_their_source_and_what_is_not_sure(limits, saule, sit) -> None:  # noqa: F811
    page = sit(saule).get("/limits?size=100").content.decode()
    assert "15 minutes" in page
    assert "to be confirmed" in page
    assert "art. 72.3" in page
    assert "escalation 1, with the end" in page


def test_the_calendar_says_which_years_are_not_final(limits, saule, sit) -> None:  # noqa: F811
    page = sit(saule).get("/limits/calendar?size=100").content.decode()
    assert "2027: to be confirmed." in page
    assert "Nauryz" in page
