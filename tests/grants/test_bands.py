"""The law's bands: both borders belong to both neighbours, and one tenge beyond is refused with the reason in words."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.access.refusals import RuleBroken
from qorgan.grants.bands import GrantKind, IndexValue, NoIndex, index_on, months_between, must_fit_amount, must_fit_months
from qorgan.texts.words import Words

SHORT = GrantKind("short", Words(en="Short-term"), (3, 12), (500, 3_000))
MIDDLE = GrantKind("middle", Words(en="Medium-term"), (12, 24), (3_000, 10_000))
LONG = GrantKind("long", Words(en="Long-term"), (24, 36), (10_000, None))
INDEX = Decimal(2_269)


def fits(kind, amount) -> bool:
    try:
        must_fit_amount(kind, amount, INDEX)
    except RuleBroken:
        return False
    return True


def test_a_border_belongs_to_both_kinds():
    for kind in (SHORT, MIDDLE):
        must_fit_months(kind, 12)
        must_fit_amount(kind, 3_000 * INDEX, INDEX)
    must_fit_amount(LONG, Decimal(10**15), INDEX)


@given(amount=st.integers(1, 10**11).map(Decimal))
def test_every_amount_from_the_least_on_fits_one_kind_or_two_at_a_border(amount):
    found = [kind for kind in (SHORT, MIDDLE, LONG) if fits(kind, amount)]
    if amount < 500 * INDEX:
        assert found == []
    else:
        assert len(found) == (2 if amount in (3_000 * INDEX, 10_000 * INDEX) else 1)


def test_the_reason_names_the_border_in_words():
    with pytest.raises(RuleBroken) as refused:
        must_fit_amount(SHORT, 3_000 * INDEX + Decimal("0.01"), INDEX)
    assert "6,807,000" in str(refused.value.message).replace("\u00a0", ",")
    assert refused.value.field == "amount"
    with pytest.raises(RuleBroken):
        must_fit_amount(SHORT, 500 * INDEX - Decimal("0.01"), INDEX)
    for months in (2, 13):
        with pytest.raises(RuleBroken):
            must_fit_months(SHORT, months)


@pytest.mark.parametrize(("start", "end", "months"), [
    (date(2018, 1, 1), date(2018, 12, 31), 12), (date(2018, 1, 1), date(2019, 1, 1), 13), (date(2018, 1, 15), date(2019, 1, 14), 12),
    (date(2018, 2, 1), date(2018, 2, 28), 1), (date(2018, 1, 31), date(2018, 2, 28), 1), (date(2018, 1, 15), date(2018, 3, 20), 3),
])  # fmt: skip
def test_a_begun_month_counts(start, end, months):
    assert months_between(start, end) == months


@given(start=st.dates(date(2000, 1, 1), date(2050, 1, 1)), days=st.integers(0, 2000))
def test_a_longer_project_never_has_fewer_months(start, days):
    end = start + timedelta(days=days)
    assert months_between(start, end) <= months_between(start, end + timedelta(days=1))


def test_the_index_is_the_one_of_the_day():
    values = [IndexValue(date(2020, 1, 1), Decimal(2_651)), IndexValue(date(2020, 4, 1), Decimal(2_778))]
    assert index_on(values, date(2020, 3, 31)).amount == 2_651
    assert index_on(values, date(2020, 4, 1)).amount == 2_778
    with pytest.raises(NoIndex):
        index_on(values, date(2019, 12, 31))
