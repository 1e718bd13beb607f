"""Points are exact, nothing is shown before all are in, and the money ends where the rule says."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.grants.amounts import of_minor
from qorgan.grants.scoring import (
    Candidate,
    Criterion,
    Policy,
    Tie,
    Verdict,
    WrongMarks,
    cut,
    is_far_apart,
    mean,
    must_weigh_a_hundred,
    points,
    ranked,
)

CRITERIA = (Criterion("need", 40, 10), Criterion("plan", 35, 10), Criterion("team", 25, 7))
MOMENT = datetime(2017, 10, 1, tzinfo=UTC)


def candidate(number: str, asked: Decimal | int, score: int | Fraction, **given) -> Candidate:
    return Candidate(number, Decimal(asked), Fraction(score), given.pop("filed_at", MOMENT), given)


CANDIDATES = st.lists(
    st.builds(
        candidate,
        number=st.integers(1, 10**6).map(lambda one: f"A-{one}"),
        asked=st.integers(1, 10**9).map(of_minor),
        score=st.fractions(0, 100, max_denominator=700),
    ),
    max_size=15,
    unique_by=lambda one: one.number,
)


@given(marks=st.fixed_dictionaries({one.code: st.integers(0, one.most) for one in CRITERIA}))
def test_points_lie_between_zero_and_a_hundred_and_grow_with_every_mark(marks):
    found = points(CRITERIA, marks)
    assert 0 <= found <= 100
    for one in CRITERIA:
        if marks[one.code] < one.most:
            assert points(CRITERIA, {**marks, one.code: marks[one.code] + 1}) > found


def test_full_marks_are_a_hundred_points_and_weights_count():
    assert points(CRITERIA, {"need": 10, "plan": 10, "team": 7}) == 100
    assert points(CRITERIA, {"need": 5, "plan": 0, "team": 1}) == 20 + Fraction(25, 7)


@pytest.mark.parametrize("marks", [{"need": 1}, {"need": 1, "plan": 1, "team": 8}, {"need": 1, "plan": -1, "team": 1},
                                   {"need": 1, "plan": 1, "team": 1, "looks": 1}])  # fmt: skip
def test_marks_that_do_not_fit_are_refused(marks):
    with pytest.raises(WrongMarks):
        points(CRITERIA, marks)


def test_nothing_is_shown_before_all_three_are_in():
    assert mean([Fraction(80), Fraction(60)], needed=3) is None
    assert mean([Fraction(80), Fraction(60), Fraction(70)], needed=3) == 70


def test_experts_who_lie_far_apart_are_noticed():
    assert is_far_apart([Fraction(90), Fraction(40), Fraction(60)], 40)
    assert not is_far_apart([Fraction(80), Fraction(40), Fraction(60)], 40)


@pytest.mark.parametrize("criteria", [CRITERIA[:2], (Criterion("a", 100, 5), Criterion("b", 0, 5)), (Criterion("a", 50, 5),) * 2, ()])
def test_weights_must_add_up(criteria):
    with pytest.raises(ValueError, match="100"):
        must_weigh_a_hundred(criteria)
    must_weigh_a_hundred(CRITERIA)


@given(rows=CANDIDATES, order=st.randoms())
def test_the_ranking_is_one_and_the_same_whatever_order_it_was_given_in(rows, order):
    shuffled = rows[:]
    order.shuffle(shuffled)
    ties = [f"{Tie.CRITERION}:need", Tie.LESS_MONEY, Tie.FILED_EARLIER]
    assert ranked(rows, ties=ties, seed="s", call="c") == ranked(shuffled, ties=ties, seed="s", call="c")


@given(rows=CANDIDATES, ceiling=st.integers(0, 10**10).map(of_minor), policy=st.sampled_from(Policy))
def test_what_stands_above_the_line_never_costs_more_than_the_ceiling(rows, ceiling, policy):
    lines = cut(ranked(rows, ties=[], seed="s", call="c"), ceiling=ceiling, least=50, policy=policy)
    within = [line.candidate for line in lines if line.verdict is Verdict.WITHIN]
    assert sum((one.asked for one in within), Decimal(0)) <= ceiling
    assert all(one.points >= 50 for one in within)
    if policy is Policy.STOP:
        over = [line.place for line in lines if line.verdict is Verdict.OVER_THE_LINE]
        assert all(line.place < min(over, default=999) for line in lines if line.verdict is Verdict.WITHIN)


def test_the_line_stops_or_skips_as_was_published():
    rows = [candidate("A", 60, 90), candidate("B", 60, 80), candidate("C", 40, 70), candidate("D", 1, 10)]
    verdicts = {policy: [line.verdict for line in cut(rows, ceiling=Decimal(100), least=50, policy=policy)] for policy in Policy}
    assert verdicts[Policy.STOP] == [Verdict.WITHIN, Verdict.OVER_THE_LINE, Verdict.OVER_THE_LINE, Verdict.TOO_FEW_POINTS]
    assert verdicts[Policy.SKIP] == [Verdict.WITHIN, Verdict.OVER_THE_LINE, Verdict.WITHIN, Verdict.TOO_FEW_POINTS]


def test_ties_are_broken_in_the_published_order():
    one = candidate("A", 60, 80, need=Fraction(5))
    two = candidate("B", 50, 80, need=Fraction(5))
    three = candidate("C", 90, 80, need=Fraction(9))
    assert [row.number for row in ranked([one, two, three], ties=["criterion:need", "less_money"], seed="s", call="c")] == [
        "C",
        "B",
        "A",
    ]
    assert [row.number for row in ranked([one, two, three], ties=["less_money"], seed="s", call="c")] == ["B", "A", "C"]
    with pytest.raises(ValueError, match="beauty"):
        ranked([one], ties=["beauty"], seed="s", call="c")
