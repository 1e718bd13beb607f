"""The quality of a package before it is published: 21 checks of accuracy and 15 of usefulness.

The questions are those of 360Giving's Data Quality Tool, asked in our own words; its program needs the network and is not used.
What the tool asks of British charity and company numbers and postcodes is asked here of the numbers that the pack's own lists
of identifiers know. A check of accuracy that finds something holds the publication back; one of usefulness is advice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.grants.giving.package import Grant

YEAR: Final = timedelta(days=365.25)
_DAY: Final = re.compile(r"^\d{4}-\d{2}-\d{2}")
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_ORG_ID: Final = re.compile(r"^[A-Z]{2}-[A-Z0-9_]+-[A-Za-z0-9._-]+$|^360G-\S+$|^XI-[A-Z0-9]+-\S+$")
_POSTCODE: Final = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$|^[A-Z]\d{2}[A-Z]\d[A-Z]\d$")
_OWN: Final = "360G-"


@dataclass(frozen=True, slots=True)
class Known:
    """What the installation knows: today, and the prefixes of lists of organisations, with the form of their numbers."""

    today: date
    prefixes: dict[str, str]

    def list_of(self, org_id: str) -> str:
        """The list that an identifier belongs to; empty for an unknown one."""
        return next((prefix for prefix in self.prefixes if org_id.startswith(f"{prefix}-")), "")


@dataclass(frozen=True, slots=True)
class Check:
    """One question: over the whole package it gives the identifiers of the grants that fail it."""

    code: str
    label: Promise | str
    is_accuracy: bool
    fails: Callable[[Sequence[Grant], Known], list[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that found something, and in which grants."""

    check: Check
    grants: tuple[str, ...]


def _each(test: Callable[[Grant, Known], bool]) -> Callable[[Sequence[Grant], Known], list[str]]:
    return lambda grants, known: [str(grant.get("id", "")) for grant in grants if test(grant, known)]


def _bodies(grant: Grant, *members: str) -> Iterator[dict[str, Any]]:
    for member in members or ("fundingOrganization", "recipientOrganization"):
        yield from grant.get(member, [])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in ("email", "id"):
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _dates(value: Any) -> Iterator[str]:
    """Every text that is written like a day."""
    return (text for text in _texts(value) if _DAY.match(text))


def _days(grant: Grant, *members: str) -> Iterator[date]:
    for member in members:
        for text in _dates(grant.get(member, "")):
            day = _day(text)
            if day is not None:
                yield day


def _unknown_prefix(member: str) -> Callable[[Grant, Known], bool]:
    return lambda grant, known: any(
        not one.get("id", "").startswith(_OWN) and not known.list_of(one.get("id", "")) for one in _bodies(grant, member)
    )


def _own_prefix(member: str) -> Callable[[Grant, Known], bool]:
    return lambda grant, _: any(one.get("id", "").startswith(_OWN) for one in _bodies(grant, member))


def _bad_number(member: str) -> Callable[[Grant, Known], bool]:
    def test(grant: Grant, known: Known) -> bool:
        for one in _bodies(grant, member):
            prefix = known.list_of(one.get("id", ""))
            if prefix and not re.fullmatch(known.prefixes[prefix], one["id"][len(prefix) + 1 :]):
                return True
        return False

    return test


def _starts_after_end(member: str) -> Callable[[Grant, Known], bool]:
    def test(grant: Grant, known: Known) -> bool:
        pairs = ((_day(one.get("startDate")), _day(one.get("endDate"))) for one in grant.get(member, []))
        return any(start and end and start > end for start, end in pairs)

    return test


def _ahead(member: str, years: int) -> Callable[[Grant, Known], bool]:
    return lambda grant, known: any(day > known.today + years * YEAR for day in _days(grant, member))


def _many(key: str, other: str) -> Callable[[Sequence[Grant], Known], list[str]]:
    def test(grants: Sequence[Grant], known: Known) -> list[str]:
        seen: dict[str, set[str]] = defaultdict(set)
        for grant in grants:
            for one in _bodies(grant, "fundingOrganization"):
                seen[one.get(key, "")].add(one.get(other, ""))
        bad = {value for value, others in seen.items() if len(others) > 1}
        return [
            str(grant.get("id", ""))
            for grant in grants
            if any(one.get(key, "") in bad for one in _bodies(grant, "fundingOrganization"))
        ]

    return test


def _locations(grant: Grant) -> list[dict[str, Any]]:
    return list(grant.get("beneficiaryLocation", []))


def _lacks(member: str) -> Callable[[Grant, Known], bool]:
    return lambda grant, _: not grant.get(member)


def _individual(grant: Grant) -> bool:
    return bool(grant.get("recipientIndividual"))


def _line_break(grant: Grant, known: Known) -> bool:
    return any("\n" in text or "\r" in text for text in (str(grant.get("id", "")), *(str(one.get("id", "")) for one in _bodies(grant))))


ACCURACY: Final = (
    Check("zero_amount", _("The amount is zero"), True, _each(lambda g, _: not g.get("amountAwarded"))),
    Check("funder_prefix", _("The funder's list of numbers is unknown"), True, _each(_unknown_prefix("fundingOrganization"))),
    Check("recipient_prefix", _("The recipient's list of numbers is unknown"), True, _each(_unknown_prefix("recipientOrganization"))),
    Check("org_id", _("An organisation's number does not look like one"), True,
          _each(lambda g, _: any(not _ORG_ID.match(one.get("id", "")) for one in _bodies(g)))),
    Check("funder_number", _("The funder's number has a wrong form"), True, _each(_bad_number("fundingOrganization"))),
    Check("recipient_number", _("The recipient's number has a wrong form"), True, _each(_bad_number("recipientOrganization"))),
    Check("line_break", _("A number contains a line break"), True, _each(_line_break)),
    Check("many_funders", _("A grant has more than one funder"), True, _each(lambda g, _: len(g.get("fundingOrganization", [])) > 1)),
    Check("email", _("A text contains an e-mail address"), True, _each(lambda g, _: any(_EMAIL.search(text) for text in _texts(g)))),
    Check("impossible_day", _("A day does not exist in the calendar"), True,
          _each(lambda g, _: any(_day(text) is None for text in _dates(g)))),
    Check("planned_order", _("The planned end lies before the beginning"), True, _each(_starts_after_end("plannedDates"))),
    Check("actual_order", _("The actual end lies before the beginning"), True, _each(_starts_after_end("actualDates"))),
    Check("planned_far", _("The planned dates lie more than 12 years ahead"), True, _each(_ahead("plannedDates", 12))),
    Check("actual_far", _("The actual dates lie more than 5 years ahead"), True, _each(_ahead("actualDates", 5))),
    Check("long_ago", _("A date lies more than 25 years back"), True,
          _each(lambda g, k: any(day < k.today - 25 * YEAR for day in _days(g, "awardDate", "plannedDates", "actualDates")))),
    Check("award_ahead", _("The award lies in the future"), True,
          _each(lambda g, k: any(day > k.today for day in _days(g, "awardDate")))),
    Check("postcode", _("A postcode stands where the code of a place belongs"), True,
          _each(lambda g, _: any(_POSTCODE.match(str(one.get("geoCode", ""))) for one in _locations(g)))),
    Check("funder_ids", _("One funder has several numbers"), True, _many("name", "id")),
    Check("funder_names", _("One number belongs to funders of different names"), True, _many("id", "name")),
    Check("individual_reason", _("A grant to a person gives no reason"), True,
          _each(lambda g, _: _individual(g) and not g.get("toIndividualsDetails"))),
    Check("individual_traits", _("A grant to a person tells of personal traits"), True,
          _each(lambda g, _: _individual(g) and any(name.startswith(("dei", "DEI", "beneficiary")) for name in g))),
)  # fmt: skip

USEFULNESS: Final = (
    Check("funder_own", _("The funder has only a number of the standard's own"), False, _each(_own_prefix("fundingOrganization"))),
    Check("recipient_own", _("The recipient has only a number of the standard's own"), False,
          _each(_own_prefix("recipientOrganization"))),
    Check("no_programme", _("The grant programme is missing"), False, _each(_lacks("grantProgramme"))),
    Check("no_location", _("The place that the grant is for is missing"), False, _each(_lacks("beneficiaryLocation"))),
    Check("title_again", _("The description only repeats the title"), False,
          _each(lambda g, _: g.get("title") == g.get("description"))),
    Check("long_title", _("The title is longer than 140 characters"), False, _each(lambda g, _: len(g.get("title", "")) > 140)),
    Check("no_modified", _("The day of the last change is missing"), False, _each(_lacks("dateModified"))),
    Check("no_source", _("The source of the record is missing"), False, _each(_lacks("dataSource"))),
    Check("no_duration", _("The duration is missing"), False,
          _each(lambda g, _: not any(one.get("duration") for one in g.get("plannedDates", [])))),
    Check("no_planned", _("The planned dates are missing"), False, _each(_lacks("plannedDates"))),
    Check("name_only", _("A place has a name and no code"), False,
          _each(lambda g, _: any(one.get("name") and not one.get("geoCode") for one in _locations(g)))),
    Check("code_only", _("The code of a place does not say from which list it is"), False,
          _each(lambda g, _: any(one.get("geoCode") and not one.get("geoCodeType") for one in _locations(g)))),
    Check("no_country", _("A place does not say in which country it is"), False,
          _each(lambda g, _: any(not one.get("countryCode") for one in _locations(g)))),
    Check("no_call", _("It is not said whether the call was open"), False, _each(_lacks("fromOpenCall"))),
    Check("no_paid", _("It is not said how much was paid"), False, _each(lambda g, _: "amountDisbursed" not in g)),
)  # fmt: skip

CHECKS: Final = (*ACCURACY, *USEFULNESS)


def findings(grants: Sequence[Grant], known: Known) -> list[Finding]:
    """Every check that found something, those of accuracy first."""
    found = ((check, check.fails(grants, known)) for check in CHECKS)
    return [Finding(check, tuple(failed)) for check, failed in found if failed]


def may_be_published(found: Sequence[Finding]) -> bool:
    """Whether nothing of accuracy stands in the way."""
    return not any(one.check.is_accuracy for one in found)
