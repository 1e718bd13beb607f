"""Money: whole tenge, printed and read in three languages."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from qorgan.texts.money import UnclearAmount, money, parse_money, round_up

NB = "\u00a0"
# Index values and amounts as published: year, index in tenge, number of indices, amount. Sources: kz_benefits of the
# reference.
PUBLISHED = [
    (2023, 3450, {"16.03": 55_304, "20.04": 69_138, "24.05": 82_973, "28.06": 96_807, "4": 13_800}),
    (2024, 3692, {"16.03": 59_183, "20.04": 73_988, "24.05": 88_793, "28.06": 103_598, "4": 14_768}),
    (2025, 3932, {"16.03": 63_030, "20.04": 78_798, "24.05": 94_565, "28.06": 110_332, "6.40": 25_165, "7.40": 29_097}),
    (
        2026,
        4325,
        {"16.03": 69_330, "20.04": 86_673, "24.05": 104_017, "28.06": 121_360, "6.40": 27_680, "7.40": 32_005},
    ),
]


@pytest.mark.parametrize(("year", "index", "amounts"), PUBLISHED)
def test_rounding_up_gives_every_published_amount(year, index, amounts):
    assert {rate: round_up(Decimal(rate) * index) for rate in amounts} == amounts


def test_rounding_half_up_would_not():
    assert any(
        (Decimal(rate) * index).quantize(Decimal(1), "ROUND_HALF_UP") != amount
        for _year, index, amounts in PUBLISHED
        for rate, amount in amounts.items()
    )


@pytest.mark.parametrize(
    ("amount", "language", "text"),
    [
        (69_330, "kk", f"69{NB}330{NB}₸"),
        (69_330, "ru", f"69{NB}330{NB}₸"),
        (69_330, "en", f"KZT{NB}69,330"),
        (163_000_000, "ru", f"163{NB}000{NB}000{NB}₸"),
        (Decimal("1234.50"), "ru", f"1{NB}234,50{NB}₸"),
        (Decimal("1234.50"), "en", f"KZT{NB}1,234.50"),
        (Decimal("1234.00"), "kk", f"1{NB}234{NB}₸"),
        (0, "kk", f"0{NB}₸"),
        (-5, "ru", f"\u22125{NB}₸"),
        (-5, "en", f"KZT{NB}\u22125"),
    ],
)
def test_amounts_are_printed_as_each_language_expects(amount, language, text):
    assert money(amount, language=language) == text


def test_the_reader_s_language_and_the_installation_s_currency_are_the_default(settings):
    with override("en"):
        assert money(5) == f"KZT{NB}5"
    settings.CURRENCY = "XXX"
    with override("kk"):
        assert money(5) == f"5{NB}XXX"
    assert money(5, language="ru", currency="EUR") == f"5{NB}€"


def test_money_is_never_a_float():
    with pytest.raises(TypeError, match="float"):
        money(1.5)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("69 330 ₸", "69330"), ("KZT 69,330", "69330"), ("1,234,567", "1234567"), ("69330,50", "69330.50"), ("69330.5",
    "69330.5"),
     (f"69{NB}330{NB}тг", "69330"), ("1'000", "1000"), ("1,234.50", "1234.50"), ("−5", "-5"), ("0", "0")],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text, amount):
    assert parse_money(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "₸", "ten", "1,2,3", "12.345", "5 and 6.1.2", "1.234.567"])
def test_what_is_no_single_amount_is_refused(text):
    with pytest.raises(UnclearAmount):
        parse_money(text)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["kk", "ru", "en"]))
def test_what_is_printed_can_be_read_again(amount, language):
    assert parse_money(money(amount, language=language)) == amount


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["kk", "ru", "en"]))
def test_cents_survive_too(amount, language):
    assert parse_money(money(amount, language=language)) == amount


@given(st.decimals(-(10**6), 10**6, places=4))
def test_rounding_up_never_takes_away_and_adds_less_than_one(amount):
    assert amount <= round_up(amount) < amount + 1
