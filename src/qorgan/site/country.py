"""What the settings must know of the country before anything else: its languages, time, money, numbers. From `pack.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qorgan.site.env import EnvironmentProblem

SPOKEN = ("kk", "ru", "en")
"""Languages of the screens: there is a catalogue of each (`src/qorgan/site/locale`)."""
OF_PEOPLE, OF_BODIES = ("iin",), ("bin",)
"""Registers whose numbers can be checked (`qorgan.texts.identifiers`)."""


@dataclass(frozen=True)
class Country:
    """One country. `languages` in the order of the screens, the first is where nobody chose; `time_zone` by its name in the
    tz database; `currency` by ISO 4217; `phone_region` by ISO 3166, whose numbers need no country code; the numbers of the
    registers of people and of bodies, empty where the country has none that Qorgan can check."""

    code: str
    languages: tuple[str, ...]
    time_zone: str
    currency: str
    currency_sign: str
    phone_region: str
    person_number: str
    body_number: str


def read_country(pack: Path) -> Country:
    """The country of a pack. Raises EnvironmentProblem, in one line, for a folder that is no pack and for what is no answer."""
    path = pack / "pack.toml"
    try:
        with path.open("rb") as file:
            told: dict[str, Any] = tomllib.load(file)["country"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as fault:
        raise EnvironmentProblem(f"QORGAN_PACK: {path} is no country pack ({type(fault).__name__})") from None
    try:
        country = Country(
            code=told["code"],
            languages=tuple(told["languages"]),
            time_zone=told["time_zone"],
            currency=told["currency"],
            currency_sign=told["currency_sign"],
            phone_region=told["phone_region"],
            person_number=told["person_number"],
            body_number=told["body_number"],
        )
    except KeyError as missing:
        raise EnvironmentProblem(f"QORGAN_PACK: {path} does not say {missing} of its country") from None
    _check(country, path)
    return country


def _check(country: Country, path: Path) -> None:
    if not country.languages or set(country.languages) - set(SPOKEN):
        raise EnvironmentProblem(f"QORGAN_PACK: {path} names languages {country.languages}; there are screens in {', '.join(SPOKEN)}")
    for number, known in ((country.person_number, OF_PEOPLE), (country.body_number, OF_BODIES)):
        if number and number not in known:
            raise EnvironmentProblem(f"QORGAN_PACK: {path} names a register {number!r} whose numbers nobody can check here")
    try:
        ZoneInfo(country.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise EnvironmentProblem(f"QORGAN_PACK: {path} names no time zone: {country.time_zone!r}") from None
