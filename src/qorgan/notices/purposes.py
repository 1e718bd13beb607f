"""What one-time links are for: rooms above register a purpose, and say where it leads and what its bearer may do.

    register(Purpose("intake.acknowledge", _("Acknowledge a notification"), landing="acknowledge", permissions=frozenset({ACK})))

`landing` is the name of a page with `needs=PUBLIC`; it asks `links.bearer_of(request)` who comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

_SHAPE = re.compile(r"^[a-z_]+\.[a-z_]+$")
PIN, SMS = "pin", "sms"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. `label` is shown before the link is opened: it must not say anything about the subject."""

    name: str
    label: Promise | str
    landing: str
    permissions: frozenset[str] = frozenset()


Check = Callable[[UUID, UUID, str], bool]
"""(link, subject, what was typed) -> whether it is right."""
_purposes: dict[str, Purpose] = {}
_factors: dict[str, Check] = {}


def register(purpose: Purpose) -> Purpose:
    """Adds a purpose. Raises ValueError for another shape or a second one of the name."""
    if not _SHAPE.match(purpose.name) or purpose.name in _purposes:
        raise ValueError(f"no new purpose room.noun: {purpose.name!r}")
    _purposes[purpose.name] = purpose
    return purpose


def register_factor(name: str, check: Check) -> None:
    """Adds a second factor that a room above checks itself, beside the two of this room (`pin`, `sms`)."""
    if name in (PIN, SMS) or name in _factors:
        raise ValueError(f"a second factor {name} exists")
    _factors[name] = check


def find(name: str) -> Purpose | None:
    """The purpose of that name, or None where its room is not installed."""
    return _purposes.get(name)


def factor(name: str) -> Check | None:
    """The check of a room above, or None."""
    return _factors.get(name)


def is_factor(name: str) -> bool:
    """Whether a link can be made with this second factor."""
    return name in (PIN, SMS) or name in _factors
