"""The numbers of Kazakhstan's registers: IIN of a person and BIN of an organisation.

An IIN holds the birth date and the sex, so it is personal data by itself: it is sealed, found by a keyed hash, shown
masked, and is never a key, an address or a line in a log. Many children in a crisis have none. Nothing here rejects:
`read_iin` and `read_bin` say what they see and what looks wrong, and a person decides.

Source of the rules: the published validators of both numbers; the meaning of digit 7 = 0 (foreigners) and of the
BIN's digits 5 and 6 is background knowledge. 9.1 % of all prefixes need the second row of weights, 0.8 % have no
check digit and are not issued.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LENGTH: Final = 12
_FIRST_WEIGHTS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
# Digit 7: odd for men, even for women; 1 and 2 the 19th century, 3 and 4 the 20th, 5 and 6 the 21st; 0 for foreigners.
_CENTURIES: Final = {1: 1800, 2: 1800, 3: 1900, 4: 1900, 5: 2000, 6: 2000}


class Doubt(TextChoices):
    """What looks wrong about a number. A doubt is a warning beside the field, never an error."""

    LENGTH = "length", _("The number must have 12 digits.")
    CHECK_DIGIT = "check_digit", _("The last digit does not fit the others. Please compare with the document.")
    NOT_ISSUED = "not_issued", _("Such a number is not issued. Please compare with the document.")
    DATE = "date", _("The first digits are not a date.")
    CENTURY = "century", _("The seventh digit does not fit.")
    FUTURE = "future", _("The date in this number has not come yet.")
    KIND = "kind", _("The fifth digit does not fit an organisation.")


class Sex(StrEnum):
    """The sex that an IIN states."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, kw_only=True, repr=False)
class IinReading:
    """What an IIN says. `number` has digits only; the other fields are None where the number does not say them.

    The representation shows no digit, so that an error report or a log cannot carry one.
    """

    number: str
    born_on: date | None
    sex: Sex | None
    is_foreign: bool
    doubts: tuple[Doubt, ...]

    def __repr__(self) -> str:
        return "<IinReading>"


@dataclass(frozen=True, kw_only=True)
class BinReading:
    """What a BIN says. `registered` is the first day of the month of registration; `kind` the meaning of digit 5."""

    number: str
    registered: date | None
    kind: str | None
    doubts: tuple[Doubt, ...]


class BinKind(TextChoices):
    """Digit 5 of a BIN."""

    RESIDENT = "4", _("Organisation of this country")
    NON_RESIDENT = "5", _("Organisation of another country")
    JOINT_SOLE_PROPRIETOR = "6", _("Joint sole proprietorship")


def digits_of(text: str) -> str:
    """Keep the digits of a text as 0 to 9: people write numbers with spaces and hyphens."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def check_digit(eleven: str) -> int | None:
    """Return the check digit of the first eleven digits of an IIN or BIN, or None where such a number is not issued.

    The sum of digit times weight, modulo 11; where it is 10, again with the second row of weights; where it is 10
    again, none. Raises ValueError unless there are exactly eleven digits.
    """
    if not re.fullmatch(r"[0-9]{11}", eleven):
        raise ValueError("eleven digits expected")
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        control = sum(int(digit) * weight for digit, weight in zip(eleven, weights, strict=True)) % 11
        if control < 10:
            return control
    return None


def _check_doubts(number: str) -> tuple[Doubt, ...]:
    expected = check_digit(number[:-1])
    if expected is None:
        return (Doubt.NOT_ISSUED,)
    return () if expected == int(number[-1]) else (Doubt.CHECK_DIGIT,)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_iin(text: str, *, today: date) -> IinReading:
    """Read an IIN as a person typed it. Doubts are listed, nothing is refused; `today` tells dates that have not
    come.
    """
    number = digits_of(text)
    if len(number) != LENGTH:
        return IinReading(number=number, born_on=None, sex=None, is_foreign=False, doubts=(Doubt.LENGTH,))
    seventh = int(number[6])
    century = _CENTURIES.get(seventh)
    doubts: tuple[Doubt, ...] = ()
    born_on = None
    if century is not None:
        born_on = _day(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
        doubts += (Doubt.DATE,) if born_on is None else (Doubt.FUTURE,) if born_on > today else ()
    elif seventh != 0:
        doubts += (Doubt.CENTURY,)
    return IinReading(
        number=number,
        born_on=born_on,
        sex=None if century is None else Sex.MALE if seventh % 2 else Sex.FEMALE,
        is_foreign=seventh == 0,
        doubts=doubts + _check_doubts(number),
    )


def read_bin(text: str, *, today: date) -> BinReading:
    """Read a BIN as a person typed it: YYMM of registration, kind, division, five serial digits, check digit."""
    number = digits_of(text)
    if len(number) != LENGTH:
        return BinReading(number=number, registered=None, kind=None, doubts=(Doubt.LENGTH,))
    short_year = int(number[:2])
    # Two digits of the year: BINs exist since the 1990s, so what would lie ahead of today belongs to the last century.
    year = 2000 + short_year if 2000 + short_year <= today.year else 1900 + short_year
    registered = _day(year, int(number[2:4]), 1)
    kind = number[4] if number[4] in BinKind.values else None
    doubts = (() if registered else (Doubt.DATE,)) + (() if kind else (Doubt.KIND,)) + _check_doubts(number)
    return BinReading(number=number, registered=registered, kind=kind, doubts=doubts)


def invented_iin(born_on: date, sex: Sex, serial: int) -> str:
    """Return an IIN for demonstration that nobody can have: its check digit is wrong on purpose.

    `serial` is 0 to 9999. Raises ValueError for a year outside 1800 to 2099 or another serial.
    """
    if not 0 <= serial <= 9999 or not 1800 <= born_on.year <= 2099:
        raise ValueError("serial is 0 to 9999, year 1800 to 2099")
    seventh = 2 * (born_on.year // 100 - 18) + (1 if sex is Sex.MALE else 2)
    eleven = f"{born_on:%y%m%d}{seventh}{serial:04d}"
    right = check_digit(eleven)
    return f"{eleven}{0 if right is None else (right + 5) % 10}"
