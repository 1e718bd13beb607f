"""Match keys: keyed hashes by which records that may be one person find each other.

No key stands on a name alone: how often a hash occurs would give the name away. Each is a combination of two attributes or
more, or the IIN. Keys of a record: the unordered pair {given, surname} of skeletons, and that pair with one letter of either
left out; each of the two names with the district, with region and year, with the birth date, with the patronymic; the birth
date with the region, and with the patronymic; the IIN. A query also asks for the years before and after.
"""

from __future__ import annotations

from collections.abc import Iterator
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

# How much a meeting by each kind says, in bits, for choosing whom to compare: an order among candidates, not a score.
_SAYS: Final = {
    IIN.name: 30.0, NAMES.name: 14.0, NAME_DISTRICT.name: 11.0, NAME_YEAR.name: 11.0, NAME_DATE.name: 18.0,
    NAME_PATRONYMIC.name: 12.0, DATE_REGION.name: 11.0, DATE_PATRONYMIC.name: 18.0,
}  # fmt: skip
_LESS_BY_A_LETTER: Final = 4.0

Part = tuple[str, tuple[str, ...], float]


def _pairs(who: Profile) -> Iterator[Part]:
    for one in who.given.skeletons:
        other = who.surname.skeleton
        if not other:
            continue
        yield NAMES.name, tuple(sorted((one, other))), _SAYS[NAMES.name]
        says = _SAYS[NAMES.name] - _LESS_BY_A_LETTER
        for shorter in deletions(one):
            yield NAMES.name, tuple(sorted((shorter, other))), says
        for shorter in deletions(other):
            yield NAMES.name, tuple(sorted((one, shorter))), says


def _single(who: Profile, years: tuple[str, ...]) -> Iterator[Part]:
    names = {*who.given.skeletons, who.surname.skeleton} - {""}
    exact = who.born.exact if who.born else ""
    for name in names:
        if who.district:
            yield NAME_DISTRICT.name, (name, who.district), _SAYS[NAME_DISTRICT.name]
        if who.region:
            for year in years:
                yield NAME_YEAR.name, (name, who.region, year), _SAYS[NAME_YEAR.name]
        if exact:
            yield NAME_DATE.name, (name, exact), _SAYS[NAME_DATE.name]
        if who.patronymic:
            yield NAME_PATRONYMIC.name, (name, who.patronymic.skeleton), _SAYS[NAME_PATRONYMIC.name]
    if exact and who.region:
        yield DATE_REGION.name, (exact, who.region), _SAYS[DATE_REGION.name]
    if exact and who.patronymic:
        yield DATE_PATRONYMIC.name, (exact, who.patronymic.skeleton), _SAYS[DATE_PATRONYMIC.name]
    if who.iin:
        yield IIN.name, (who.iin,), _SAYS[IIN.name]


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
    return list({_number(digests[0]) for digests in every_digest((kind, values) for kind, values, _says in parts)})


def of_query(who: Profile) -> dict[int, float]:
    """The keys to ask for and what a meeting by each says. Works while two look-up roots are in use."""
    found: dict[int, float] = {}
    parts = [*_pairs(who), *_single(who, _years(who, around=1))]
    for (_kind, _values, says), digests in zip(parts, every_digest((kind, values) for kind, values, _ in parts), strict=True):
        for digest in digests:
            key = _number(digest)
            found[key] = max(says, found.get(key, 0.0))
    return found
