"""Two profiles side by side: for each attribute, how far they agree. Levels, not scores; `scoring` weighs them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from qorgan.matching.attributes import Birth, Name, Profile
from qorgan.matching.choices import Precision

SIMILAR: Final = 0.88
"""Jaro-Winkler of two folds from which they count as similar."""
PREFIX: Final = 3
ESTIMATED: Final = frozenset({Precision.AGE, Precision.YEAR, Precision.MONTH})

Levels = Mapping[str, str]
"""Attribute to level. An attribute that either side lacks is not in it."""


def _alike(one: Name, other: Name) -> bool:
    """Whether a name may stand for the other: Саша for Александр, or both short for a third."""
    return bool(({one.folded} | one.likes) & ({other.folded} | other.likes))


@lru_cache(maxsize=16384)
def name_level(one: Name, other: Name) -> str:
    """`same`, `alias`, `sound` (the same consonants, one vowel apart), `similar`, `prefix` or `different`.

    Remembered: those whom a look-up brings together bear the same few names.
    """
    if one.folded == other.folded:
        return "same"
    if _alike(one, other):
        return "alias"
    if OSA.distance(one.folded, other.folded, score_cutoff=1) <= 1:
        return "sound" if one.skeleton == other.skeleton else "similar"
    if _is_similar(one, other):
        return "similar"
    return "prefix" if one.folded[:PREFIX] == other.folded[:PREFIX] and len(one.folded) >= PREFIX else "different"


def _is_similar(one: Name, other: Name) -> bool:
    """The same consonants, three of them at least («*сн» is Асан and Үсен, who are twins), or letters that lie close."""
    return (one.skeleton == other.skeleton and len(one.skeleton) > 2) or (JaroWinkler.similarity(one.folded, other.folded) >= SIMILAR)


def birth_level(one: Birth, other: Birth) -> str:
    """`date`, `month`, `swapped` (day and month changed places), `part` (one of day, month, year differs), `year`,
    `near` (a year apart, where one side is an estimate) or `different`.
    """
    if one.day and one.month and other.day and other.month:
        return _exact_level(one, other)
    if one.month and other.month and (one.year, one.month) == (other.year, other.month):
        return "month"
    if one.year == other.year:
        return "year"
    is_estimate = ESTIMATED & {one.precision, other.precision}
    return "near" if is_estimate and abs(one.year - other.year) == 1 else "different"


def _exact_level(one: Birth, other: Birth) -> str:
    if (one.year, one.month, one.day) == (other.year, other.month, other.day):
        return "date"
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return "swapped"
    same = (one.year == other.year, one.month == other.month, one.day == other.day)
    if sum(same) == 2:  # two of day, month and year
        return "part"
    if one.year == other.year:
        return "year"
    # The first of January is what a form writes where only the year was known.
    is_guess = any((side.month, side.day) == (1, 1) for side in (one, other))
    return "near" if is_guess and abs(one.year - other.year) == 1 else "different"


def iin_level(one: Profile, other: Profile) -> str:
    """`same`, `slip` (one digit apart: the check digit hardly guards the eleventh), or `different`."""
    if one.iin == other.iin:
        return "same"
    if OSA.distance(one.iin, other.iin, score_cutoff=2) <= 1:
        return "slip"
    return "different" if one.is_iin_valid and other.is_iin_valid else "doubtful"


def place_level(one: Profile, other: Profile) -> str:
    """`district`, `region`, or `different`."""
    if one.district and one.district == other.district:
        return "district"
    return "region" if one.region == other.region else "different"


def _names(one: Profile, other: Profile) -> dict[str, str]:
    """Given name and surname, as they stand or changed about, whichever agrees further."""
    straight = {}
    if one.given and other.given:
        straight["given"] = name_level(one.given, other.given)
    if one.surname and other.surname:
        straight["surname"] = name_level(one.surname, other.surname)
    if straight.get("given", "different") != "different" or not (one.surname and other.surname):
        return straight
    if one.given and other.given:
        about = {"given": name_level(one.given, other.surname), "surname": name_level(one.surname, other.given)}
        if "different" not in about.values():
            return {**about, "order": "swapped"}
    return straight


def compare(one: Profile, other: Profile) -> dict[str, str]:
    """How far two people agree, attribute by attribute."""
    found = _names(one, other)
    if one.patronymic and other.patronymic:
        found["patronymic"] = name_level(one.patronymic, other.patronymic)
    if one.born and other.born:
        found["born"] = birth_level(one.born, other.born)
    if one.sex and other.sex:
        found["sex"] = "same" if one.sex == other.sex else "different"
    if one.region and other.region:
        found["place"] = place_level(one, other)
    if one.iin and other.iin:
        found["iin"] = iin_level(one, other)
    return found
