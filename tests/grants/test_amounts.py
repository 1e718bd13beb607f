"""Amounts are exact: nothing is lost in a split, nothing is rounded in silence."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.grants.amounts import Inexact, equally, exact, minor, of_minor, percent_of, split, total

UNITS = st.integers(0, 10**17)
SHARES = st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any)


@given(units=UNITS, shares=SHARES)
def test_the_parts_of_a_split_add_up_to_the_whole_and_stay_within_a_tiyn_of_their_share(units, shares):
    whole = of_minor(units)
    parts = split(whole, shares)
    assert total(parts) == whole
    for part, share in zip(parts, shares, strict=True):
        assert abs(minor(part) - Fraction(units * share, sum(shares))) < 1


@given(units=UNITS, shares=SHARES)
def test_a_split_is_fair_to_the_order_a_greater_share_never_gets_less(units, shares):
    parts = split(of_minor(units), shares)
    by_share = sorted(zip(shares, parts, strict=True), key=lambda pair: (pair[0], pair[1]))
    assert [part for _share, part in by_share] == sorted(parts)


@given(units=UNITS, count=st.integers(1, 60))
def test_equal_parts_differ_by_no_more_than_a_tiyn(units, count):
    parts = equally(of_minor(units), count)
    assert total(parts) == of_minor(units)
    assert max(parts) - min(parts) <= Decimal("0.01")


@given(units=st.integers(-(10**19), 10**19))
def test_minor_units_and_amounts_are_the_same_thing(units):
    assert minor(of_minor(units)) == units


def test_fourteen_grants_of_163_million_lose_nothing():
    parts = equally(exact(163_000_000), 14)
    assert total(parts) == Decimal("163000000.00")
    assert sorted(set(parts)) == [Decimal("11642857.14"), Decimal("11642857.15")]


def test_163_million_is_one_amount():
    assert minor(exact("163000000")) == 16_300_000_000


@pytest.mark.parametrize("value", [0.1, 163e6, True])
def test_a_float_is_no_amount(value):
    with pytest.raises(TypeError):
        exact(value)


@pytest.mark.parametrize("value", ["0.001", "NaN", "Infinity", "1e18"])
def test_what_would_be_rounded_is_refused(value):
    with pytest.raises(Inexact):
        exact(value)


@pytest.mark.parametrize(("whole", "shares"), [(Decimal(1), []), (Decimal(1), [0, 0]), (Decimal(1), [2, -1]), (Decimal(-1), [1])])
def test_there_is_no_split_without_shares(whole, shares):
    with pytest.raises(ValueError, match="shares"):
        split(whole, shares)


def test_percent_is_exact():
    assert percent_of(Decimal(1), Decimal(3)) == Fraction(100, 3)
    assert percent_of(Decimal(0), Decimal(0)) == 0
