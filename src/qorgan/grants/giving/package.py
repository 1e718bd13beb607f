"""A package of grants as the 360Giving data standard 1.4.3 writes it (threesixtygiving.org, CC BY 4.0).

Amounts are ints where they are whole and Decimals otherwise, in JSON as exact decimal numbers. Only organisations receive
grants here; the standard's part on individuals is never written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

VERSION: Final = "1.4"
"""The standard's version as major.minor, as its package schema wants it."""
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"

Grant: TypeAlias = dict[str, Any]
Package: TypeAlias = dict[str, Any]

_EXACT: Final = re.compile(r'"\u27e6(-?[0-9]+\.[0-9]+)\u27e7"')


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation: its identifier `list-number` (such as KZ-BIN-123456789012) and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Location:
    """A place that a grant is for, with the national code and the name of the code list."""

    name: str
    code: str
    code_type: str
    country: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A tranche that was paid."""

    id: str
    value: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """What is told of one grant. `number` is the grant's own; the identifier gets the publisher's prefix."""

    number: str
    title: str
    description: str
    awarded: Decimal
    awarded_on: date
    funder: Body
    recipient: Body
    starts_on: date
    ends_on: date
    months: int
    programme_code: str
    programme_title: str
    modified_at: datetime
    applied_for: Decimal | None = None
    disbursed: Decimal | None = None
    locations: Sequence[Location] = ()
    payments: Sequence[Payment] = ()
    is_from_open_call: bool = True
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: the prefix is what the standard's registry gave, or one's own until then."""

    prefix: str
    body: Body
    website: str = ""


def number(value: Decimal | int) -> int | Decimal:
    """An amount as JSON writes it: whole without places, otherwise exactly."""
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else exact


def grant_of(facts: GrantFacts, publisher: Publisher, currency: str) -> Grant:
    """One grant; members that have no answer are left out."""
    written: Grant = {
        "id": f"{publisher.prefix}-{facts.number}", "title": facts.title, "description": facts.description, "currency": currency,
        "amountAppliedFor": None if facts.applied_for is None else number(facts.applied_for),
        "amountAwarded": number(facts.awarded),
        "amountDisbursed": None if facts.disbursed is None else number(facts.disbursed),
        "awardDate": facts.awarded_on.isoformat(), "url": facts.url,
        "plannedDates": [
            {"startDate": facts.starts_on.isoformat(), "endDate": facts.ends_on.isoformat(), "duration": facts.months}
        ],
        "recipientOrganization": [_body(facts.recipient)],
        "beneficiaryLocation": [
            {"name": one.name, "countryCode": one.country, "geoCode": one.code, "geoCodeType": one.code_type}
            for one in facts.locations
        ],
        "fundingOrganization": [_body(facts.funder)],
        "grantProgramme": [{"code": facts.programme_code, "title": facts.programme_title}],
        "fromOpenCall": "Yes" if facts.is_from_open_call else "No",
        "disbursementTransaction": [
            {"id": one.id, "transactionDate": one.on.isoformat(), "currency": currency, "value": number(one.value)}
            for one in facts.payments
        ],
        "dateModified": facts.modified_at.isoformat(), "dataSource": facts.source,
    }  # fmt: skip
    return {name: value for name, value in written.items() if value not in (None, "", [])}


def _body(body: Body) -> dict[str, str]:
    return {"id": body.id, "name": body.name}


def package_of(
    grants: Iterable[Grant], *, title: str, publisher: Publisher, issued: date, source: str = ""
) -> Package:  # fmt: skip
    """The whole package. The standard wants at least one grant; an empty programme has none to publish (ValueError)."""
    rows = list(grants)
    if not rows:
        raise ValueError("a package holds at least one grant")
    named = {"identifier": publisher.body.id, "name": publisher.body.name, "website": publisher.website}
    written: Package = {
        "version": VERSION, "title": title, "issued": issued.isoformat(), "license": LICENCE, "downloadURL": source,
        "publisher": {name: value for name, value in named.items() if value}, "grants": rows,
    }  # fmt: skip
    return {name: value for name, value in written.items() if value}


def as_json(package: Package) -> str:
    """The package as text; Decimals as exact numbers."""
    text = json.dumps(package, ensure_ascii=False, indent=2, default=_marked)
    return _EXACT.sub(r"\1", text)


def _marked(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"\u27e6{value:f}\u27e7"
    raise TypeError(type(value).__name__)


def from_json(text: str | bytes) -> Package:
    """The package as it was written; numbers with places come back as Decimals."""
    read = json.loads(text, parse_float=Decimal)
    if not isinstance(read, Mapping) or not isinstance(read.get("grants"), list):
        raise ValueError("no package of grants")  # noqa: TRY004  (what is wrong is a file)
    return dict(read)
