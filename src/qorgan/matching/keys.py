"""Match keys: keyed hashes by which records that may be one person find each other.

No key stands on a name alone: how often a hash occurs would give the name away. Each is a combination of two attributes or
more, or the IIN. Keys of a record: the unordered pair {given, surname} of skeletons, and that pair with one letter of either
left out; each of the two names with the district, with region and year, with the birth date, with the patronymic; the birth
date with the region, and with the patronymic; the IIN. A query also asks for the years before and after.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntFlag
from typing import Final

from qorgan.matching.attributes import Profile
from qorgan.matching.normaliser import deletions
from qorgan.vault.lookup import every_digest, lookup_kind

NAMES: Final = lookup_kind("matching.names", "one", "other")
NAME_DISTRICT: Final = lookup_kind("matching.name_district", "name", "district")
NAME_YEAR: Final = lookup_kind("matching.name_year", "name", "region", "year")
NAME_DATE: Final = lookup_kind("matching.name_date", "name", "date")
NAME_PATRONYMIC: Final = lookup_kind("matching.name_patronymic", "name", "patronymic")
DATE_REGION: Final = lookup_kind("matching.date_region", "date", "region")
DATE_PATRONYMIC: Final = lookup_kind("matching.date_patronymic", "date", "patronymic")
IIN: Final = lookup_kind("matching.iin", "iin", alone_because="an IIN is one of 10^12 and belongs to one person")

KEY_BYTES: Final = 8
"""64 bits: among 20 million keys a look-up of 40 meets a stranger by chance once in 10^10."""

Part = tuple[str, tuple[str, ...], "Agrees"]


class Agrees(IntFlag):
    """What two records agree in when they meet by a key. The union over all keys by which they meet ranks the candidates."""

    GIVEN = 1
    SURNAME = 2
    CLOSE = 4  # both names, one of them a letter apart
    DISTRICT = 8
    YEAR = 16  # and the region
    DATE = 32
    PATRONYMIC = 64
    REGION = 128
    IIN = 256


_BITS: Final = dict(zip(Agrees, (8.0, 8.0, 14.0, 6.5, 4.0, 10.0, 7.0, 2.0, 20.0), strict=True))
"""Bits of each flag, rounded from the weights of the same levels: enough to choose whom to compare. `DATE` counts beside the year."""
ALONE: Final = -3.0
"""Bits of a name that agrees while the other does not: mostly that one differs, now and then it is missing."""


def says(agrees: Agrees) -> float:
    """What a union of flags says for one person, in bits. `CLOSE` counts where not both names agree, and then for both."""
    both = Agrees.GIVEN | Agrees.SURNAME
    is_close = Agrees.CLOSE in agrees and both not in agrees
    is_alone = not is_close and agrees & both in (Agrees.GIVEN, Agrees.SURNAME)
    left_out = both if is_close else Agrees.CLOSE
    return sum(_BITS[flag] for flag in Agrees if flag in agrees and flag not in left_out) + (ALONE if is_alone else 0.0)


def _pairs(who: Profile) -> Iterator[Part]:
    for one in who.given.skeletons:
        other = who.surname.skeleton
        if not other:
            continue
        yield NAMES.name, tuple(sorted((one, other))), Agrees.GIVEN | Agrees.SURNAME
        for shorter in deletions(one):
            yield NAMES.name, tuple(sorted((shorter, other))), Agrees.CLOSE
        for shorter in deletions(other):
            yield NAMES.name, tuple(sorted((one, shorter))), Agrees.CLOSE


def _single(who: Profile, years: tuple[str, ...]) -> Iterator[Part]:
    names = {**dict.fromkeys(who.given.skeletons, Agrees.GIVEN), who.surname.skeleton: Agrees.SURNAME}
    names.pop("", None)
    exact = who.born.exact if who.born else ""
    for name, flag in names.items():
        if who.district:
            yield NAME_DISTRICT.name, (name, who.district), flag | Agrees.DISTRICT | Agrees.REGION
        if who.region:
            for year in years:
                yield NAME_YEAR.name, (name, who.region, year), flag | Agrees.YEAR | Agrees.REGION
        if exact:
            yield NAME_DATE.name, (name, exact), flag | Agrees.DATE
        if who.patronymic:
            yield NAME_PATRONYMIC.name, (name, who.patronymic.skeleton), flag | Agrees.PATRONYMIC
    if exact and who.region:
        yield DATE_REGION.name, (exact, who.region), Agrees.DATE | Agrees.REGION
    if exact and who.patronymic:
        yield DATE_PATRONYMIC.name, (exact, who.patronymic.skeleton), Agrees.DATE | Agrees.PATRONYMIC
    if who.iin:
        yield IIN.name, (who.iin,), Agrees.IIN


def _years(who: Profile, *, around: int) -> tuple[str, ...]:
    if who.born is None:
        return ()
    return tuple(str(who.born.year + off) for off in range(-around, around + 1))


def _number(digest: bytes) -> int:
    """A digest as PostgreSQL's bigint."""
    return int.from_bytes(digest[:KEY_BYTES], "big", signed=True)


def of_record(who: Profile) -> list[int]:
    """The keys under which a record is kept, under the newest look-up root; in no order, none twice."""
    parts = [*_pairs(who), *_single(who, _years(who, around=0))]
    return list({_number(digests[0]) for digests in every_digest((kind, values) for kind, values, _flags in parts)})


def of_query(who: Profile) -> dict[int, Agrees]:
    """The keys to ask for, and what whoever is met by each agrees in. Works while two look-up roots are in use."""
    found: dict[int, Agrees] = {}
    parts = [*_pairs(who), *_single(who, _years(who, around=1))]
    for (_kind, _values, flags), digests in zip(parts, every_digest((kind, values) for kind, values, _ in parts), strict=True):
        for digest in digests:
            key = _number(digest)
            found[key] = flags | found.get(key, Agrees(0))
    return found
