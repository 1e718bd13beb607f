"""IIN and BIN: what they say is read, what looks wrong is a doubt, and nothing is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.texts.identifiers import (
    BinKind,
    Doubt,
    Sex,
    check_digit,
    digits_of,
    invented_iin,
    read_bin,
    read_iin,
)

TODAY = date(2026, 11, 22)
ELEVEN = st.text(alphabet="0123456789", min_size=11, max_size=11)


@pytest.mark.parametrize(("eleven", "digit"), [("15031450012", 9), ("10082260034", 6), ("00010150001", 1)])
def test_the_vectors_of_the_reference_have_their_check_digit(eleven, digit):
    assert check_digit(eleven) == digit


def test_nine_in_a_hundred_need_the_second_weights_and_one_has_no_digit():
    def first_sum(eleven):
        return sum(int(d) * w for d, w in zip(eleven, range(1, 12), strict=True)) % 11

    prefixes = [f"{number * 7_919 % 10**11:011d}" for number in range(1, 20_001)]
    assert 0.08 < sum(first_sum(p) == 10 for p in prefixes) / len(prefixes) < 0.1
    assert 0.006 < sum(check_digit(p) is None for p in prefixes) / len(prefixes) < 0.011


@given(ELEVEN, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_but_the_eleventh_is_noticed_with_the_first_weights(eleven, place, shift):
    # The eleventh digit has the weight 11, which is 0 modulo 11: the first row of weights cannot see it.
    wrong = f"{eleven[:place]}{(int(eleven[place]) + shift) % 10}{eleven[place + 1 :]}"
    weights = range(1, 12)
    sums = [sum(int(d) * w for d, w in zip(text, weights, strict=True)) % 11 for text in (eleven, wrong)]
    if 10 not in sums:
        assert check_digit(eleven) != check_digit(wrong)


@pytest.mark.parametrize("bad", ["", "1234567890", "123456789012", "1234567890a", "١٢٣٤٥٦٧٨٩٠١"])  # pragma: allowlist secret
def test_a_check_digit_needs_eleven_digits(bad):
    with pytest.raises(ValueError, match="eleven"):
        check_digit(bad)


def test_an_iin_says_birth_date_and_sex():
    read = read_iin("150314 500129", today=TODAY)
    assert (read.born_on, read.sex, read.is_foreign, read.doubts) == (date(2015, 3, 14), Sex.MALE, False, ())
    assert read.number == "150314500129"
    girl = read_iin("100822-600346", today=TODAY)
    assert (girl.born_on, girl.sex, girl.doubts) == (date(2010, 8, 22), Sex.FEMALE, ())


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("15031450012", (Doubt.LENGTH,)),
        ("", (Doubt.LENGTH,)),
        ("150314500128", (Doubt.CHECK_DIGIT,)),
        ("151314500120", (Doubt.DATE, Doubt.CHECK_DIGIT)),
    ],
)
def test_what_looks_wrong_is_a_doubt(text, doubts):
    assert read_iin(text, today=TODAY).doubts == doubts


def test_a_date_that_has_not_come_and_a_wrong_century_are_doubts():
    assert Doubt.FUTURE in read_iin("990314500129", today=TODAY).doubts
    assert Doubt.CENTURY in read_iin("150314900129", today=TODAY).doubts


def test_a_foreigner_has_no_century_and_no_sex():
    read = read_iin("150314000129", today=TODAY)
    assert read.is_foreign
    assert read.born_on is None
    assert read.sex is None
    assert Doubt.CENTURY not in read.doubts


def test_a_number_that_is_never_issued_is_a_doubt():
    never = next(p for p in (f"{n:011d}" for n in range(10**6)) if check_digit(p) is None)
    assert Doubt.NOT_ISSUED in read_iin(f"{never}0", today=TODAY).doubts


@given(st.text(max_size=20))
def test_reading_never_fails_and_its_representation_has_no_digit_of_the_number(text):
    read = read_iin(text, today=TODAY)
    assert repr(read) == "<IinReading>"
    assert not {"number", "born_on"} & set(str(read).split("="))


def test_digits_of_other_scripts_become_ordinary_ones():
    assert digits_of("١٥-0 x") == "150"


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)), st.sampled_from(Sex), st.integers(0, 9999))
def test_an_invented_iin_reads_well_and_is_nobodys(born_on, sex, serial):
    read = read_iin(invented_iin(born_on, sex, serial), today=date(2100, 1, 1))
    assert (read.born_on, read.sex) == (born_on, sex)
    assert set(read.doubts) & {Doubt.CHECK_DIGIT, Doubt.NOT_ISSUED}


@pytest.mark.parametrize(("year", "serial"), [(1799, 1), (2100, 1), (2015, -1), (2015, 10_000)])
def test_an_iin_outside_its_centuries_cannot_be_invented(year, serial):
    with pytest.raises(ValueError, match="serial"):
        invented_iin(date(year, 1, 1), Sex.MALE, serial)


def bin_of(eleven: str) -> str:
    return f"{eleven}{check_digit(eleven)}"


def test_a_bin_says_month_and_kind():
    read = read_bin(bin_of("98014000001"), today=TODAY)
    assert (read.registered, read.kind, read.doubts) == (date(1998, 1, 1), BinKind.RESIDENT, ())
    assert read_bin(bin_of("26105000001"), today=TODAY).registered == date(2026, 10, 1)


def test_what_looks_wrong_about_a_bin_is_a_doubt():
    assert read_bin("123", today=TODAY).doubts == (Doubt.LENGTH,)
    assert read_bin("981340000017", today=TODAY).doubts[0] == Doubt.DATE
    assert Doubt.KIND in read_bin(bin_of("98019000001"), today=TODAY).doubts
