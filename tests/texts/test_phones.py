"""Phones are read as people write them and printed as people read them."""

import pytest
from django.core.exceptions import ValidationError

from qorgan.texts.phones import UnclearPhone, e164, is_mobile, printed, validate_phone

NB = "\u00a0"


@pytest.mark.parametrize(
    "written",
    ["+77012345678", "8 701 234 56 78", "87012345678", "7 701 234-56-78", "77012345678", "+7 (701) 234-56-78",
     "701 234 56 78", " 8(701)2345678 "],
)  # fmt: skip
def test_every_way_of_writing_a_number_gives_the_same(written):
    assert e164(written) == "+77012345678"


def test_numbers_of_other_countries_keep_their_code():
    assert e164("+7 912 345-67-89") == "+79123456789"
    assert e164("+44 20 7946 0958") == "+442079460958"
    assert e164("8 727 258 00 00") == "+77272580000"


@pytest.mark.parametrize("text", ["", "111", "112", "abc", "+7", "8 999 999", "0000000000000", "+7701234567812345"])
def test_what_is_no_number_is_refused_without_repeating_it(text):
    with pytest.raises(UnclearPhone) as refusal:
        e164(text)
    assert not text or text not in str(refusal.value)


def test_the_region_of_the_installation_is_the_default_one(settings):
    settings.PHONE_REGION = "GB"
    assert e164("020 7946 0958") == "+442079460958"
    assert e164("8 701 234 56 78", region="KZ") == "+77012345678"


def test_printing_groups_with_spaces_that_do_not_break():
    assert printed("+77012345678") == f"+7{NB}701{NB}234{NB}56{NB}78"
    assert printed("+442079460958") == f"+44{NB}20{NB}7946{NB}0958"


def test_short_numbers_are_printed_as_they_are():
    assert printed("111") == "111"
    assert printed("") == ""


def test_what_is_printed_can_be_read_again():
    assert e164(printed("+77012345678")) == "+77012345678"


def test_only_mobile_numbers_receive_messages():
    assert is_mobile("+77012345678")
    assert not is_mobile("+77272580000")
    assert not is_mobile("111")


def test_the_validator_speaks_of_an_example():
    validate_phone("8 701 234 56 78")
    with pytest.raises(ValidationError) as refusal:
        validate_phone("12")
    assert refusal.value.code == "phone"
