"""Pure questions of the bridge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.casework.choices import Risk
from qorgan.intake import rules
from qorgan.intake.choices import AnswerState

RISKS = st.sampled_from([Risk.NO_ACTION, Risk.LOW, Risk.MEDIUM, Risk.HIGH])
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@given(RISKS, RISKS, RISKS)
def test_a_further_contact_never_lowers_a_risk(one: Risk, other: Risk, third: Risk) -> None:
    assert rules.graver(one, other) == rules.graver(other, one)
    assert rules.graver(one, one) == one
    assert rules.graver(rules.graver(one, other), third) == rules.graver(one, rules.graver(other, third))
    assert rules.graver(Risk.HIGH, one) == Risk.HIGH


@pytest.mark.parametrize(("level", "risk"), [(1, Risk.LOW), (2, Risk.MEDIUM), (3, Risk.HIGH), (4, Risk.HIGH)])
def test_a_danger_goes_on_as_the_risk_of_the_case(level: int, risk: Risk) -> None:
    assert rules.risk_of(level) == risk


@given(st.integers(-900, 900), st.booleans(), st.booleans())
def test_undo_is_soon_once_and_only_while_nobody_works_on_it(seconds: int, is_withdrawn: bool, is_touched: bool) -> None:
    now = NOW + timedelta(seconds=seconds)
    allowed = rules.may_undo(undo_until=NOW, now=now, is_withdrawn=is_withdrawn, is_touched=is_touched)
    assert allowed == (seconds <= 0 and not is_withdrawn and not is_touched)


def test_an_answer_is_on_its_way_until_the_child_has_it() -> None:
    assert [state for state in AnswerState if rules.is_on_its_way(state)] == [AnswerState.WRITTEN, AnswerState.WITH_COUNSELLOR]


@pytest.mark.parametrize(("needs_consent", "note", "must"), [(True, "", False), (False, " ", True), (False, "Бала айтты", False)])
def test_where_the_law_lets_one_act_without_consent_it_asks_for_the_reason(needs_consent: bool, note: str, must: bool) -> None:
    assert rules.must_say_why(needs_consent, note) is must
