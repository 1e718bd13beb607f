"""What a notice may say: whole numbers, days, moments, short public numbers, and labels of roles. Nothing else exists.

Each kind checks its value when a notice is made, so that a name, a sentence or an address cannot be put into one, by
mistake or otherwise. What leaves the house is stored as these values and put into words only at the moment of sending.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from qorgan.access.models import Role
from qorgan.clocks.kinds import find as find_kind
from qorgan.notices.secret_words import derived_code
from qorgan.texts import dates
from qorgan.texts.words import Words

_REF = re.compile(r"^[A-Z]{1,3}-[0-9]{1,10}$")
_LINK_CODE = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]{1,2}$")
_CODE = re.compile(r"^[a-z_]+(\.[a-z_]+)*$")


class NotForANotice(TypeError):
    """A value that may not leave the house. The message names the parameter, never the value."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A kind of value: how it is checked and kept, and how it is printed in the language in force."""

    name: str
    keep: Callable[[Any], Any]
    show: Callable[[Any], str]


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**9:
        raise NotForANotice
    return value


def _day(value: Any) -> str:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise NotForANotice
    return value.isoformat()


def _moment(value: Any) -> str:
    if not isinstance(value, datetime) or timezone.is_naive(value):
        raise NotForANotice
    return value.isoformat()


def _shaped(shape: re.Pattern[str]) -> Callable[[Any], str]:
    def keep(value: Any) -> str:
        if not isinstance(value, str) or len(value) > 80 or not shape.match(value):
            raise NotForANotice
        return str(value)

    return keep


def _role_label(key: str) -> str:
    role = Role.objects.filter(pk=key).first()
    return Words(role.words.get("name", {})).in_language() if role and role.words else key


def _kind_label(name: str) -> str:
    kind = find_kind(name)
    return str(kind.label) if kind else name


def _link_code(kept: str) -> str:
    link, _colon, count = kept.partition(":")
    return derived_code(UUID(link), int(count))


NUMBER = Parameter("number", _number, str)
"""A whole number of at most nine digits: no identity number and no telephone number fits into it."""
DAY = Parameter("day", _day, lambda kept: dates.day(parse_date(kept) or date.min))
MOMENT = Parameter("moment", _moment, lambda kept: dates.moment(parse_datetime(kept) or timezone.now()))
REF = Parameter("ref", _shaped(_REF), str)
"""A short public number such as `K-1204`."""
ROLE = Parameter("role", _shaped(_CODE), _role_label)
"""A role of the country pack, by its key; printed with the pack's words."""
LINK_CODE = Parameter("link_code", _shaped(_LINK_CODE), _link_code)
"""The code of a one-time link, kept as the link's id and a count; made from a key outside the database when it leaves."""
CLOCK_KIND = Parameter("clock_kind", _shaped(_CODE), _kind_label)
"""A kind of time limit; printed with the words that its room registered."""


def kept(declared: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the shape that is stored. Raises NotForANotice for a missing, unknown or forbidden one."""
    if set(declared) != set(given):
        wrong = ", ".join(sorted(set(declared) ^ set(given)))
        raise NotForANotice(f"a notice is given exactly its own values; not so: {wrong}")
    found = {}
    for name, parameter in declared.items():
        try:
            found[name] = parameter.keep(given[name])
        except NotForANotice:
            raise NotForANotice(f"{name} must be a {parameter.name}") from None
    return found


def shown(declared: Mapping[str, Parameter], stored: Mapping[str, Any]) -> dict[str, str]:
    """The stored values in words of the language in force."""
    return {name: parameter.show(stored[name]) for name, parameter in declared.items() if name in stored}
