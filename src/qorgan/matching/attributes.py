"""What is compared of a person: as it was written (`Attributes`), and in its comparing form (`Profile`).

A profile is what `matching_record` keeps, sealed with the key of the record's own subject. Neither shows itself in a
representation: an error report must not carry a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from qorgan.matching.aliases import canonical
from qorgan.matching.choices import Precision
from qorgan.matching.normaliser import fold, skeleton, stem
from qorgan.texts.folding import words_of
from qorgan.texts.identifiers import LENGTH, check_digit, digits_of

_PATRONYMIC = re.compile(r"(?:uli|kizi|gizi|ovic|evic|ovna|evna|icna|oglu|ogli)$")


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as far as it is known: a day, a month (`day` None), or a year (both None).

    `precision` AGE says that the year was worked out from an age and may be one off. Raises ValueError for a date that
    does not exist.
    """

    year: int
    month: int | None = None
    day: int | None = None
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def on(cls, day: date) -> Birth:
        """A birth date that is known to the day."""
        return cls(day.year, day.month, day.day, Precision.DAY)

    @classmethod
    def in_month(cls, year: int, month: int) -> Birth:
        """A birth date that is known to the month."""
        return cls(year, month, None, Precision.MONTH)

    @classmethod
    def in_year(cls, year: int) -> Birth:
        """A birth date of which the year is known."""
        return cls(year, None, None, Precision.YEAR)

    @classmethod
    def at_age(cls, age: int, today: date) -> Birth:
        """The likelier year of birth of somebody who is `age` years old today."""
        return cls(today.year - age - (1 if today.month <= 6 else 0), None, None, Precision.AGE)

    @property
    def exact(self) -> str:
        """The date as 2014-05-02, or empty where the day is not known."""
        return f"{self.year:04}-{self.month:02}-{self.day:02}" if self.month and self.day else ""


@dataclass(frozen=True, kw_only=True, repr=False)
class Attributes:
    """A person as somebody wrote it down. Everything may be missing.

    `region` and `district` are codes of any register, the same for both sides of a comparison; `sex` is `male`,
    `female` or empty; `iin` is taken as typed.
    """

    given: str = ""
    surname: str = ""
    patronymic: str = ""
    sex: str = ""
    born: Birth | None = None
    region: str = ""
    district: str = ""
    iin: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Name:
    """One name in its comparing forms. `likes` are the folds of names that it may stand for (Саша: Александр)."""

    folded: str = ""
    skeleton: str = ""
    likes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.folded)

    @property
    def skeletons(self) -> frozenset[str]:
        """Its own skeleton and those of the names that it may stand for."""
        return frozenset({self.skeleton, *(skeleton(like) for like in self.likes)}) - {""}


@dataclass(frozen=True, slots=True, repr=False)
class Profile:
    """A person in the comparing form of this version of the normaliser."""

    given: Name = field(default_factory=Name)
    surname: Name = field(default_factory=Name)
    patronymic: Name = field(default_factory=Name)
    sex: str = ""
    born: Birth | None = None
    region: str = ""
    district: str = ""
    iin: str = ""

    def packed(self) -> list[Any]:
        """What is sealed: short, because a look-up opens hundreds of them."""
        born = [self.born.year, self.born.month, self.born.day, str(self.born.precision.value)] if self.born else None
        return [self.given.folded, self.surname.folded, self.patronymic.folded, self.sex, born, self.region, self.district, self.iin]

    @classmethod
    def unpacked(cls, packed: list[Any]) -> Profile:
        """The profile that `packed` describes."""
        given, surname, patronymic, sex, born, region, district, iin = packed
        birth = Birth(born[0], born[1], born[2], Precision(born[3])) if born else None
        return cls(_given(given), _family(surname), _family(patronymic), sex, birth, region, district, iin)

    @property
    def is_iin_valid(self) -> bool:
        """Whether the number has twelve digits and its check digit fits."""
        return len(self.iin) == LENGTH and str(check_digit(self.iin[:-1])) == self.iin[-1]


@lru_cache(maxsize=65536)
def _given(folded: str) -> Name:
    return Name(folded, skeleton(folded), canonical(folded))


@lru_cache(maxsize=65536)
def _family(stemmed: str) -> Name:
    return Name(stemmed, skeleton(stemmed))


def profile(of: Attributes) -> Profile:
    """The comparing form of what somebody wrote. A patronymic that was written beside the given name is taken as one."""
    given, patronymic = _parted(of.given, of.patronymic)
    iin = digits_of(of.iin)
    return Profile(
        _given(fold(given)), _family(stem(of.surname)), _family(stem(patronymic)), of.sex, of.born, of.region, of.district,
        iin if len(iin) == LENGTH else "",
    )  # fmt: skip


def _parted(given: str, patronymic: str) -> tuple[str, str]:
    if patronymic or len(words_of(given)) < 2:
        return given, patronymic
    words = given.split()
    last = words[-1]
    return (" ".join(words[:-1]), last) if len(words) > 1 and _PATRONYMIC.search(fold(last)) else (given, "")
