"""A row of a list in its comparing form: the columns that blocking and comparing read.

Names are brought to `fold`, `stem` and `skeleton` by `qorgan.matching` and by nothing else, so that the register, this engine and a
grantee's encoder agree bit for bit. What a cell holds and cannot be read is taken as unknown and told by line and column, never by
what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from qorgan.matching.attributes import Attributes, Birth, Name, Profile, profile
from qorgan.matching.choices import Precision
from qorgan.matching.normaliser import skeleton, stem
from qorgan.texts.folding import fold as folded_text
from qorgan.texts.identifiers import LENGTH, check_digit, digits_of

FIELDS: Final[tuple[str, ...]] = ("id", "surname", "given_name", "patronymic", "sex", "birth_date", "region", "phone", "iin")
"""The columns of a list (HOUSE.md section 8); any of them may be empty."""
OLDEST: Final = 1900
PHONE_DIGITS: Final = 10
"""A number is compared by its last ten digits: +7, 8 and nothing before them are one country."""
_YEAR: Final = re.compile(r"\d{4}")
_MONTH: Final = re.compile(r"(\d{4})[-./](\d{1,2})")
_DAY_LAST: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ]00:00(?::00)?)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_TIMES: Final = 1 << 18


class Form(NamedTuple):
    """The comparing form of one row, in the order of the engine's table; None where it is not known.

    gf gk: fold and skeleton of the given name; gs gz: its stem and the skeleton of that, for names written the other way about;
    ga: folds of names it may stand for; sf sk, pf pk: stem and skeleton of surname and patronymic; names: the two skeletons in
    order; dated: the birth date, to block on, unless it is a first of January, which forms write for a year.
    """

    row: int
    gf: str | None
    gk: str | None
    gs: str | None
    gz: str | None
    ga: str | None
    sf: str | None
    sk: str | None
    pf: str | None
    pk: str | None
    names: str | None
    sex: str | None
    year: int | None
    month: int | None
    day: int | None
    dated: int | None
    rough: bool
    region: str | None
    phone: str | None
    iin: str | None
    proved: bool


@dataclass
class Unread:
    """Cells that could not be read: how many, and the first of them as (line, column)."""

    most: int = 20
    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, column: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < self.most:
            self.first.append((line, column))


@lru_cache(maxsize=_TIMES)
def _given(written: str) -> Profile:
    return profile(Attributes(given=written))


@lru_cache(maxsize=_TIMES)
def _given_beside(written: str) -> Name:
    """A given name beside a patronymic in a cell of its own: every word of it is of the given name."""
    return profile(Attributes(given=written, patronymic="-")).given


@lru_cache(maxsize=_TIMES)
def _surname(written: str) -> Name:
    return profile(Attributes(surname=written)).surname


@lru_cache(maxsize=_TIMES)
def _patronymic(written: str) -> Name:
    return profile(Attributes(patronymic=written)).patronymic


@lru_cache(maxsize=_TIMES)
def _turned(written: str) -> tuple[str, str]:
    stemmed = stem(written)
    return stemmed, skeleton(stemmed)


@lru_cache(maxsize=1 << 16)
def born(written: str) -> Birth | None:
    """A birth date: 02.05.2014 or 2014-05-02 (any of . / - between), 2014-05, 2014. ValueError for another text.

    The same in every language: a list does not change its meaning with the reader of the page.
    """
    text = written.strip()
    if not text:
        return None
    if _YEAR.fullmatch(text):
        birth = Birth.in_year(int(text))
    elif found := _MONTH.fullmatch(text):
        birth = Birth.in_month(int(found[1]), int(found[2]))
    elif found := _DAY_LAST.fullmatch(text):
        birth = Birth(int(found[1]), int(found[2]), int(found[3]))
    elif found := _DAY_FIRST.fullmatch(text):
        birth = Birth(int(found[3]), int(found[2]), int(found[1]))
    else:
        raise ValueError("not a date")
    if not OLDEST <= birth.year <= date.today().year + 1:  # noqa: DTZ011  (a bound of sense, not a moment)
        raise ValueError("not a birth date")
    return birth


@lru_cache(maxsize=4096)
def region_of(written: str) -> str:
    """A region as it is compared: the folded text."""
    return folded_text(written)


def _digits(written: str) -> str:
    return written if written.isascii() and written.isdecimal() else digits_of(written)


def phone_of(written: str) -> str:
    """A telephone number as it is compared: its last digits; empty for a text with fewer."""
    digits = _digits(written)
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS else ""


def _proved(iin: str) -> bool:
    return check_digit(iin[:-1]) == int(iin[-1])


class Former:
    """Makes forms of rows. `sexes` gives what the country's lists write for `male` and `female`, in lower case."""

    def __init__(self, sexes: Mapping[str, str]) -> None:
        self.sexes = sexes
        self.unread = Unread()

    def form(self, row: int, line: int, cells: Mapping[str, str]) -> Form:
        """The form of one row; `line` is where it stands in the file."""
        sex = self._sex(line, cells.get("sex", ""))
        iin = _digits(cells.get("iin", ""))
        if iin and len(iin) != LENGTH:
            self.unread.add(line, "iin")
        phone = cells.get("phone", "")
        dialled = phone_of(phone) if phone else ""
        if phone.strip() and not dialled:
            self.unread.add(line, "phone")
        given, patronymic = self._given(cells.get("given_name", ""), cells.get("patronymic", ""))
        who = Profile(
            given, _surname(cells.get("surname", "")), patronymic, sex, self._born(line, cells.get("birth_date", "")),
            region_of(cells.get("region", "")), "", iin if len(iin) == LENGTH else "",
        )  # fmt: skip
        return formed(row, who, phone=dialled, turned=_turned(cells.get("given_name", "")))

    @staticmethod
    def _given(given: str, patronymic: str) -> tuple[Name, Name]:
        if patronymic.strip():
            return _given_beside(given), _patronymic(patronymic)
        both = _given(given)
        return both.given, both.patronymic

    def _born(self, line: int, written: str) -> Birth | None:
        try:
            return born(written)
        except ValueError:
            self.unread.add(line, "birth_date")
            return None

    def _sex(self, line: int, written: str) -> str:
        text = written.strip().casefold()
        found = self.sexes.get(text, "")
        if text and not found:
            self.unread.add(line, "sex")
        return found

    def forms(self, rows: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[Form]:
        """The forms of (line, cells), numbered from 0 in their order."""
        for number, (line, cells) in enumerate(rows):
            yield self.form(number, line, cells)


def formed(row: int, who: Profile, *, phone: str = "", turned: tuple[str, str] | None = None) -> Form:
    """The form of a profile of `qorgan.matching`. `turned` is the stem of the given name as written, with its skeleton."""
    given, surname = who.given, who.surname
    stemmed, bones = turned if turned and turned[0] else (given.folded, given.skeleton)
    birth = who.born
    is_january = bool(birth and birth.month == 1 and birth.day == 1)
    exact = birth.year * 10000 + birth.month * 100 + birth.day if birth and birth.month and birth.day and not is_january else None
    names = "|".join(sorted((bones, surname.skeleton))) if bones and surname.skeleton else None
    return Form(
        row, given.folded or None, given.skeleton or None, stemmed or None, bones or None,
        "|".join(sorted(given.likes)) or None, surname.folded or None, surname.skeleton or None,
        who.patronymic.folded or None, who.patronymic.skeleton or None, names, who.sex or None,
        birth.year if birth else None, birth.month if birth else None, birth.day if birth else None, exact,
        bool(birth and (birth.precision is not Precision.DAY or is_january)), who.region or None, phone or None,
        who.iin or None, bool(who.iin) and _proved(who.iin),
    )  # fmt: skip
