"""What the country says of granting: index, kinds, categories, criteria, formal checks, indicators, rules (`grants/granting.toml`).

Read once per process and refused whole where it is wrong. A country may leave the file out; then no call can be prepared.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from qorgan.access.refusals import Refused
from qorgan.grants.bands import GrantKind, IndexValue, NoIndex, index_on
from qorgan.grants.scoring import Criterion, Policy, must_weigh_a_hundred
from qorgan.texts import languages
from qorgan.texts.words import Words

FILE = Path("grants") / "granting.toml"


class GrantingBroken(ValueError):
    """The pack's rules of granting cannot be used; the message names the row and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of costs and the most percent of a grant that it may take."""

    code: str
    names: Words
    most_percent: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of the programme; each is explained at its place in the pack."""

    applicants: tuple[str, ...]
    panel: int
    reserves: int
    policy: Policy
    ties: tuple[str, ...]
    least_points: int
    spread: int
    reallocation_percent: int
    formal_check_days: int
    evaluation_days: int
    conflict_years: int
    network_sites: int
    org_list: str
    org_number: str
    place_list: str
    publisher_prefix: str


@dataclass(frozen=True, slots=True)
class GrantingPack:
    """All of it, in the order of the file."""

    index: tuple[IndexValue, ...]
    kinds: Mapping[str, GrantKind]
    categories: Mapping[str, Category]
    criteria: tuple[Criterion, ...]
    words: Mapping[str, Words]
    checks: tuple[str, ...]
    indicators: tuple[str, ...]
    age_bands: tuple[str, ...]
    terms: Terms

    def kind(self, code: str) -> GrantKind:
        """The kind of a code. Raises NoIndex for one that the law does not have."""
        try:
            return self.kinds[code]
        except KeyError:
            raise NoIndex(code) from None

    def index_of(self, day: date) -> Decimal:
        """The index of a day. Raises NoIndex before the first value."""
        return index_on(self.index, day).amount

    def named(self, group: str, code: str) -> str:
        """The words for a code of a group (`criterion`, `check`, `indicator`, `age_band`, `category`, `kind`)."""
        return str(self.words.get(f"{group}:{code}", code))

    def choices(self, group: str) -> list[tuple[str, str]]:
        """Codes and words of a group, in the order of the file."""
        return [(key.partition(":")[2], str(words)) for key, words in self.words.items() if key.startswith(f"{group}:")]


def granting() -> GrantingPack:
    """The rules of this installation. Raises Refused where the country gives no grants: its pages are absent then."""
    if not has_granting():
        raise Refused("granting")
    return read_granting(settings.PACK / FILE)


def has_granting() -> bool:
    """Whether the country gives grants at all."""
    return (settings.PACK / FILE).exists()


def load() -> None:
    """What `qorgan migrate` calls: reads the file. Raises GrantingBroken."""
    if has_granting():
        granting()


@cache
def read_granting(path: Path) -> GrantingPack:
    """Reads one file. Raises GrantingBroken."""
    try:
        with path.open("rb") as file:
            raw = tomllib.load(file)
        words = {f"{group}:{row['code']}": _words(row) for group in GROUPS for row in raw[group]}
        criteria = tuple(Criterion(row["code"], row["weight"], row["most"]) for row in raw["criterion"])
        must_weigh_a_hundred(criteria)
        return GrantingPack(
            index=tuple(IndexValue(row["valid_from"], Decimal(row["amount"]), row["source"], row["basis"]) for row in raw["index"]),
            kinds={row["code"]: _kind(row) for row in raw["kind"]},
            categories={row["code"]: Category(row["code"], _words(row), row["most_percent"]) for row in raw["category"]},
            criteria=criteria, words=words, checks=_codes(raw, "check"), indicators=_codes(raw, "indicator"),
            age_bands=_codes(raw, "age_band"), terms=_terms(raw["terms"]),
        )  # fmt: skip
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise GrantingBroken(f"{path.name}: {error}") from error


GROUPS = ("kind", "category", "criterion", "check", "indicator", "age_band")


def _codes(raw: Mapping[str, Any], group: str) -> tuple[str, ...]:
    return tuple(row["code"] for row in raw[group])


def _words(row: Mapping[str, Any]) -> Words:
    words = Words(row["names"])
    if missing := [code for code in languages.codes() if code not in words]:
        raise ValueError(f"{row['code']} has no names in {', '.join(missing)}")
    return words


def _kind(row: Mapping[str, Any]) -> GrantKind:
    months, units = (_band(row[name]) for name in ("months", "units"))
    return GrantKind(row["code"], _words(row), months, units, row["source"], row["basis"])


def _band(borders: list[int]) -> tuple[int, int | None]:
    least, *rest = borders
    if rest and rest[0] < least:
        raise ValueError("a band ends before it begins")
    return least, rest[0] if rest else None


def _terms(raw: Mapping[str, Any]) -> Terms:
    return Terms(**{**raw, "policy": Policy(raw["policy"]), "ties": tuple(raw["ties"]), "applicants": tuple(raw["applicants"])})
